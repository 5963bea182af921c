"""Addresses of the evaluations room, below ``lam-viec/``."""

from evaluations.urls import council, dossier, printed, requests

app_name = "evaluations"
urlpatterns = [
    *requests.urlpatterns,
    *dossier.urlpatterns,
    *printed.urlpatterns,
    *council.urlpatterns,
]
