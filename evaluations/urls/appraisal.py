"""Addresses of the appraisal; before ``dossier``: a code matches all."""

from django.urls import path

from evaluations.views import appraisal, appraising, handing

_ONE = "ho-so/<str:code>/tham-dinh/"
_PAPER = appraisal.dossier_appraisal_paper

urlpatterns = [
    path("ho-so/tham-dinh/", appraising.appraisal_list, name="appraisal_list"),
    path(_ONE, appraisal.dossier_appraisal, name="dossier_appraisal"),
    path(f"{_ONE}giao/", appraising.dossier_appraisal_assign, name="dossier_appraisal_assign"),
    path(f"{_ONE}kiem-nghiem/", appraisal.dossier_appraisal_test, name="dossier_appraisal_test"),
    path(
        f"{_ONE}kiem-nghiem/<int:number>/",
        appraisal.dossier_appraisal_result,
        name="dossier_appraisal_result",
    ),
    path("ho-so/<str:code>/kiem-nghiem/<int:number>/", handing.dossier_test, name="dossier_test"),
    path(f"{_ONE}bao-cao/", appraisal.dossier_appraisal_report, name="dossier_appraisal_report"),
    path(f"{_ONE}mo-lai/", appraisal.dossier_appraisal_reopen, name="dossier_appraisal_reopen"),
    path(f"{_ONE}bao-cao.pdf", _PAPER, name="dossier_appraisal_pdf"),
    path(f"{_ONE}bao-cao.docx", _PAPER, {"kind": "docx"}, name="dossier_appraisal_docx"),
    path("dot/<str:code>/tham-dinh/", appraising.round_appraisals, name="round_appraisals"),
]
