"""Closed lists of the certificates room."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DecisionKind(TextChoices):
    """What a decision does (Decision 26/2026 Art. 7.3e, 7.4đ)."""

    RECOGNISE = "recognise", _("Công nhận và cấp giấy chứng nhận")
    APPROVE_RESULT = "approve_result", _("Phê duyệt kết quả, đề nghị Trung ương")


class DecisionState(TextChoices):
    """A decision is prepared by the office and issued by the authority."""

    DRAFT = "draft", _("Dự thảo")
    ISSUED = "issued", _("Đã ban hành")
    DISCARDED = "discarded", _("Đã bỏ dự thảo")


class DecisionMove(TextChoices):
    """What can happen to a decision."""

    ISSUE = "issue", _("Ban hành")
    DISCARD = "discard", _("Bỏ dự thảo")


class Origin(TextChoices):
    """Whether the portal issued the certificate or took it over from an older register."""

    ISSUED = "issued", _("Cấp trên cổng")
    RECORDED = "recorded", _("Ghi lại từ sổ cũ")


class EntryStatus(TextChoices):
    """What a line of an old register says of a product; the words are those of registers."""

    RECOGNISED = "recognised", _("công nhận")
    PROPOSED = "proposed", _("đề nghị")
    SCORED = "scored", _("hội đồng đã chấm, chờ quyết định")
    EXPIRED = "expired", _("hết hạn")
    REVOKED = "revoked", _("đã thu hồi")
    DELISTED = "delisted", _("đã đưa khỏi danh sách")

    ended = nonmember(("expired", "revoked", "delisted"))


class ActionKind(TextChoices):
    """Acts on a certificate; each is a row, none edits the certificate."""

    SUSPEND = "suspend", _("Tạm đình chỉ")
    RESTORE = "restore", _("Khôi phục")
    REVOKE = "revoke", _("Thu hồi")
    SURRENDER = "surrender", _("Chủ thể trả lại")
    REPLACE = "replace", _("Thay thế")

    final = nonmember(("revoke", "surrender", "replace"))


class RevokeGround(TextChoices):
    """The six grounds of revocation (Decision 26/2026 Art. 8.1, rule 8-01)."""

    UNTRUE = "untrue", _("a) Thông tin, tài liệu không trung thực hoặc giả mạo hồ sơ")
    CRITERIA = "criteria", _("b) Không còn đáp ứng tiêu chí theo kết luận kiểm tra, giám sát")
    LAW = (
        "law",
        _(
            "c) Vi phạm pháp luật về chất lượng, an toàn thực phẩm, môi trường,"
            " sở hữu trí tuệ, nhãn"
        ),
    )
    MARK = "mark", _("d) Sử dụng nhãn hiệu OCOP không đúng, gây nhầm lẫn")
    STOPPED = "stopped", _("đ) Chủ thể không còn sản xuất sản phẩm")
    OTHER = "other", _("e) Trường hợp khác theo kết luận và đề nghị của cơ quan nhà nước")


class CertificateStatus(TextChoices):
    """Derived for a day by ``selectors.annotate_status``; never stored."""

    IN_FORCE = "in_force", _("Còn hiệu lực")
    EXPIRING = "expiring", _("Sắp hết hạn")
    EXPIRED = "expired", _("Đã hết hạn")
    SUSPENDED = "suspended", _("Tạm đình chỉ")
    REVOKED = "revoked", _("Đã thu hồi")
    SURRENDERED = "surrendered", _("Đã trả lại")
    REPLACED = "replaced", _("Đã thay thế")
    NOT_YET = "not_yet", _("Chưa có hiệu lực")
    UNCERTAIN = "uncertain", _("Chưa rõ thời hạn")

    valid = nonmember(("in_force", "expiring"))
    # The certificate still stands for something: an act may be made on it, a new one replaces it.
    standing = nonmember(("in_force", "expiring", "suspended", "uncertain"))


class LastDay(TextChoices):
    """Which day is the last of 36 months (Art. 4.3 is silent; see ``validators.term_end``)."""

    SAME_DAY = "same_day", _("Ngày cùng số")
    DAY_BEFORE = "day_before", _("Ngày liền trước ngày cùng số")


class LadderStep(TextChoices):
    """Steps of the expiry ladder; ``validators.LADDER`` says how many days before the end."""

    YEAR = "d365", _("Còn 365 ngày")
    WINDOW_OPENS = "d180", _("Mở cửa nộp đánh giá lại (còn 180 ngày)")
    WINDOW_HALF = "d150", _("Giữa kỳ nộp đánh giá lại (còn 150 ngày)")
    WINDOW_CLOSES = "d120", _("Ngày cuối nộp đánh giá lại (còn 120 ngày)")
    TWO_MONTHS = "d60", _("Còn 60 ngày")
    MONTH = "d30", _("Còn 30 ngày")
    LAST_DAY = "d0", _("Ngày cuối hiệu lực")
    OVER = "over", _("Đã hết hạn")


class NoticeChannel(TextChoices):
    """How a step of the expiry ladder is told."""

    PORTAL = "portal", _("Thông báo trên cổng")


class CertificateVerb(TextChoices):
    """Audit verbs of this room."""

    DECISION_DRAFTED = "decision.drafted", _("Soạn quyết định")
    DECISION_ISSUED = "decision.issued", _("Ban hành quyết định")
    DECISION_DISCARDED = "decision.discarded", _("Bỏ dự thảo quyết định")
    CERTIFICATE_ISSUED = "certificate.issued", _("Cấp giấy chứng nhận")
    CERTIFICATE_RECORDED = "certificate.recorded", _("Ghi lại giấy chứng nhận cũ")
    CERTIFICATE_SUSPENDED = "certificate.suspended", _("Tạm đình chỉ")
    CERTIFICATE_RESTORED = "certificate.restored", _("Khôi phục")
    CERTIFICATE_REVOKED = "certificate.revoked", _("Thu hồi")
    CERTIFICATE_SURRENDERED = "certificate.surrendered", _("Trả lại giấy chứng nhận")
    CERTIFICATE_REPLACED = "certificate.replaced", _("Thay thế giấy chứng nhận")
