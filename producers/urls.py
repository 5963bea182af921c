from django.urls import path

from producers import views

app_name = "producers"
urlpatterns = [
    path("", views.producer_list, name="producer_list"),
    path("moi/", views.producer_create, name="producer_create"),
    path("<slug:code>/", views.producer_detail, name="producer_detail"),
    path("<slug:code>/sua/", views.producer_edit, name="producer_edit"),
    path("<slug:code>/nguoi/them/", views.member_add, name="member_add"),
    path("<slug:code>/nguoi/bo/", views.member_end, name="member_end"),
]
