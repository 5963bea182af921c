from django.urls import path

from inspections import views

app_name = "inspections"
urlpatterns = [
    path("phan-anh/", views.complaint_form, name="complaint_form"),
    path("phan-anh/da-gui/", views.complaint_sent, name="complaint_sent"),
    path("lam-viec/kiem-tra/", views.complaint_list, name="complaint_list"),
    path("lam-viec/kiem-tra/<str:code>/", views.complaint_detail, name="complaint_detail"),
    path("lam-viec/kiem-tra/<str:code>/anh/", views.complaint_photo, name="complaint_photo"),
    path("lam-viec/kiem-tra/<str:code>/xu-ly/", views.complaint_handle, name="complaint_handle"),
]
