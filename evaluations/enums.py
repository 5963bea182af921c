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
    AT_CENTRE = "at_centre", _("Đã vào đợt của Trung ương, chờ hội đồng")
    SENT_BACK = "sent_back", _("Trung ương đã có kết quả, chờ tỉnh quyết định")
    NOT_RECOGNISED = "not_recognised", _("Không đạt để công nhận")
    WITHDRAWN = "withdrawn", _("Chủ thể đã rút")

    with_producer = nonmember(("draft", "returned"))
    with_commune = nonmember(("filed", "supplement"))
    closed = nonmember(("decided", "not_recognised", "withdrawn"))


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
    REFER = "refer", _("Chuyển từ lấy ý kiến sang phiên họp")
    REFER_CENTRE = "refer_centre", _("Chuyển từ lấy ý kiến sang phiên họp ở Trung ương")
    CONCLUDE = "conclude", _("Kết luận")
    DECIDE = "decide", _("Ban hành quyết định công nhận")
    FORWARD = "forward", _("Phê duyệt kết quả, đề nghị Trung ương")
    TAKE_UP = "take_up", _("Đưa vào đợt của Trung ương")
    SEND_BACK = "send_back", _("Trả kết quả về tỉnh")
    REEVALUATE = "reevaluate", _("Đánh giá lại ở tỉnh")
    NOT_RECOGNISE = "not_recognise", _("Thông báo không đạt")
    WITHDRAW = "withdraw", _("Rút hồ sơ")


class RequestLevel(TextChoices):
    """Who asks for something to be completed: the commune (Đ7.2.a) or the province (Đ7.3.a)."""

    COMMUNE = "commune", _("Xã, phường")
    PROVINCE = "province", _("Tỉnh")


class PointVerdict(TextChoices):
    """What the asking office makes of the reply to one point."""

    SETTLED = "settled", _("Đã đạt")
    OPEN = "open", _("Chưa đạt")


class IntakeVerdict(TextChoices):
    """One line of the province's intake check."""

    OK = "ok", _("Đạt")
    LACKING = "lacking", _("Thiếu, chưa đạt")
    WAIVED = "waived", _("Không áp dụng")


class AppraisalState(TextChoices):
    """The advisory team's report (Đ7.3.c): with the team, or handed to the chair and frozen."""

    ASSIGNED = "assigned", _("Tổ tư vấn đang thẩm định")
    REPORTED = "reported", _("Đã báo cáo Hội đồng")


class AppraisalMove(TextChoices):
    """What can happen to an appraisal."""

    SAVE = "save", _("Lưu thẩm định")
    REPORT = "report", _("Báo cáo Chủ tịch Hội đồng")
    REOPEN = "reopen", _("Mở lại để sửa")


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
    # Scores only in a sitting where he stands in for somebody.
    SUBSTITUTE = "substitute", _("Dự khuyết")

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
    # Only of written opinions (Đ7.6.d): nothing was decided, the marks stay where they are.
    REFERRED = "referred", _("Đã đưa ra phiên họp")

    sealed = nonmember(("waiting", "scoring", "referred"))
    settled = nonmember(("concluded", "referred"))


class ItemMove(TextChoices):
    """What can happen to a product in a sitting."""

    START = "start", _("Bắt đầu chấm")
    OPEN = "open", _("Mở điểm")
    RESCORE = "rescore", _("Cho chấm lại")
    CONCLUDE = "conclude", _("Kết luận")
    REFER = "refer", _("Đưa ra phiên họp")


class PackageState(TextChoices):
    """The papers of a sitting for signing; made by a job."""

    MAKING = "making", _("Đang lập")
    READY = "ready", _("Đã lập, chờ Chủ tịch Hội đồng duyệt")
    COUNTERSIGNED = "countersigned", _("Chủ tịch Hội đồng đã duyệt")
    VOIDED = "voided", _("Đã hủy")
    FAILED = "failed", _("Chưa lập được")

    unmade = nonmember(("making", "failed", "voided"))


class PackageMove(TextChoices):
    """What can happen to the papers of a sitting."""

    FINISH = "finish", _("Lập xong")
    FAIL = "fail", _("Lập không được")
    COUNTERSIGN = "countersign", _("Duyệt bộ văn bản")
    VOID = "void", _("Hủy để lập lại")


class ScoreSheetState(TextChoices):
    """One member's sheet for one product."""

    ASSIGNED = "assigned", _("Chưa khai xung đột lợi ích")
    RECUSED = "recused", _("Không chấm vì có xung đột lợi ích")
    DRAFT = "draft", _("Đang chấm")
    SIGNED = "signed", _("Đã ký")
    REPLACED = "replaced", _("Đã có người dự thay")

    scoring = nonmember(("assigned", "draft", "signed"))


class ScoreSheetMove(TextChoices):
    """What can happen to a member's sheet."""

    DECLARE_NONE = "declare_none", _("Khai không có xung đột lợi ích")
    RECUSE = "recuse", _("Khai có xung đột, không chấm")
    SAVE = "save", _("Lưu điểm")
    SIGN = "sign", _("Ký phiếu")
    REOPEN = "reopen", _("Mở lại để chấm lần nữa")
    REPLACE = "replace", _("Cử người dự thay")


class MinimaTest(TextChoices):
    """How a star's minimum is tested against several members (the law is silent)."""

    MEAN = "mean", _("Trung bình của tiêu chí")
    EACH = "each", _("Từng thành viên")
    MAJORITY = "majority", _("Đa số thành viên")


class Aggregation(TextChoices):
    """How members' totals become the product's (the law says no more than "average")."""

    MEAN = "mean", _("Trung bình cộng của mọi phiếu")
    TRIMMED = "trimmed", _("Bỏ một phiếu cao nhất, một phiếu thấp nhất rồi lấy trung bình")


class Rounding(TextChoices):
    """What is compared with bands and minima."""

    EXACT = "exact", _("Số đúng, không làm tròn")
    TWO_PLACES = "two_places", _("Số đã làm tròn đến hai chữ số thập phân")


class SessionMode(TextChoices):
    """How the council forms its opinion: re-ratings in writing, else in a meeting (Đ7.6.d)."""

    MEETING = "meeting", _("Họp")
    WRITTEN = "written", _("Lấy ý kiến bằng văn bản")


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
    PAPER_TAGGED = "dossier.paper_tagged", _("Gắn giấy tờ với tiêu chí")
    PAPER_SWAPPED = "dossier.paper_swapped", _("Đổi sang bản mới của giấy tờ")
    DOSSIER_FILED = "dossier.filed", _("Nộp hồ sơ")
    DOSSIER_RETURNED = "dossier.returned", _("Trả hồ sơ bổ sung")
    ASSESSMENT_SAVED = "dossier.assessment_saved", _("Lưu đánh giá của xã")
    DOSSIER_PROPOSED = "dossier.proposed", _("Đề nghị tỉnh đánh giá")
    DOSSIER_RECEIVED = "dossier.received", _("Tỉnh tiếp nhận hồ sơ")
    SUPPLEMENT_ASKED = "dossier.supplement_asked", _("Yêu cầu bổ sung")
    SUPPLEMENT_SENT = "dossier.supplement_sent", _("Gửi bổ sung")
    POINTS_REPLIED = "dossier.points_replied", _("Trả lời từng điểm")
    POINTS_JUDGED = "dossier.points_judged", _("Xét từng điểm đã trả lời")
    INTAKE_CHECKED = "dossier.intake_checked", _("Kiểm tra thành phần, nội dung hồ sơ")
    SAMPLES_RECEIVED = "dossier.samples_received", _("Nhận sản phẩm mẫu")
    APPRAISAL_ASSIGNED = "appraisal.assigned", _("Giao Tổ tư vấn thẩm định")
    APPRAISAL_SAVED = "appraisal.saved", _("Lưu thẩm định")
    APPRAISAL_REPORTED = "appraisal.reported", _("Tổ tư vấn báo cáo")
    APPRAISAL_REOPENED = "appraisal.reopened", _("Mở lại thẩm định")
    TEST_REQUESTED = "appraisal.test_requested", _("Đề nghị kiểm nghiệm thêm")
    TEST_HANDED_IN = "appraisal.test_handed_in", _("Nộp phiếu kết quả kiểm nghiệm thêm")
    TEST_ANSWERED = "appraisal.test_answered", _("Ghi kết quả kiểm nghiệm thêm")
    DOSSIER_ACCEPTED = "dossier.accepted", _("Đưa vào đợt đánh giá")
    DOSSIER_IN_SESSION = "dossier.in_session", _("Đưa ra phiên họp")
    DOSSIER_REFERRED = "dossier.referred", _("Chuyển từ lấy ý kiến sang phiên họp")
    DOSSIER_CONCLUDED = "dossier.concluded", _("Hội đồng kết luận")
    DOSSIER_DECIDED = "dossier.decided", _("Quyết định công nhận")
    DOSSIER_FORWARDED = "dossier.forwarded", _("Phê duyệt, đề nghị Trung ương")
    DOSSIER_TAKEN_UP = "dossier.taken_up", _("Đưa vào đợt của Trung ương")
    DOSSIER_SENT_BACK = "dossier.sent_back", _("Trung ương trả kết quả về tỉnh")
    DOSSIER_REEVALUATED = "dossier.reevaluated", _("Đánh giá lại ở tỉnh")
    DOSSIER_NOT_RECOGNISED = "dossier.not_recognised", _("Thông báo không đạt")
    DOSSIER_WITHDRAWN = "dossier.withdrawn", _("Rút hồ sơ")
    SESSION_CONVENED = "session.convened", _("Triệu tập phiên họp")
    SESSION_INVITED = "session.invited", _("Gửi giấy mời họp")
    AGENDA_CHANGED = "session.agenda_changed", _("Sửa chương trình họp")
    SESSION_DECLARED = "session.declared", _("Ký bản khai xung đột lợi ích")
    MEMBER_REPLACED = "session.member_replaced", _("Cử người dự thay")
    ATTENDANCE_NOTED = "session.attendance", _("Ghi có mặt")
    SESSION_STARTED = "session.started", _("Bắt đầu chấm")
    ITEM_STARTED = "item.started", _("Bắt đầu chấm sản phẩm")
    ITEM_OPENED = "item.opened", _("Mở điểm")
    ITEM_RESCORE = "item.rescore", _("Cho chấm lại")
    VOTE_NOTED = "item.vote_noted", _("Ghi kết quả biểu quyết")
    ITEM_REFERRED = "item.referred", _("Đưa sản phẩm lấy ý kiến ra phiên họp")
    ITEM_CONCLUDED = "item.concluded", _("Kết luận sản phẩm")
    SESSION_CONCLUDED = "session.concluded", _("Kết luận phiên họp")
    PACKAGE_MADE = "session.package_made", _("Lập bộ văn bản trình ký")
    PACKAGE_COUNTERSIGNED = "session.package_countersigned", _("Chủ tịch duyệt bộ văn bản")
    PACKAGE_VOIDED = "session.package_voided", _("Hủy bộ văn bản")
    SHEET_DECLARED = "score.declared", _("Khai xung đột lợi ích")
    SHEET_SIGNED = "score.signed", _("Ký phiếu chấm")
    SHEET_REOPENED = "score.reopened", _("Mở lại phiếu chấm")
    GATE_RAISED = "item.gate_raised", _("Ghi điều kiện loại")
    GATE_WITHDRAWN = "item.gate_withdrawn", _("Bỏ điều kiện loại")
    SEAT_ENDED = "council.seat_ended", _("Thôi ghế trong Hội đồng")
    REGULATION_SET = "council.regulation_set", _("Ban hành quy chế")
