"""Addresses of the evaluations room, below ``lam-viec/``."""

from evaluations.urls import council, dossier

app_name = "evaluations"
urlpatterns = [*dossier.urlpatterns, *council.urlpatterns]
