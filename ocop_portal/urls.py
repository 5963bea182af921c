"""Every address of the portal (docs/roles.md says who may open which)."""

from allauth.account import views as sign_in
from django.urls import include, path

from catalogue.views import home
from ocop_portal import views

# Of the sign-in library only the doors that this portal has: no sign-up, no mail addresses to
# manage, no reset by mail (the office hands out a new one-time password).
_ACCOUNT = [
    path("dang-xuat/", sign_in.logout, name="account_logout"),
    path("tam-khoa/", sign_in.account_inactive, name="account_inactive"),
    path("xac-nhan/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", sign_in.password_change, name="account_change_password"),
    path("mat-khau/dat/", sign_in.password_set, name="account_set_password"),
    path("hai-lop/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("dang-nhap/", sign_in.login, name="account_login"),
    path("tai-khoan/", include(_ACCOUNT)),
    path("lam-viec/", include("reports.urls")),
    path("lam-viec/", include("evaluations.urls")),
    path("lam-viec/", include("certificates.urls")),
    path("lam-viec/chu-the/", include("producers.urls")),
    path("lam-viec/san-pham/", include("products.urls")),
    path("lam-viec/chuong-trinh/", include("programmes.urls")),
    path("lam-viec/nguoi-dung/", include("accounts.urls")),
    path("lam-viec/nhap-lieu/", include("exchange.urls")),
    path("lam-viec/thong-bao/", include("notifications.urls")),
    path("lam-viec/thanh-phan/", views.gallery, name="gallery"),
    path("api/", include("ocop_portal.api_urls")),
    path("", home, name="home"),
    path("", include("inspections.urls")),
    path("", include("catalogue.urls")),
]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.not_found
handler500 = views.server_error
# Not Django's: the sign-in library looks for it when somebody tries too often.
handler429 = "ocop_portal.views.too_many_requests"
