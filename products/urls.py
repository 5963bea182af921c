from django.urls import path

from products.views import many, merging, parts, register

app_name = "products"
urlpatterns = [
    path("", register.product_list, name="product_list"),
    path("moi/", register.product_create, name="product_create"),
    path("hang-loat/", many.product_bulk, name="product_bulk"),
    path("anh/<slug:code>/", parts.image, name="image"),
    path("anh/<slug:code>/nho/", parts.thumbnail, name="thumbnail"),
    path("anh/<slug:code>/bo/", parts.product_image_remove, name="product_image_remove"),
    path("bien-the/<slug:code>/", parts.variant_edit, name="variant_edit"),
    path("bien-the/<slug:code>/chuyen/", parts.variant_move, name="variant_move"),
    path("bien-the/<slug:code>/ngung/", parts.variant_stop, name="variant_stop"),
    path("bien-the/<slug:code>/bo/", parts.variant_remove, name="variant_remove"),
    path("noi-ban/<slug:code>/", parts.channel_edit, name="channel_edit"),
    path("noi-ban/<slug:code>/kiem-tra/", parts.channel_check, name="channel_check"),
    path("noi-ban/<slug:code>/bo/", parts.channel_remove, name="channel_remove"),
    path("<slug:code>/", register.product_detail, name="product_detail"),
    path("<slug:code>/sua/", register.product_edit, name="product_edit"),
    path("<slug:code>/noi/", register.product_place, name="product_place"),
    path("<slug:code>/anh/", parts.product_image_add, name="product_image_add"),
    path("<slug:code>/bien-the/", parts.variant_add, name="variant_add"),
    path("<slug:code>/noi-ban/", parts.channel_add, name="channel_add"),
    path("<slug:code>/chung-nhan/", parts.product_held, name="product_held"),
    path("<slug:code>/gop/<slug:other>/", merging.product_merge, name="product_merge"),
    path("<slug:code>/khac/<slug:other>/", merging.product_distinct, name="product_distinct"),
    path(
        "<slug:code>/xet-lai/<slug:other>/", merging.product_reconsider, name="product_reconsider"
    ),
    path("<slug:code>/tach/<slug:other>/", merging.product_split, name="product_split"),
]
