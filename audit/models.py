from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class AuditEntry(models.Model):
    """One thing that somebody did. Appended only; triggers in both databases refuse the rest.

    ``hash`` covers the entry and the hash before it, so an entry altered or taken out by hand
    breaks the chain from there on.
    """

    seq = models.PositiveBigIntegerField("số thứ tự", unique=True)
    at = models.DateTimeField("lúc")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người làm",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    actor_label = models.CharField("tên người làm", max_length=200)
    verb = models.CharField("việc", max_length=60)
    target_type = models.CharField("loại bản ghi", max_length=80)
    target_id = models.CharField("khóa bản ghi", max_length=40)
    target_label = models.CharField("bản ghi", max_length=300)
    old = models.CharField("trước", max_length=60, blank=True)
    new = models.CharField("sau", max_length=60, blank=True)
    reason = models.TextField("lý do", blank=True)
    data = models.JSONField("chi tiết", default=dict, encoder=DjangoJSONEncoder)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "bản ghi nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["seq"]
        indexes = [models.Index(fields=["target_type", "target_id", "seq"], name="audit_by_target")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class AuditHead(models.Model):
    """The end of the chain: one row, locked by whoever appends."""

    last_seq = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="audit_head_is_single")]

    def __str__(self) -> str:
        return str(self.last_seq)
