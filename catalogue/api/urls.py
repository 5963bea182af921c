from django.urls import path

from catalogue.api import views

urlpatterns = [
    path("products/", views.ProductList.as_view(), name="api_products"),
    path("products/<str:code>/", views.ProductOne.as_view(), name="api_product"),
    path("producers/", views.ProducerList.as_view(), name="api_producers"),
    path("communes/", views.CommuneList.as_view(), name="api_communes"),
    path("certificates/<str:code>/verify/", views.CertificateVerify.as_view(), name="api_verify"),
    path("statistics/", views.Statistics.as_view(), name="api_statistics"),
]
