from django.urls import path

from evaluations.enums import DossierMove
from evaluations.views import (
    centre,
    check,
    commune,
    dossiers,
    files,
    listing,
    opening,
    papers,
    producer,
    scores,
)
from evaluations.views.dossiers import MOVE_VIEWS

_ONE = "ho-so/<str:code>/"
_PAPER = f"{_ONE}giay-to/<str:paper>/"

urlpatterns = [
    path(f"{_ONE}danh-gia-lai/", centre.dossier_reevaluate, name="dossier_reevaluate"),
    path("ho-so/", listing.dossier_list, name="dossier_list"),
    path("ho-so/thoi-han/", listing.dossier_terms, name="dossier_terms"),
    path("ho-so/moi/", opening.dossier_create, name="dossier_create"),
    path(_ONE, dossiers.dossier, name="dossier"),
    path(f"{_ONE}phieu-dang-ky/", producer.dossier_registration, name="dossier_registration"),
    path(f"{_ONE}bao-cao/", producer.dossier_report, name="dossier_report"),
    path(f"{_ONE}tu-cham/", scores.dossier_scores, name="dossier_scores"),
    path(f"{_ONE}giay-to/", papers.dossier_papers, name="dossier_papers"),
    path(f"{_ONE}giay-to/chon/", papers.dossier_papers_choose, name="dossier_papers_choose"),
    path(_PAPER, papers.dossier_paper, name="dossier_paper"),
    path(f"{_PAPER}tieu-chi/", papers.dossier_paper_tag, name="dossier_paper_tag"),
    path(f"{_PAPER}ban-moi/", papers.dossier_paper_newer, name="dossier_paper_newer"),
    path(
        f"{_PAPER}trang/<int:number>/",
        papers.dossier_paper_picture,
        name="dossier_paper_picture",
    ),
    path(f"{_PAPER}trang/<int:number>/lon/", papers.dossier_paper_page, name="dossier_paper_page"),
    path(f"{_PAPER}bo/", papers.dossier_paper_remove, name="dossier_paper_remove"),
    path(f"{_ONE}kiem-tra/", check.dossier_check, name="dossier_check"),
    path(f"{_ONE}danh-gia/", commune.dossier_assessment, name="dossier_assessment"),
    path(f"{_ONE}mau-01.pdf", files.dossier_form_01, name="dossier_form_01"),
    path(f"{_ONE}mau-02.pdf", files.dossier_form_02, name="dossier_form_02"),
    path(f"{_ONE}mau-03.pdf", files.dossier_form_03, name="dossier_form_03"),
    path(f"{_ONE}nop/", MOVE_VIEWS[DossierMove.FILE], name="dossier_submit"),
    path(f"{_ONE}de-nghi/", MOVE_VIEWS[DossierMove.PROPOSE], name="dossier_propose"),
    path(f"{_ONE}tiep-nhan/", MOVE_VIEWS[DossierMove.RECEIVE], name="dossier_receive"),
    path(f"{_ONE}gui-bo-sung/", MOVE_VIEWS[DossierMove.ANSWER_SUPPLEMENT], name="dossier_answer"),
    path(f"{_ONE}dua-vao-dot/", MOVE_VIEWS[DossierMove.ACCEPT], name="dossier_accept"),
    path(f"{_ONE}rut/", MOVE_VIEWS[DossierMove.WITHDRAW], name="dossier_withdraw"),
]
