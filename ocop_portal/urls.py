"""Every address of the portal (docs/roles.md says who may open which)."""

from allauth.account.views import LoginView
from django.urls import include, path

from ocop_portal import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("tai-khoan/", include("allauth.urls")),
    path("dang-nhap/", LoginView.as_view(), name="account_login"),
    path("lam-viec/", include("reports.urls")),
    path("lam-viec/", include("evaluations.urls")),
    path("lam-viec/", include("certificates.urls")),
    path("lam-viec/chu-the/", include("producers.urls")),
    path("lam-viec/san-pham/", include("products.urls")),
    path("lam-viec/thong-bao/", include("notifications.urls")),
    path("lam-viec/thanh-phan/", views.gallery, name="gallery"),
    path("api/", include("ocop_portal.api_urls")),
    path("", include("catalogue.urls")),
]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.not_found
handler500 = views.server_error
