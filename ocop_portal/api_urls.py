"""The API below ``/api/``: one schema, one error envelope, read without sign-in."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from catalogue.api.views import api_docs

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", api_docs, name="api_docs"),
    path("v1/", include("catalogue.api.urls")),
]
