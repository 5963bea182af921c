from programmes.models.calendar import CalendarDay
from programmes.models.ideas import IdeaCall, ProductIdea

__all__ = ["CalendarDay", "IdeaCall", "ProductIdea"]
