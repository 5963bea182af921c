"""Addresses of the papers of a sitting for signing."""

from django.urls import path

from evaluations.views.council import package

_PAPERS = "hoi-dong/<str:session>/van-ban/"
_ONE = _PAPERS + "<str:package>/"

urlpatterns = [
    path(_PAPERS, package.package_detail, name="package_detail"),
    path(_PAPERS + "lap/", package.package_make, name="package_make"),
    path(_ONE + "duyet/", package.package_countersign, name="package_countersign"),
    path(_ONE + "huy/", package.package_void, name="package_void"),
    path(_ONE + "bo-van-ban.zip", package.package_zip, name="package_zip"),
    path(_ONE + "<int:position>.pdf", package.package_paper, name="package_paper"),
    path(_ONE + "<int:position>.docx", package.package_word, name="package_word"),
]
