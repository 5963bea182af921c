from django.urls import path

from producers.views import duplicates, holdings, lists, people, places, register, vault

app_name = "producers"
_one = "<slug:code>/"
_site = f"{_one}co-so/<slug:site>/"
_papers = f"{_one}giay-to/"
_paper = f"{_papers}<slug:paper>/"
_held = f"{_one}chung-nhan/<slug:held>/"
urlpatterns = [
    path("", lists.producer_list, name="producer_list"),
    path("moi/", register.producer_create, name="producer_create"),
    path("chon-noi/", places.places_choose, name="places_choose"),
    path("trung/", duplicates.twins_list, name="twins_list"),
    path("trung/khong-phai/", duplicates.twins_distinct, name="twins_distinct"),
    path("trung/xet-lai/", duplicates.twins_reconsider, name="twins_reconsider"),
    path("gop/", duplicates.producer_merge, name="producer_merge"),
    path(_one, register.producer_detail, name="producer_detail"),
    path(f"{_one}sua/", register.producer_edit, name="producer_edit"),
    path(f"{_one}rut-dong-y/", register.consent_withdraw, name="consent_withdraw"),
    path(f"{_one}noi/", places.place_choose, name="place_choose"),
    path(f"{_one}tach/", duplicates.producer_split, name="producer_split"),
    path(f"{_one}nguoi/them/", people.member_add, name="member_add"),
    path(f"{_one}nguoi/bo/", people.member_end, name="member_end"),
    path(f"{_one}co-so/them/", holdings.site_add, name="site_add"),
    path(f"{_site}sua/", holdings.site_edit, name="site_edit"),
    path(f"{_one}chung-nhan/them/", holdings.held_add, name="held_add"),
    path(f"{_held}sua/", holdings.held_edit, name="held_edit"),
    path(f"{_held}bo/", holdings.held_remove, name="held_remove"),
    path(f"{_held}vao-kho/", vault.held_to_vault, name="held_to_vault"),
    path(_papers, vault.paper_list, name="paper_list"),
    path(f"{_papers}them/", vault.paper_add, name="paper_add"),
    path(_paper, vault.paper_detail, name="paper_detail"),
    path(f"{_paper}sua/", vault.paper_edit, name="paper_edit"),
    path(f"{_paper}ban-moi/", vault.paper_renew, name="paper_renew"),
    path(f"{_paper}rut/", vault.paper_withdraw, name="paper_withdraw"),
    path(f"{_paper}tep/", vault.paper_file, name="paper_file"),
    path(f"{_paper}trang/<int:number>/", vault.paper_picture, name="paper_picture"),
    path(f"{_held}giay/", holdings.held_file, name="held_file"),
]
