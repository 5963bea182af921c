"""Certificates that end soon and whose product has no dossier on the way."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import has_role
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.selectors import annotate_status, visible_to
from common.dates import vn_date
from evaluations.enums import DossierState
from evaluations.models import Dossier
from producers.selectors import memberships
from reports.selectors.workrow import WorkRow, tone_of

SHOWN = 8
# The window of a re-rating (rule 7-21), and how long before it opens people are told.
_OPENS, _CLOSES = dt.timedelta(days=180), dt.timedelta(days=120)
_AHEAD = dt.timedelta(days=45)
_LAST_WEEKS = 30
_READERS = (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER)


def ending(user: User, *, on: dt.date) -> QuerySet[Certificate]:
    """Valid certificates of the own producer or places that end within 225 days, next first."""
    under_way = Dossier.objects.filter(product=OuterRef("product")).exclude(
        state__in=DossierState.closed
    )
    return (
        annotate_status(visible_to(user, on=on), on=on)
        .filter(
            ~Exists(under_way),
            status__in=CertificateStatus.valid,
            ends_earliest__lte=on + _OPENS + _AHEAD,
        )
        .select_related("product__producer")
        .order_by("ends_earliest", "pk")
    )


def rows(user: User, *, on: dt.date) -> tuple[list[WorkRow], int]:
    """The next certificates to renew and how many there are; at most three statements."""
    own = memberships(user, on).exists()
    if not own and not has_role(user, *_READERS, on=on):
        return [], 0
    found = ending(user, on=on)
    shown = list(found[:SHOWN])
    total = len(shown) if len(shown) < SHOWN else found.count()
    return [_row(certificate, own=own, on=on) for certificate in shown], total


def _row(certificate: Certificate, *, own: bool, on: dt.date) -> WorkRow:
    end = certificate.ends_earliest
    assert end is not None
    product = certificate.product
    # An old register may give only a year: the earliest possible end is the safe one to plan by.
    ends = "hết hạn" if certificate.valid_until else "sổ chỉ ghi năm, hết hạn sớm nhất"
    note = f"{product.name} · {certificate.stars} sao, {ends} {vn_date(end)}"
    url = reverse("certificates:detail", args=[certificate.code])
    opens, closes = end - _OPENS, end - _CLOSES
    if on < opens:
        return WorkRow(
            title="Chuẩn bị đánh giá lại",
            note=note,
            url=url,
            action="Xem giấy cũ",
            left=(closes - on).days,
            due=f"Mở từ {opens:%d/%m}",
            due_note=f"nộp đến {vn_date(closes)}",
        )
    title = "Nộp hồ sơ đánh giá lại" if own else "Nhắc chủ thể nộp hồ sơ đánh giá lại"
    if own and on <= closes:
        url = f"{reverse('evaluations:dossier_create')}?san-pham={product.code}"
    left = (closes - on).days
    if left < 0:
        return WorkRow(
            title="Đã qua hạn nộp hồ sơ đánh giá lại",
            note=note,
            url=url,
            action="Xem giấy",
            left=(end - on).days,
            due=f"Quá {-left} ngày",
            due_note=f"hạn nộp {vn_date(closes)}",
            tone="bad",
        )
    return WorkRow(
        title=title,
        note=note,
        url=url,
        action="Lập hồ sơ" if own else "Xem giấy",
        left=left,
        due=f"Còn {left} ngày" if left else "Hôm nay",
        due_note=f"nộp đến {vn_date(closes)}",
        tone="warn" if left <= _LAST_WEEKS else tone_of(left),
    )
