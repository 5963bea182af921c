from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("mo/", views.notice_open, name="open"),
    path("da-doc/", views.notices_read, name="read"),
    path("thu/", views.outbox, name="outbox"),
    path("thu/gui-lai/", views.mail_retry, name="retry"),
]
