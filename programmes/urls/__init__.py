"""Addresses of the programmes room, below ``lam-viec/chuong-trinh/``."""

from programmes.urls import calendar

app_name = "programmes"
urlpatterns = [*calendar.urlpatterns]
