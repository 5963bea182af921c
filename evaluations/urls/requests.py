"""Addresses of asking, replying, checking and proposing; before ``dossier``: a code matches all."""

from django.urls import path

from evaluations.views import asking, intake, proposing, requests, round_intake

_ONE = "ho-so/<str:code>/"
_ASKED = f"{_ONE}yeu-cau/<str:asked>/"

urlpatterns = [
    path("ho-so/tiep-nhan/", intake.intake_list, name="intake_list"),
    path("ho-so/de-nghi/", proposing.proposal_list, name="proposal_list"),
    path(f"{_ONE}tra-lai/", asking.dossier_return, name="dossier_return"),
    path(f"{_ONE}yeu-cau-bo-sung/", asking.dossier_ask, name="dossier_ask"),
    path(f"{_ONE}kiem-tra-tiep-nhan/", intake.dossier_intake, name="dossier_intake"),
    path(f"{_ONE}van-ban-de-nghi.pdf", proposing.dossier_letter, name="dossier_letter"),
    path(_ASKED, requests.dossier_request, name="dossier_request"),
    path(f"{_ASKED}tra-loi/", requests.dossier_request_reply, name="dossier_request_reply"),
    path(f"{_ASKED}xet/", requests.dossier_request_judge, name="dossier_request_judge"),
    path(f"{_ASKED}phieu.pdf", requests.dossier_request_slip, name="dossier_request_slip"),
    path(
        f"{_ASKED}phieu.docx",
        requests.dossier_request_slip_docx,
        name="dossier_request_slip_docx",
    ),
    path("dot/<str:code>/da-nhan/", round_intake.round_intake, name="round_intake"),
    path("dot/<str:code>/da-nhan.pdf", round_intake.round_intake_pdf, name="round_intake_pdf"),
]
