"""Concluded dossiers with their verdict, decisions and certificates.

The council's part is written straight into its tables (its own tests walk the sitting); from the
verdict on everything goes through the services of ``certificates``.
"""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from accounts.enums import Role
from accounts.models import User
from certificates import services
from certificates.enums import DecisionKind
from certificates.models import Certificate, Decision
from communes.models import AdministrativeUnit
from evaluations.enums import DossierKind, DossierState, ItemState, Level
from evaluations.models import (
    Council,
    CouncilRegulation,
    CouncilSession,
    CriteriaSheet,
    Dossier,
    EvaluationRound,
    RuleVersion,
    SessionItem,
    Verdict,
)
from evaluations.rating.verdict import RATED
from products.models import Product
from tests.factories import accounts, communes, producers, products

ON = dt.date(2026, 11, 10)  # the council concluded; decisions come after
DECIDED_ON = dt.date(2026, 11, 16)
TODAY = dt.date(2026, 11, 20)
_numbers = itertools.count(1)


@dataclass
class Scene:
    """One province with a commune, its office and leader, the commune's officer and a producer."""

    province: AdministrativeUnit = field(default_factory=communes.province)

    def __post_init__(self) -> None:
        self.commune = communes.commune(parent=self.province)
        self.officer = accounts.province_officer(self.province)
        self.leader = accounts.user("Đỗ Minh Hải", Role.PROVINCE_LEADER, self.province)
        self.binh = accounts.commune_officer(self.commune)
        self.producer = producers.producer("Hợp tác xã Đặc sản Quế Hương", self.commune)
        self.an = producers.member(self.producer)

    def product(self, name: str = "Mắm tép Hà Yên", **details: Any) -> Product:
        """A product of this producer."""
        details.setdefault("packaging", "Lọ thủy tinh 200 g, 500 g")
        return products.product(f"{name} {next(_numbers)}", self.producer, **details)


def sheet() -> CriteriaSheet:
    """A draft sheet: these tests read no criterion."""
    version, _ = RuleVersion.objects.get_or_create(
        code="QD26",
        defaults={
            "number": "26/2026/QĐ-TTg",
            "title": "Bộ tiêu chí",
            "issued_on": dt.date(2026, 5, 22),
            "valid_from": dt.date(2026, 5, 22),
        },
    )
    found = CriteriaSheet.objects.filter(code="QD26-09").first()
    return found or CriteriaSheet.objects.create(
        code="QD26-09",
        rule_version=version,
        product_set=products.product_set(),
        content={},
        digest="0" * 64,
    )


def session_of(unit: AdministrativeUnit | None, level: str = Level.PROVINCE) -> CouncilSession:
    """A sitting of the council of ``unit``; one a unit."""
    found = CouncilSession.objects.filter(council__unit=unit, council__level=level).first()
    if found:
        return found
    place: dict[str, Any] = {"level": level, "unit": unit}
    council = Council.objects.create(
        **place, name="Hội đồng", decision_number="12/QĐ-UBND", decided_on=dt.date(2026, 6, 1)
    )
    regulation = CouncilRegulation.objects.create(
        **place, number="13/QĐ-UBND", valid_from=dt.date(2026, 6, 1)
    )
    turn = EvaluationRound.objects.create(
        **place,
        year=2026,
        number=1,
        proposals_before=dt.date(2026, 10, 30),
        held_before=dt.date(2026, 12, 30),
    )
    return CouncilSession.objects.create(
        council=council, round=turn, regulation=regulation, held_on=ON
    )


def verdict(
    scene: Scene,
    *,
    stars: int | None = 3,
    total: str = "61.50",
    band: int | None = None,
    outcome: str = RATED,
    product: Product | None = None,
    level: str = Level.PROVINCE,
    on: dt.date = ON,
) -> Verdict:
    """A concluded dossier of ``scene``'s producer with the verdict of its province's council."""
    session = session_of(scene.province if level == Level.PROVINCE else None, level)
    dossier = Dossier.objects.create(
        product=product or scene.product(),
        unit=scene.commune,
        kind=DossierKind.FIRST,
        state=DossierState.CONCLUDED,
        sheet=sheet(),
        round=session.round,
        filed_on=dt.date(2026, 9, 1),
        proposed_on=dt.date(2026, 9, 15),
        received_on=dt.date(2026, 9, 20),
        opened_by=scene.an,
    )
    at = dt.datetime.combine(on, dt.time(16), dt.UTC)
    item = SessionItem.objects.create(
        session=session,
        dossier=dossier,
        position=next(_numbers),
        state=ItemState.CONCLUDED,
        opened_at=at,
    )
    points = Decimal(total)
    by_points = 5 if points >= 90 else 4 if points >= 70 else 3 if points >= 50 else 2
    return Verdict.objects.create(
        item=item,
        dossier=dossier,
        total=points,
        band=band or max(by_points, stars or 0),
        stars=stars,
        outcome=outcome,
        inputs={},
        inputs_digest="0" * 64,
        result={},
        concluded_at=at,
        concluded_by=scene.officer,
    )


def draft(
    scene: Scene, *verdicts: Verdict, kind: str = DecisionKind.RECOGNISE, actor: User | None = None
) -> Decision:
    """A draft about ``verdicts`` (one of 3 stars unless told)."""
    rows = verdicts or (verdict(scene),)
    return services.draft_decision(
        kind=kind,
        level=Level.PROVINCE,
        unit=scene.province,
        dossiers=[row.dossier for row in rows],
        actor=actor or scene.officer,
        on=TODAY,
    )


def issue(
    decision: Decision,
    *,
    actor: User,
    number: str = "",
    decided_on: dt.date = DECIDED_ON,
    on: dt.date = TODAY,
) -> Decision:
    """Issue ``decision`` under a number of its own unless told."""
    return services.issue_decision(
        decision=decision,
        number=number or f"{3000 + next(_numbers)}/QĐ-UBND",
        decided_on=decided_on,
        signer="Đỗ Minh Hải",
        signer_title="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        actor=actor,
        on=on,
    )


def issued(
    scene: Scene, *, stars: int = 3, product: Product | None = None, **how: Any
) -> Certificate:
    """A certificate that went the whole way: verdict, draft, decision, paper."""
    total = "75.00" if stars == 4 else "61.50"
    row = verdict(scene, stars=stars, total=total, product=product)
    decision = issue(draft(scene, row), actor=scene.leader, **how)
    return decision.certificates.get()


def recorded(
    scene: Scene,
    *,
    stars: int = 3,
    decided_on: dt.date | None = dt.date(2025, 3, 5),
    decided_year: int | None = None,
    product: Product | None = None,
    number: str = "",
    level: str = Level.PROVINCE,
) -> Certificate:
    """A certificate of an older register: no paper, so quick; the day as told."""
    return services.record_certificate(
        product=product or scene.product(),
        stars=stars,
        decision_number=number or f"{next(_numbers)}/QĐ-UBND",
        decided_on=decided_on,
        decided_year=decided_year,
        level=level,
        unit=scene.province,
        source="Sổ theo dõi 2019–2025, trang 3",
        actor=scene.officer,
    )


def ending_on(scene: Scene, end: dt.date, **how: Any) -> Certificate:
    """A recorded certificate whose last day of validity is ``end`` (not the 29th of February)."""
    return recorded(scene, decided_on=end.replace(year=end.year - 3), **how)
