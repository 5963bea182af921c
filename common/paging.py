"""Paging of the API."""

from rest_framework.pagination import PageNumberPagination


class ApiPagination(PageNumberPagination):
    """``page`` and ``page_size`` (24, at most 100)."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = 100
