"""The demo province: the real public register, dossiers at every stage, nothing invented."""

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from audit.models import AuditEntry
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.selectors import annotate_status
from common.dates import today
from communes.enums import UnitLevel
from evaluations.enums import DossierState, ItemState
from evaluations.models import Dossier, ScoreSheet, SessionItem
from exchange.models import ImportLine
from exchange.reading.register import read_register
from exchange.services import seed_demo
from exchange.services.demo.register import DATA
from products.models import Product

ACCOUNTS = {
    *("chuthe", "xa", "tinh", "lanhdao", "chutich", "thuky", "trunguong", "thanhtra", "quantri"),
    *(f"hoidong{number}" for number in range(1, 8)),
    *(f"tw{number}" for number in range(1, 8)),
    *(f"tuvan{number}" for number in range(1, 4)),
}


@pytest.fixture
def demo(db):
    call_command("seed_reference", stdout=StringIO())
    return seed_demo()


def test_demo_is_refused_under_production_settings(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="không nạp vào máy chủ thật"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_demo_without_reference_data_says_what_to_run(db):
    with pytest.raises(CommandError, match="seed_reference"):
        call_command("seed_demo")


def test_demo_province_stands_as_the_contract_says(demo):
    assert set(User.objects.values_list("username", flat=True)) == ACCOUNTS
    assert all(user.check_password("ocop-demo-2026") for user in User.objects.all()[:2])

    # The register: every line is kept; a recognised one with stars has its real decision.
    rows = read_register(DATA.read_bytes(), filename="so.xlsx").rows
    recognised = [row for row in rows if row.status == "recognised" and row.stars]
    assert len(rows) == ImportLine.objects.filter(outcome="create", entry__isnull=False).count()
    assert (len(rows), len(recognised)) == (51, 49)
    recorded = Certificate.objects.filter(origin="recorded").select_related("decision", "product")
    assert recorded.count() == 49
    exact = {row.decided_on for row in recognised if row.decided_on}
    assert exact == {day for day in recorded.values_list("issued_on", flat=True) if day}
    wanted = Counter((row.decision_number, row.stars) for row in recognised)
    assert wanted == Counter((row.decision.number, row.stars) for row in recorded)

    # 36 months have passed since 06/4/2021; 590/QĐ-UBND belongs to a round of 2020.
    status = {
        row.decision.number: row.status
        for row in annotate_status(recorded, on=dt.date(2026, 11, 21))
    }
    assert status["1114/QĐ-UBND"] == CertificateStatus.EXPIRED
    assert status["590/QĐ-UBND"] == CertificateStatus.EXPIRED
    assert status["715/QĐ-UBND"] == CertificateStatus.IN_FORCE
    tep = recorded.get(product__name="Mắm tép đặc biệt Tác Huy")
    assert (tep.issued_on, tep.valid_until) == (dt.date(2021, 4, 6), dt.date(2024, 4, 6))
    assert tep.product.unit.full_name == "Thị xã Nghi Sơn"
    assert tep.product.unit.level == UnitLevel.DISTRICT
    tea = recorded.get(product__name="Nước cốt hoa Atiso Ngọc Hoàn")
    assert tea.issued_on is None
    assert tea.product.unit.full_name == "Phường Hải Lĩnh"

    # Le Gia: 94 at the province, approved, forwarded, no certificate from it.
    le_gia = Dossier.objects.get(product__name="Nước mắm Lê Gia - Cốt đặc biệt")
    assert le_gia.state == DossierState.FORWARDED
    assert str(le_gia.verdicts.get().total) == "94.00"
    assert not Certificate.objects.filter(product=le_gia.product).exists()
    # The register's line about it named no maker: it is the same product now.
    assert le_gia.product.register_entries.get().proposed_stars == 5
    assert Product.objects.filter(name=le_gia.product.name, merged_into=None).count() == 1

    # One dossier waits for the centre; what the centre makes of it is for who tries the portal.
    states = set(Dossier.objects.values_list("state", flat=True))
    at_centre = {DossierState.AT_CENTRE, DossierState.SENT_BACK}
    gone = {DossierState.WITHDRAWN, DossierState.CONCLUDED}
    assert states == set(DossierState.values) - gone - at_centre
    assert set(SessionItem.objects.values_list("state", flat=True)) == {
        ItemState.SCORING,
        ItemState.OPENED,
        ItemState.CONCLUDED,
    }
    per_item = Counter(ScoreSheet.objects.values_list("item_id", flat=True))
    assert set(per_item.values()) == {7}

    # A second run writes nothing, and the chain of the audit is whole.
    entries = AuditEntry.objects.count()
    assert seed_demo() == demo
    assert AuditEntry.objects.count() == entries
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().strip() == f"Đã kiểm tra {entries} bản ghi"
    assert not Dossier.objects.filter(filed_on__gt=today()).exists()
