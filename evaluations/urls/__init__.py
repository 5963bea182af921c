"""Addresses of the evaluations room, below ``lam-viec/``."""

from evaluations.urls import council, dossier, printed

app_name = "evaluations"
urlpatterns = [*dossier.urlpatterns, *printed.urlpatterns, *council.urlpatterns]
