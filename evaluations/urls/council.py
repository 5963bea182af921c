"""Addresses of rounds, councils and sittings."""

from django.urls import path

from evaluations.views import centre, criteria
from evaluations.views.council import (
    convening,
    declaring,
    inviting,
    room,
    rounds,
    scoring,
    sitting,
    tally,
)

_SESSION = "hoi-dong/<str:session>/"
_ITEM = _SESSION + "mau/<str:item>/"

urlpatterns = [
    path("dot/", rounds.round_list, name="round_list"),
    path("dot/mo/", rounds.round_open, name="round_open"),
    path("dot/<str:code>/", rounds.round_detail, name="round_detail"),
    path("dot/<str:code>/tiep-nhan/", centre.round_take_up, name="round_take_up"),
    path("dot/<str:code>/khep/", rounds.round_close, name="round_close"),
    path("dot/<str:code>/trieu-tap/", convening.session_convene, name="session_convene"),
    path("hoi-dong/", sitting.session_list, name="session_list"),
    path("hoi-dong/phieu/", criteria.criteria_list, name="criteria_list"),
    path("hoi-dong/phieu/<str:code>/", criteria.criteria_sheet, name="criteria_sheet"),
    path("hoi-dong/phieu/<str:code>/cong-bo/", criteria.criteria_publish, name="criteria_publish"),
    path("hoi-dong/quy-che/", rounds.regulation_set, name="regulation_set"),
    path("hoi-dong/thanh-lap/", rounds.council_found, name="council_found"),
    path("hoi-dong/to-chuc/", rounds.council_list, name="council_list"),
    path("hoi-dong/to-chuc/<str:code>/", rounds.council_detail, name="council_detail"),
    path("hoi-dong/to-chuc/<str:code>/thoi-ghe/<str:seat>/", rounds.seat_end, name="seat_end"),
    path(_SESSION, sitting.session_detail, name="session_detail"),
    path(_SESSION + "diem-danh/", room.attendance_note, name="attendance_note"),
    path(_SESSION + "du-thay/", room.member_replace, name="member_replace"),
    path(_SESSION + "tong-hop/", room.session_tally, name="session_tally"),
    path(_SESSION + "trinh-chieu/", room.session_screen, name="session_screen"),
    path(_SESSION + "khai-mac/", sitting.session_start, name="session_start"),
    path(_SESSION + "be-mac/", sitting.session_conclude, name="session_conclude"),
    path(_SESSION + "mo-tat-ca/", sitting.items_open, name="items_open"),
    path(_SESSION + "giay-moi/", inviting.session_invitation, name="session_invitation"),
    path(_SESSION + "giay-moi/gui/", inviting.invitation_send, name="invitation_send"),
    path(_SESSION + "giay-moi/ke-hoach/", inviting.session_plan, name="session_plan"),
    path(_SESSION + "giay-moi/thu-tu/", inviting.agenda_order, name="agenda_order"),
    path(_SESSION + "giay-moi.pdf", inviting.invitation_pdf, name="invitation_pdf"),
    path(_SESSION + "giay-moi.docx", inviting.invitation_docx, name="invitation_docx"),
    path(_SESSION + "khai/", declaring.session_declare, name="session_declare"),
    path(_SESSION + "khai/<str:seat>.pdf", declaring.declaration_pdf, name="declaration_pdf"),
    path(_ITEM, scoring.item_score, name="item_score"),
    path(_ITEM + "khai/", declaring.sheet_declare, name="sheet_declare"),
    path(_ITEM + "luu/", scoring.sheet_save, name="sheet_save"),
    path(_ITEM + "xem-lai/", scoring.item_look, name="item_look"),
    path(_ITEM + "tham-khao/<str:what>/", scoring.item_reference, name="item_reference"),
    path(_ITEM + "ky/", scoring.sheet_sign, name="sheet_sign"),
    path(_ITEM + "tong-hop/", tally.item_tally, name="item_tally"),
    path(_ITEM + "bat-dau/", room.item_start, name="item_start"),
    path(_ITEM + "bieu-quyet/", room.vote_note, name="vote_note"),
    path(_ITEM + "mo/", tally.item_open, name="item_open"),
    path(_ITEM + "dua-ra-hop/", convening.item_refer, name="item_refer"),
    path(_ITEM + "cham-lai/", tally.item_rescore, name="item_rescore"),
    path(_ITEM + "dieu-kien/", tally.item_gates, name="item_gates"),
    path(_ITEM + "ket-luan/", tally.item_conclude, name="item_conclude"),
    path(_ITEM + "thong-bao.pdf", tally.result_letter, name="result_letter"),
]
