from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from common.codes import new_record_code
from common.models import TimeStamped
from documents.models import IssuedDocument, StoredFile
from evaluations.enums import PackageState
from evaluations.models.sitting import CouncilSession


class SessionPackage(TimeStamped):
    """Bộ văn bản trình ký of a sitting: every paper made from the same frozen facts.

    One stands at a time. What has to be changed after the chair countersigned is voided with a
    reason and made anew as the next version; the old one keeps its bytes.
    """

    code = models.CharField("mã", max_length=12, unique=True, default=new_record_code)
    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="packages")
    version = models.PositiveSmallIntegerField("bản", default=1)
    state = models.CharField(
        "trạng thái", max_length=14, choices=PackageState, default=PackageState.MAKING
    )
    facts = models.JSONField("số liệu", encoder=DjangoJSONEncoder)
    facts_digest = models.CharField("mã băm số liệu", max_length=64)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fault = models.TextField("lỗi khi lập", blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("lập xong lúc", null=True, blank=True)
    countersigned_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    countersigned_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    voided_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    void_reason = models.TextField("lý do hủy", blank=True)

    class Meta:
        verbose_name = "bộ văn bản trình ký"
        verbose_name_plural = "bộ văn bản trình ký"
        ordering = ["session", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="session_package_version"),
            models.UniqueConstraint(
                fields=["session"],
                condition=~Q(state=PackageState.VOIDED),
                name="session_package_one_stands",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PackageState.values), name="session_package_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(PackageState.MAKING, PackageState.FAILED, PackageState.VOIDED)
                )
                | Q(file__isnull=False, made_at__isnull=False),
                name="session_package_ready_has_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=PackageState.COUNTERSIGNED)
                | Q(countersigned_at__isnull=False, countersigned_by__isnull=False),
                name="session_package_countersigned_by",
            ),
            models.CheckConstraint(
                condition=~Q(state=PackageState.VOIDED)
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="session_package_voided_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Bộ văn bản trình ký, bản {self.version}"


class PackageDocument(models.Model):
    """One paper of a package; ``name`` is its file in the ZIP, without ending."""

    package = models.ForeignKey(SessionPackage, on_delete=models.PROTECT, related_name="documents")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên tệp", max_length=80)
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "văn bản trong bộ"
        verbose_name_plural = "văn bản trong bộ"
        ordering = ["package", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "position"], name="package_document_position_once"
            ),
            models.UniqueConstraint(fields=["package", "name"], name="package_document_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
