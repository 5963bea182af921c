from django.urls import path

from catalogue.views import open_data, pages, places, verify

app_name = "catalogue"
urlpatterns = [
    path("san-pham/", pages.product_list, name="product_list"),
    path("san-pham/anh/<str:code>/", pages.image, name="image"),
    path("san-pham/anh/<str:code>/nho/", pages.thumbnail, name="thumbnail"),
    path("san-pham/<str:code>/", pages.product_detail, name="product_detail"),
    path("chu-the/<str:code>/", pages.producer_detail, name="producer_detail"),
    path("xa-phuong/", places.commune_list, name="commune_list"),
    path("xa-phuong/<str:code>/", places.commune_detail, name="commune_detail"),
    path("ban-do/", places.province_map, name="map"),
    path("xac-minh/", verify.verify_form, name="verify_form"),
    path("xac-minh/<str:code>/", verify.verify_code, name="verify"),
    path("du-lieu-mo/", open_data.open_data, name="open_data"),
    path("du-lieu-mo/san-pham.csv", open_data.register_csv, name="register_csv"),
    path("du-lieu-mo/san-pham.json", open_data.register_json, name="register_json"),
]
