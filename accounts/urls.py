from django.urls import path

from accounts.views import access, people

_ONE = "<str:username>/"

app_name = "accounts"
urlpatterns = [
    path("", people.person_list, name="person_list"),
    path("moi/", people.person_create, name="person_create"),
    path(_ONE, people.person_detail, name="person_detail"),
    path(f"{_ONE}sua/", people.person_edit, name="person_edit"),
    path(f"{_ONE}giao-vai-tro/", people.role_grant, name="role_grant"),
    path(f"{_ONE}thoi-vai-tro/<str:role>/<str:place>/", people.role_end, name="role_end"),
    path(f"{_ONE}mat-khau/", access.password_issue, name="password_issue"),
    path(f"{_ONE}go-hai-lop/", access.second_factor_remove, name="second_factor_remove"),
    path(f"{_ONE}tam-khoa/", access.deactivate, name="deactivate"),
    path(f"{_ONE}mo-lai/", access.reactivate, name="reactivate"),
]
