from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from communes.models import AdministrativeUnit
from documents.enums import DocumentKind, FileKind


class StoredFile(models.Model):
    """Bytes, stored once under their SHA-256. Never changed, never served without a check."""

    digest = models.CharField("mã băm SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("số byte")
    kind = models.CharField("loại", max_length=80, choices=FileKind)
    path = models.CharField("nơi lưu", max_length=120)
    created_at = models.DateTimeField("lưu lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(
                condition=Q(kind__in=FileKind.values), name="stored_file_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:12]} ({self.get_kind_display()})"


class NumberSequence(models.Model):
    """The last number given for a kind, a year and an authority; its row is the lock."""

    kind = models.CharField("loại số", max_length=40)
    year = models.PositiveSmallIntegerField("năm")
    unit = models.ForeignKey(AdministrativeUnit, null=True, on_delete=models.PROTECT)
    last = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        constraints = [
            # Two, not one with nulls_distinct=False: SQLite has no such constraint and Django
            # leaves it out there without a word.
            models.UniqueConstraint(fields=["kind", "year", "unit"], name="number_sequence_once"),
            models.UniqueConstraint(
                fields=["kind", "year"],
                condition=Q(unit__isnull=True),
                name="number_sequence_once_national",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class IssuedDocument(models.Model):
    """A paper as it was issued: the bytes, and the facts they were made from."""

    kind = models.CharField("loại", max_length=30, choices=DocumentKind)
    number = models.CharField("số", max_length=60, blank=True)
    template = models.CharField("mẫu trình bày", max_length=120)
    snapshot = models.JSONField("dữ liệu lúc phát hành", encoder=DjangoJSONEncoder)
    snapshot_digest = models.CharField("mã băm dữ liệu", max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("phát hành lúc", auto_now_add=True)
    issued_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "văn bản phát hành"
        verbose_name_plural = "văn bản phát hành"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"], condition=~Q(number=""), name="issued_document_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()
