from django.urls import path

from certificates.enums import ActionKind
from certificates.views import certificates as register
from certificates.views import decisions, papers

app_name = "certificates"
_one = "giay-chung-nhan/<slug:code>/"
urlpatterns = [
    path("giay-chung-nhan/", register.certificate_list, name="list"),
    path(_one, register.certificate_detail, name="detail"),
    path(f"{_one}giay.pdf", register.certificate_pdf, name="pdf"),
    path(
        f"{_one}tam-dinh-chi/",
        register.certificate_act,
        {"kind": ActionKind.SUSPEND},
        name="suspend",
    ),
    path(
        f"{_one}khoi-phuc/",
        register.certificate_act,
        {"kind": ActionKind.RESTORE},
        name="restore",
    ),
    path(f"{_one}thu-hoi/", register.certificate_act, {"kind": ActionKind.REVOKE}, name="revoke"),
    path(
        f"{_one}tra-lai/",
        register.certificate_act,
        {"kind": ActionKind.SURRENDER},
        name="surrender",
    ),
    path("giay-to-het-han/", papers.papers_ending, name="papers_ending"),
    path("quyet-dinh/", decisions.decision_list, name="decision_list"),
    path("quyet-dinh/moi/", decisions.decision_create, name="decision_create"),
    path("quyet-dinh/khong-dat/<slug:code>/", decisions.not_recognised, name="not_recognised"),
    path("quyet-dinh/tra-ve-tinh/<slug:code>/", decisions.result_send_back, name="send_back"),
    path("quyet-dinh/<slug:code>/", decisions.decision_detail, name="decision_detail"),
    path("quyet-dinh/<slug:code>/ban-hanh/", decisions.decision_issue, name="decision_issue"),
    path("quyet-dinh/<slug:code>/bo-du-thao/", decisions.decision_discard, name="decision_discard"),
]
