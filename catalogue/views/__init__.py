"""Pages that anybody may open."""

from catalogue.views.pages import home

__all__ = ["home"]
