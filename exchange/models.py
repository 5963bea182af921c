from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from certificates.models import RegisterEntry
from common.codes import new_record_code
from common.models import TimeStamped
from communes.models import AdministrativeUnit
from documents.models import StoredFile
from exchange.enums import LineOutcome, PlaceOutcome, RunState
from producers.models import Producer
from products.models import Product


class ImportRun(TimeStamped):
    """One workbook on its way into the register: read, planned, looked at, written, undone."""

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    state = models.CharField(
        "trạng thái", max_length=12, choices=RunState, default=RunState.UPLOADED
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField("tên tệp", max_length=200)
    # The province of lines that name none, and the limit of what may be written; empty: country.
    unit = models.ForeignKey(
        AdministrativeUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sheet = models.CharField("trang tính", max_length=80, blank=True)
    header_row = models.PositiveIntegerField("dòng tiêu đề", null=True, blank=True)
    # {"name": 1, "producer": 2, …}: field → number of the column from 0.
    mapping = models.JSONField("cột", default=dict, blank=True)
    # As ``import_register --json`` prints it, without "executed".
    counts = models.JSONField("số đếm", default=dict, blank=True)
    fault = models.TextField("lý do không đọc được", blank=True)
    # What the register looked like when the plan was made; another one asks for a new plan.
    register_stamp = models.CharField(max_length=64, blank=True)
    busy_since = models.DateTimeField("đang chạy từ", null=True, blank=True)
    planned_at = models.DateTimeField("lập kế hoạch lúc", null=True, blank=True)
    executed_at = models.DateTimeField("ghi lúc", null=True, blank=True)
    executed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField("rút lại lúc", null=True, blank=True)
    marked_file = models.ForeignKey(
        StoredFile,
        verbose_name="bản có đánh dấu",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "lần nhập danh sách"
        verbose_name_plural = "lần nhập danh sách"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="import_run_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RunState.DONE, RunState.UNDONE])
                | Q(executed_at__isnull=False),
                name="import_run_done_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.UNDONE, undone_at__isnull=False)
                | (~Q(state=RunState.UNDONE) & Q(undone_at__isnull=True)),
                name="import_run_undone_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.UNREADABLE) | ~Q(fault=""),
                name="import_run_unreadable_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class ImportLine(models.Model):
    """One line of the workbook: what it says, what the plan does with it, what came of it."""

    # Found by the constraint "import_line_once".
    run = models.ForeignKey(
        ImportRun, db_index=False, on_delete=models.CASCADE, related_name="lines"
    )
    row = models.PositiveIntegerField("dòng trong tệp")
    outcome = models.CharField("việc", max_length=8, choices=LineOutcome)
    reason = models.CharField("lý do", max_length=500)
    place = models.CharField("xã, phường", max_length=10, choices=PlaceOutcome)
    # What was understood, by field; dates ISO, decimals as text.
    values = models.JSONField("nội dung", encoder=DjangoJSONEncoder)
    # Each with column (from 0), level (FaultLevel) and text.
    faults = models.JSONField("chỗ cần xem", default=list, blank=True)
    # Between what somebody may choose: [{"value": "…", "label": "…"}], and what was chosen.
    options = models.JSONField("lựa chọn", default=list, blank=True)
    choice = models.CharField("đã chọn", max_length=40, blank=True)
    # What the line led to. No constraints: they would look again for three rows entered a moment
    # ago, for each line, an eighth of what the database does for an import. Whatever is deleted
    # through Django takes its key away here.
    product = models.ForeignKey(
        Product,
        null=True,
        blank=True,
        db_constraint=False,
        on_delete=models.SET_NULL,
        related_name="import_lines",
    )
    producer = models.ForeignKey(
        Producer,
        null=True,
        blank=True,
        db_constraint=False,
        on_delete=models.SET_NULL,
        related_name="import_lines",
    )
    entry = models.ForeignKey(
        RegisterEntry,
        null=True,
        blank=True,
        db_constraint=False,
        on_delete=models.SET_NULL,
        related_name="import_lines",
    )
    # What undoing has to take away or put back: {"made": ["product", …], "before": {…}}.
    done = models.JSONField("đã ghi", default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "dòng nhập"
        verbose_name_plural = "dòng nhập"
        ordering = ["run", "row"]
        constraints = [
            models.UniqueConstraint(fields=["run", "row"], name="import_line_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=LineOutcome.values), name="import_line_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(place__in=PlaceOutcome.values), name="import_line_place_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="import_line_says_why"),
        ]
        indexes = [models.Index(fields=["run", "outcome"], name="import_line_by_outcome")]

    def __str__(self) -> str:
        return f"{self.run}: dòng {self.row}"
