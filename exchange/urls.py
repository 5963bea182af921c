from django.urls import path

from exchange.views import exports, runs, steps

app_name = "exchange"
_one = "<slug:code>/"
urlpatterns = [
    path("", runs.run_list, name="run_list"),
    path("so-tren-cong/", exports.register_export, name="register_export"),
    path("mau-danh-sach.xlsx", exports.template, name="template"),
    path(_one, runs.run_detail, name="run"),
    path(f"{_one}cot/", steps.columns, name="columns"),
    path(f"{_one}chon/", steps.choose, name="choose"),
    path(f"{_one}ghi/", steps.execute, name="execute"),
    path(f"{_one}rut-lai/", steps.undo, name="undo"),
    path(f"{_one}bo/", steps.discard, name="discard"),
    path(f"{_one}tep-goc.xlsx", runs.original, name="original"),
    path(f"{_one}tep-danh-dau.xlsx", runs.marked, name="marked"),
]
