"""Closed lists of the evaluations room. Stored values never change."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """The two evaluating levels (Decision 26/2026 Art. 4.1)."""

    PROVINCE = "province", _("Cấp tỉnh")
    CENTRAL = "central", _("Cấp Trung ương")


class SheetState(TextChoices):
    """A score sheet template: only a sound one is published, and then never changes."""

    DRAFT = "draft", _("Bản nháp")
    PUBLISHED = "published", _("Đã công bố")


class DossierKind(TextChoices):
    """Lần đăng ký (Mẫu số 01 item 4; Art. 6.1 a, b, c)."""

    FIRST = "first", _("Lần đầu")
    UPGRADE = "upgrade", _("Nâng hạng")
    RERATING = "rerating", _("Đánh giá lại")


class DossierState(TextChoices):
    """Where a dossier stands; who holds it follows from the state (workflow.HOLDERS)."""

    DRAFT = "draft", _("Đang soạn")
    FILED = "filed", _("Xã, phường đang đánh giá")
    RETURNED = "returned", _("Chủ thể đang bổ sung")
    PROPOSED = "proposed", _("Chờ tỉnh tiếp nhận")
    SUPPLEMENT = "supplement", _("Xã, chủ thể đang bổ sung cho tỉnh")
    RECEIVED = "received", _("Tỉnh đang kiểm tra")
    ACCEPTED = "accepted", _("Đã vào đợt, chờ hội đồng")
    IN_SESSION = "in_session", _("Hội đồng đang chấm")
    CONCLUDED = "concluded", _("Hội đồng đã kết luận, chờ quyết định")
    DECIDED = "decided", _("Đã có quyết định công nhận")
    FORWARDED = "forwarded", _("Đã phê duyệt kết quả, đề nghị Trung ương")
    NOT_RECOGNISED = "not_recognised", _("Không đạt để công nhận")
    WITHDRAWN = "withdrawn", _("Chủ thể đã rút")

    with_producer = nonmember(("draft", "returned"))
    with_commune = nonmember(("filed", "supplement"))
    closed = nonmember(("decided", "forwarded", "not_recognised", "withdrawn"))


class DossierMove(TextChoices):
    """What can happen to a dossier."""

    FILE = "file", _("Nộp cho xã, phường")
    RETURN = "return", _("Trả chủ thể bổ sung")
    PROPOSE = "propose", _("Đề nghị tỉnh đánh giá")
    RECEIVE = "receive", _("Tiếp nhận ở tỉnh")
    ASK_SUPPLEMENT = "ask_supplement", _("Yêu cầu bổ sung")
    ANSWER_SUPPLEMENT = "answer_supplement", _("Gửi bổ sung")
    ACCEPT = "accept", _("Đưa vào đợt đánh giá")
    PUT_IN_SESSION = "put_in_session", _("Đưa ra phiên họp")
    CONCLUDE = "conclude", _("Kết luận")
    DECIDE = "decide", _("Ban hành quyết định công nhận")
    FORWARD = "forward", _("Phê duyệt kết quả, đề nghị Trung ương")
    NOT_RECOGNISE = "not_recognise", _("Thông báo không đạt")
    WITHDRAW = "withdraw", _("Rút hồ sơ")


class PaperKind(TextChoices):
    """The fifteen rows of evidence of Mẫu số 02, Part III, and what else a dossier holds."""

    BUSINESS = "business", _("Giấy đăng ký kinh doanh")
    CONDITIONS = "conditions", _("Giấy chứng nhận cơ sở đủ điều kiện sản xuất")
    MATERIAL = "material", _("Nguồn gốc nguyên liệu, vùng nguyên liệu, liên kết chuỗi")
    ENVIRONMENT = "environment", _("Bảo vệ môi trường, công nghệ bền vững")
    LABOUR = "labour", _("Sử dụng lao động địa phương")
    GROWTH = "growth", _("Tăng trưởng sản xuất kinh doanh")
    IP = "ip", _("Sở hữu trí tuệ")
    MARKET = "market", _("Phát triển thị trường, quảng bá, xúc tiến thương mại")
    PROMOTION = "promotion", _("Quảng bá sản phẩm")
    STORY = "story", _("Câu chuyện về sản phẩm")
    DECLARATION = "declaration", _("Công bố chất lượng sản phẩm")
    TEST = "test", _("Phiếu kết quả kiểm nghiệm")
    TRACE = "trace", _("Mã số mã vạch, tem truy xuất nguồn gốc")
    QUALITY_SYSTEM = "quality_system", _("Hệ thống quản lý chất lượng")
    AWARD = "award", _("Giải thưởng, bình chọn")
    PHOTO = "photo", _("Ảnh sản phẩm, bao bì, nhãn")
    OTHER = "other", _("Giấy tờ khác")


class RoundState(TextChoices):
    """An evaluation round (đợt)."""

    OPEN = "open", _("Đang nhận hồ sơ")
    CLOSED = "closed", _("Đã khép")


class RoundMove(TextChoices):
    """What can happen to a round."""

    CLOSE = "close", _("Khép đợt")


class Seat(TextChoices):
    """A seat in the council. The secretary keeps the minutes and does not score."""

    CHAIR = "chair", _("Chủ tịch Hội đồng")
    VICE = "vice", _("Phó Chủ tịch Hội đồng")
    MEMBER = "member", _("Ủy viên")
    SECRETARY = "secretary", _("Thư ký")

    scoring = nonmember(("chair", "vice", "member"))


class SessionState(TextChoices):
    """A sitting of the council."""

    CONVENED = "convened", _("Đã triệu tập")
    SITTING = "sitting", _("Đang họp")
    CONCLUDED = "concluded", _("Đã bế mạc")


class SessionMove(TextChoices):
    """What can happen to a sitting."""

    START = "start", _("Khai mạc")
    CONCLUDE = "conclude", _("Bế mạc")


class ItemState(TextChoices):
    """One product in a sitting. Marks are sealed until the chair opens them."""

    WAITING = "waiting", _("Chờ khai mạc")
    SCORING = "scoring", _("Đang chấm, niêm phong")
    OPENED = "opened", _("Chủ tịch đã mở điểm")
    CONCLUDED = "concluded", _("Đã kết luận")

    sealed = nonmember(("waiting", "scoring"))


class ItemMove(TextChoices):
    """What can happen to a product in a sitting."""

    START = "start", _("Bắt đầu chấm")
    OPEN = "open", _("Mở điểm")
    RESCORE = "rescore", _("Cho chấm lại")
    CONCLUDE = "conclude", _("Kết luận")


class ScoreSheetState(TextChoices):
    """One member's sheet for one product."""

    ASSIGNED = "assigned", _("Chưa khai xung đột lợi ích")
    RECUSED = "recused", _("Không chấm vì có xung đột lợi ích")
    DRAFT = "draft", _("Đang chấm")
    SIGNED = "signed", _("Đã ký")

    scoring = nonmember(("assigned", "draft", "signed"))


class ScoreSheetMove(TextChoices):
    """What can happen to a member's sheet."""

    DECLARE_NONE = "declare_none", _("Khai không có xung đột lợi ích")
    RECUSE = "recuse", _("Khai có xung đột, không chấm")
    SAVE = "save", _("Lưu điểm")
    SIGN = "sign", _("Ký phiếu")
    REOPEN = "reopen", _("Mở lại để chấm lần nữa")


class MinimaTest(TextChoices):
    """How a star's minimum is tested against several members (the law is silent)."""

    MEAN = "mean", _("Trung bình của tiêu chí")
    EACH = "each", _("Từng thành viên")
    MAJORITY = "majority", _("Đa số thành viên")


class EvaluationVerb(TextChoices):
    """Audit verbs of this room."""

    SHEET_LOADED = "criteria.loaded", _("Nạp phiếu chấm")
    SHEET_PUBLISHED = "criteria.published", _("Công bố phiếu chấm")
    ROUND_OPENED = "round.opened", _("Mở đợt đánh giá")
    ROUND_CLOSED = "round.closed", _("Khép đợt đánh giá")
    COUNCIL_FOUNDED = "council.founded", _("Thành lập Hội đồng")
    MEMBER_SEATED = "council.member_seated", _("Cử thành viên Hội đồng")
    DOSSIER_OPENED = "dossier.opened", _("Lập hồ sơ")
    DOSSIER_SAVED = "dossier.saved", _("Lưu hồ sơ")
    PAPER_ADDED = "dossier.paper_added", _("Thêm giấy tờ")
    PAPER_REMOVED = "dossier.paper_removed", _("Bỏ giấy tờ")
    DOSSIER_FILED = "dossier.filed", _("Nộp hồ sơ")
    DOSSIER_RETURNED = "dossier.returned", _("Trả hồ sơ bổ sung")
    ASSESSMENT_SAVED = "dossier.assessment_saved", _("Lưu đánh giá của xã")
    DOSSIER_PROPOSED = "dossier.proposed", _("Đề nghị tỉnh đánh giá")
    DOSSIER_RECEIVED = "dossier.received", _("Tỉnh tiếp nhận hồ sơ")
    SUPPLEMENT_ASKED = "dossier.supplement_asked", _("Yêu cầu bổ sung")
    SUPPLEMENT_SENT = "dossier.supplement_sent", _("Gửi bổ sung")
    DOSSIER_ACCEPTED = "dossier.accepted", _("Đưa vào đợt đánh giá")
    DOSSIER_IN_SESSION = "dossier.in_session", _("Đưa ra phiên họp")
    DOSSIER_CONCLUDED = "dossier.concluded", _("Hội đồng kết luận")
    DOSSIER_DECIDED = "dossier.decided", _("Quyết định công nhận")
    DOSSIER_FORWARDED = "dossier.forwarded", _("Phê duyệt, đề nghị Trung ương")
    DOSSIER_NOT_RECOGNISED = "dossier.not_recognised", _("Thông báo không đạt")
    DOSSIER_WITHDRAWN = "dossier.withdrawn", _("Rút hồ sơ")
    SESSION_CONVENED = "session.convened", _("Triệu tập phiên họp")
    ATTENDANCE_NOTED = "session.attendance", _("Ghi có mặt")
    SESSION_STARTED = "session.started", _("Bắt đầu chấm")
    ITEM_STARTED = "item.started", _("Bắt đầu chấm sản phẩm")
    ITEM_OPENED = "item.opened", _("Mở điểm")
    ITEM_RESCORE = "item.rescore", _("Cho chấm lại")
    ITEM_CONCLUDED = "item.concluded", _("Kết luận sản phẩm")
    SESSION_CONCLUDED = "session.concluded", _("Kết luận phiên họp")
    SHEET_DECLARED = "score.declared", _("Khai xung đột lợi ích")
    SHEET_SIGNED = "score.signed", _("Ký phiếu chấm")
    SHEET_REOPENED = "score.reopened", _("Mở lại phiếu chấm")
    GATE_RAISED = "item.gate_raised", _("Ghi điều kiện loại")
    GATE_WITHDRAWN = "item.gate_withdrawn", _("Bỏ điều kiện loại")
    SEAT_ENDED = "council.seat_ended", _("Thôi ghế trong Hội đồng")
    REGULATION_SET = "council.regulation_set", _("Ban hành quy chế")
