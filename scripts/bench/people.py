"""The office of the province, signed in, and rows of every kind that its lists show."""

import datetime as dt
from dataclasses import dataclass

from django.test import Client

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from accounts.services import create_user
from certificates.enums import DecisionKind
from certificates.models import Decision
from common.dates import now, today
from communes.models import AdministrativeUnit
from communes.selectors import unit_by_code
from documents.enums import FileKind
from documents.services import store_bytes
from evaluations.enums import DossierKind, DossierState, Level
from evaluations.models import CriteriaSheet, Dossier
from exchange.enums import RunState
from exchange.models import ImportRun
from inspections.models import Complaint
from notifications.enums import MailState
from notifications.models import Notice, OutboxMail
from products.models import Product
from scripts.bench import stage

_SINCE = dt.date(2020, 1, 1)


@dataclass
class Office:
    """One province, one officer; ``lines`` of the generated register are in it already."""

    province: AdministrativeUnit
    officer: User
    lines: int = 0

    def client(self) -> Client:
        """A browser of the officer."""
        client = Client()
        client.force_login(self.officer)
        return client


def office() -> Office:
    """The officer of the province in which everything lies."""
    province = unit_by_code(stage.PROVINCE_CODE, level="province", on=today())
    assert province is not None
    officer = _person("vanphong", Role.PROVINCE_OFFICER, province)
    return Office(province, officer)


def _person(username: str, role: str, unit: AdministrativeUnit) -> User:
    person = create_user(
        username=username, full_name=f"Nguyễn {username}", email=f"{username}@example.vn"
    )
    RoleAssignment.objects.create(user=person, role=role, unit=unit, valid_from=_SINCE)
    return person


def fill_up(to: Office, count: int) -> None:
    """Have ``count`` rows of every kind that no register brings: dossiers, imports, reports …"""
    products = list(Product.objects.order_by("pk")[:count])
    have = Dossier.objects.count()
    sheet = CriteriaSheet.objects.order_by("pk").last()
    Dossier.objects.bulk_create(
        Dossier(
            product=product,
            unit=product.current_unit or product.unit,
            kind=DossierKind.FIRST,
            state=DossierState.FILED,
            sheet=sheet,
            filed_on=today(),
            opened_by=to.officer,
        )
        for product in products[have:]
    )
    file = store_bytes(content=b"PK so trong", kind=FileKind.XLSX)
    ImportRun.objects.bulk_create(
        ImportRun(
            file=file,
            filename="so.xlsx",
            unit=to.province,
            state=RunState.DISCARDED,
            planned_at=now(),
            started_by=to.officer,
            counts={"rows": 1},
        )
        for _ in range(count - ImportRun.objects.count())
    )
    Complaint.objects.bulk_create(
        Complaint(product=product, text="Bao bì in sao đã hết hạn")
        for product in products[Complaint.objects.count() :]
    )
    Decision.objects.bulk_create(
        Decision(
            kind=DecisionKind.RECOGNISE,
            level=Level.PROVINCE,
            unit=to.province,
            authority="UBND tỉnh",
        )
        for _ in range(count - Decision.objects.count())
    )
    _people(to, count)
    _letters(to, count)


def _people(to: Office, count: int) -> None:
    commune = to.province.children.order_by("pk").first()
    people = User.objects.bulk_create(
        User(username=f"xa{number}", full_name=f"Lê Thị {number}")
        for number in range(User.objects.count(), count)
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=person, role=Role.COMMUNE_OFFICER, unit=commune, valid_from=_SINCE)
        for person in people
    )


def _letters(to: Office, count: int) -> None:
    notices = Notice.objects.bulk_create(
        Notice(recipient=to.officer, kind="bench", subject=f"Việc {number}")
        for number in range(OutboxMail.objects.count(), count)
    )
    OutboxMail.objects.bulk_create(
        OutboxMail(notice=notice, to=to.officer.email, state=MailState.SENT, sent_at=now())
        for notice in notices
    )
