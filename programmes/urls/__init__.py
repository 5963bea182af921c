"""Addresses of the programmes room, below ``lam-viec/chuong-trinh/``."""

from programmes.urls import calendar, ideas

app_name = "programmes"
urlpatterns = [*ideas.urlpatterns, *calendar.urlpatterns]
