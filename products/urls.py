from django.urls import path

from products import views

app_name = "products"
urlpatterns = [
    path("", views.product_list, name="product_list"),
    path("moi/", views.product_create, name="product_create"),
    path("anh/<slug:code>/", views.image, name="image"),
    path("anh/<slug:code>/bo/", views.product_image_remove, name="product_image_remove"),
    path("<slug:code>/", views.product_detail, name="product_detail"),
    path("<slug:code>/sua/", views.product_edit, name="product_edit"),
    path("<slug:code>/anh/", views.product_image_add, name="product_image_add"),
]
