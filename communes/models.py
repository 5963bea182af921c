"""Administrative units with validity dates, and the changes that turned some into others."""

from django.db import models
from django.db.models import F, Q

from common.models import Period, period_constraint
from communes.enums import KINDS_OF_LEVEL, ChangeKind, UnitKind, UnitLevel


class AdministrativeUnit(Period):
    """One unit under one name and kind, from ``valid_from`` to ``valid_to``.

    ``key`` is ours and never changes; ``code`` is the statistical code, a text with leading
    zeros, given again to other units on 1/7/2025: alone it names nothing, see
    ``selectors.unit_by_code``.
    """

    key = models.CharField("khóa", max_length=40, unique=True)
    level = models.CharField("cấp", max_length=10, choices=UnitLevel.choices)
    kind = models.CharField("loại", max_length=16, choices=UnitKind.choices)
    code = models.CharField("mã", max_length=5, db_index=True)
    name = models.CharField("tên riêng", max_length=80)
    full_name = models.CharField("tên", max_length=100)
    folded_name = models.CharField("tên không dấu", max_length=100, db_index=True)
    sort_key = models.CharField("khóa sắp xếp", max_length=255, db_index=True)
    parent = models.ForeignKey(
        "self",
        verbose_name="thuộc",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    latitude = models.FloatField("vĩ độ", null=True, blank=True)
    longitude = models.FloatField("kinh độ", null=True, blank=True)
    area_km2 = models.FloatField("diện tích (km²)", null=True, blank=True)

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ("sort_key", "key")
        constraints = (
            period_constraint("unit_period"),
            # Also keeps the level to the three known ones.
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(level=level, kind__in=[kind.value for kind in kinds])
                        for level, kinds in KINDS_OF_LEVEL.items()
                    ),
                    _connector=Q.OR,
                ),
                name="unit_kind_of_level",
            ),
            models.CheckConstraint(
                condition=Q(level=UnitLevel.PROVINCE, parent__isnull=True)
                | (~Q(level=UnitLevel.PROVINCE) & Q(parent__isnull=False)),
                name="unit_parent_unless_province",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # Named twice: a comparison with NULL is unknown, and a CHECK lets unknown pass.
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="unit_point_on_earth",
            ),
            models.UniqueConstraint(
                fields=("level", "code", "valid_from"), name="unit_code_once_a_day"
            ),
        )
        indexes = (models.Index(fields=("level", "valid_to"), name="unit_level_valid_to"),)

    def __str__(self) -> str:
        return self.full_name


class UnitChange(models.Model):
    """What happened on one day to make one unit, and the text that ordered it."""

    key = models.CharField("khóa", max_length=60, unique=True)
    on = models.DateField("hiệu lực từ")
    kind = models.CharField("loại thay đổi", max_length=12, choices=ChangeKind.choices)
    legal_basis = models.CharField("căn cứ", max_length=120, blank=True)

    class Meta:
        verbose_name = "thay đổi đơn vị hành chính"
        verbose_name_plural = "thay đổi đơn vị hành chính"
        ordering = ("on", "key")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values), name="unit_change_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"


class UnitChangeLine(models.Model):
    """All (``whole``) or a part of ``predecessor`` went into ``successor``."""

    change = models.ForeignKey(UnitChange, on_delete=models.CASCADE, related_name="lines")
    predecessor = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="lines_out"
    )
    successor = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="lines_in"
    )
    whole = models.BooleanField("toàn bộ")

    class Meta:
        verbose_name = "dòng thay đổi"
        verbose_name_plural = "dòng thay đổi"
        ordering = ("change", "predecessor")
        constraints = (
            models.UniqueConstraint(
                fields=("change", "predecessor", "successor"), name="unit_change_line_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="unit_change_line_moves"
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class UnitAlias(models.Model):
    """Another name under which papers mean a unit: a former name, or a unit gone before ours begin.

    ``valid_from`` and ``valid_to`` say when the name was official; both empty for everyday names
    (Sài Gòn) and where the days aren't known. ``district`` narrows a commune's alias to the
    district that papers print.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField("tên", max_length=100)
    folded_name = models.CharField(max_length=100, db_index=True)
    district = models.CharField("huyện như giấy tờ ghi", max_length=100, blank=True)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    source = models.CharField("căn cứ, nguồn", max_length=160)

    class Meta:
        verbose_name = "tên khác của đơn vị hành chính"
        verbose_name_plural = "tên khác của đơn vị hành chính"
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("unit", "name", "district"), name="unit_alias_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="unit_alias_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} → {self.unit_id}"
