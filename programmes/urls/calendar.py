from django.urls import path

from programmes.views import calendar as views

urlpatterns = [
    path("ngay-nghi/", views.calendar, name="calendar"),
    path("ngay-nghi/them/", views.day_add, name="day_add"),
    path("ngay-nghi/<str:day>/sua/", views.day_change, name="day_change"),
    path("ngay-nghi/<str:day>/bo/", views.day_remove, name="day_remove"),
]
