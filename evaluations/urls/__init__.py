"""Addresses of the evaluations room, below ``lam-viec/``."""

from evaluations.urls import appraisal, council, dossier, package, printed, requests

app_name = "evaluations"
urlpatterns = [
    *appraisal.urlpatterns,
    *requests.urlpatterns,
    *dossier.urlpatterns,
    *printed.urlpatterns,
    *council.urlpatterns,
    *package.urlpatterns,
]
