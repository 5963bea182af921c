from programmes.models.calendar import CalendarDay

__all__ = ["CalendarDay"]
