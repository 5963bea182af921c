from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from common.codes import new_record_code
from common.models import TimeStamped
from documents.models import IssuedDocument
from evaluations.enums import ItemState, SessionMode, SessionState
from evaluations.models.council import Council, CouncilMember, CouncilRegulation, EvaluationRound
from evaluations.models.dossier import Dossier


class CouncilSession(TimeStamped):
    """A sitting (phiên họp) under one regulation."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="sessions")
    round = models.ForeignKey(EvaluationRound, on_delete=models.PROTECT, related_name="sessions")
    regulation = models.ForeignKey(CouncilRegulation, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField("ngày họp")
    place = models.CharField("nơi họp", max_length=200, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=SessionState, default=SessionState.CONVENED
    )
    mode = models.CharField(
        "hình thức", max_length=10, choices=SessionMode, default=SessionMode.MEETING
    )
    starts_at = models.TimeField("giờ họp", null=True, blank=True)
    minutes_each = models.PositiveSmallIntegerField("phút cho mỗi sản phẩm", default=15)
    # In writing: the last day for an opinion.
    answers_until = models.DateField("cho ý kiến đến hết ngày", null=True, blank=True)
    # The order of products of each member follows from it.
    order_seed = models.CharField("hạt giống thứ tự", max_length=16, blank=True)
    invitation = models.OneToOneField(
        IssuedDocument,
        verbose_name="giấy mời",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    invited_at = models.DateTimeField("gửi giấy mời lúc", null=True, blank=True)
    started_at = models.DateTimeField("khai mạc lúc", null=True, blank=True)
    concluded_at = models.DateTimeField("bế mạc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phiên họp"
        verbose_name_plural = "phiên họp"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SessionState.values), name="council_session_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.CONVENED) | Q(started_at__isnull=False),
                name="council_session_started_has_time",
            ),
            models.CheckConstraint(
                condition=Q(mode=SessionMode.MEETING, answers_until__isnull=True)
                | Q(mode=SessionMode.WRITTEN, answers_until__isnull=False),
                name="council_session_written_has_end",
            ),
        ]

    def __str__(self) -> str:
        return f"Phiên họp {self.held_on:%d/%m/%Y}"


class Attendance(TimeStamped):
    """A seat as it stood on the day of the sitting, and whether its holder was there.

    One row per seat is made when the sitting is convened; the quorum is counted from these rows,
    so somebody seated later changes nothing about a sitting that was called before.
    """

    session = models.ForeignKey(CouncilSession, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    present = models.BooleanField("có mặt", default=False)
    # Of somebody who came or left while the council sat; from the opening to the end otherwise.
    arrived_at = models.DateTimeField("đến lúc", null=True, blank=True)
    left_at = models.DateTimeField("về lúc", null=True, blank=True)
    absence_reason = models.CharField("lý do vắng", max_length=200, blank=True)
    stands_in_for = models.ForeignKey(
        CouncilMember, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "có mặt"
        verbose_name_plural = "có mặt"
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="attendance_once"),
            models.UniqueConstraint(
                fields=["session", "stands_in_for"], name="attendance_one_stand_in"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {'có mặt' if self.present else 'vắng'}"


class ConflictDeclaration(models.Model):
    """Bản khai xung đột lợi ích: one per seat and sitting, signed before a dossier is opened.

    ``facts`` holds what was declared of each product, and the hints of the register that stood
    beside it; frozen under its digest.
    """

    session = models.ForeignKey(
        CouncilSession, on_delete=models.PROTECT, related_name="declarations"
    )
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField("nội dung khai", encoder=DjangoJSONEncoder)
    facts_digest = models.CharField("mã băm", max_length=64)
    signed_at = models.DateTimeField("ký lúc")

    class Meta:
        verbose_name = "bản khai xung đột lợi ích"
        verbose_name_plural = "bản khai xung đột lợi ích"
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="conflict_declaration_once")
        ]

    def __str__(self) -> str:
        return f"Bản khai của {self.member}"


class SessionItem(TimeStamped):
    """One product before the council in one sitting."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="session_items")
    position = models.PositiveSmallIntegerField("thứ tự")
    state = models.CharField(
        "trạng thái", max_length=10, choices=ItemState, default=ItemState.WAITING
    )
    scoring_round = models.PositiveSmallIntegerField("lượt chấm", default=1)
    gates = models.JSONField("điều kiện loại đã ghi", default=list, blank=True)
    gate_reason = models.TextField("căn cứ điều kiện loại", blank=True)
    opened_at = models.DateTimeField("mở điểm lúc", null=True, blank=True)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "sản phẩm trong phiên"
        verbose_name_plural = "sản phẩm trong phiên"
        ordering = ["session", "position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "dossier"], name="session_item_once"),
            models.UniqueConstraint(
                fields=["session", "position"], name="session_item_position_once"
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=~Q(state__in=ItemState.settled),
                name="dossier_in_one_running_session",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ItemState.values), name="session_item_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ItemState.sealed) | Q(opened_at__isnull=False),
                name="session_item_opened_has_time",
            ),
            models.CheckConstraint(
                condition=Q(scoring_round__gte=1), name="session_item_round_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"Mẫu {self.position:02d}"


class ItemVote(models.Model):
    """A vote on the conclusion of a product, where the regulation asks for one.

    ``scoring_round`` is the one voted on; after another scoring there is another vote.
    """

    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, related_name="votes")
    scoring_round = models.PositiveSmallIntegerField("lượt chấm")
    in_favour = models.PositiveSmallIntegerField("đồng ý")
    against = models.PositiveSmallIntegerField("không đồng ý", default=0)
    abstained = models.PositiveSmallIntegerField("không có ý kiến", default=0)
    note = models.TextField("ý kiến khác", blank=True)
    noted_at = models.DateTimeField("ghi lúc")
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "biểu quyết"
        verbose_name_plural = "biểu quyết"
        constraints = [
            models.UniqueConstraint(fields=["item", "scoring_round"], name="item_vote_once"),
            models.CheckConstraint(
                condition=Q(in_favour__gt=0) | Q(against__gt=0) | Q(abstained__gt=0),
                name="item_vote_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.in_favour} đồng ý, {self.against} không, {self.abstained} không ý kiến"
