"""Decisions: which verdicts they take, and what issuing does at once or not at all."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from audit.selectors import timeline
from certificates import services
from certificates.enums import (
    ActionKind,
    CertificateStatus,
    DecisionKind,
    DecisionMove,
    DecisionState,
    Origin,
)
from certificates.models import Certificate, CertificateAction, Decision, DecisionItem
from certificates.selectors import awaiting_decision, status_of
from certificates.validators import way_out
from certificates.workflow import DECISION_MOVES
from common.errors import DomainError
from documents.models import IssuedDocument
from evaluations.enums import DossierState, Level
from evaluations.rating.verdict import RATED
from notifications.models import Notice
from tests.factories import accounts, certificates, communes
from tests.factories.certificates import DECIDED_ON, TODAY, Scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("level", "outcome", "band", "stars", "way"),
    [
        (Level.PROVINCE, RATED, 3, 3, DecisionKind.RECOGNISE),
        (Level.PROVINCE, RATED, 4, 4, DecisionKind.RECOGNISE),
        (Level.PROVINCE, RATED, 4, 3, DecisionKind.RECOGNISE),
        (Level.PROVINCE, RATED, 5, 5, DecisionKind.APPROVE_RESULT),
        (Level.PROVINCE, RATED, 5, 4, DecisionKind.APPROVE_RESULT),
        (Level.PROVINCE, RATED, 4, None, None),
        (Level.PROVINCE, RATED, 2, None, None),
        (Level.PROVINCE, "rejected", 4, None, None),
        (Level.PROVINCE, "not_eligible", 5, None, None),
        (Level.CENTRAL, RATED, 5, 5, DecisionKind.RECOGNISE),
        (Level.CENTRAL, RATED, 4, 4, None),
    ],
)
def test_way_out_of_a_verdict_rules_7_13_7_14_7_17(
    level: str, outcome: str, band: int, stars: int | None, way: DecisionKind | None
) -> None:
    assert way_out(level=level, outcome=outcome, band=band, stars=stars) == way


def test_draft_names_the_verdicts_and_leaves_the_dossiers_alone(scene: Scene) -> None:
    three = certificates.verdict(scene, stars=3)
    four = certificates.verdict(scene, stars=4, total="82.00")
    decision = certificates.draft(scene, three, four)
    assert decision.state == DecisionState.DRAFT
    assert decision.authority == "Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa"
    assert {item.verdict: item.stars for item in decision.items.all()} == {three: 3, four: 4}
    three.dossier.refresh_from_db()
    assert three.dossier.state == DossierState.CONCLUDED
    assert Certificate.objects.count() == 0
    assert [entry.verb for entry in timeline(decision)] == ["decision.drafted"]


def test_draft_without_products_is_refused(scene: Scene) -> None:
    with pytest.raises(DomainError) as caught:
        services.draft_decision(
            kind=DecisionKind.RECOGNISE,
            level=Level.PROVINCE,
            unit=scene.province,
            dossiers=[],
            actor=scene.officer,
            on=TODAY,
        )
    assert caught.value.fields == {"dossiers": ["Hãy chọn ít nhất một sản phẩm"]}


@pytest.mark.parametrize(
    ("kind", "verdict", "words"),
    [
        (DecisionKind.RECOGNISE, {"stars": 5, "total": "93.00"}, "đạt từ 90 điểm"),
        (DecisionKind.RECOGNISE, {"stars": 4, "total": "90.00", "band": 5}, "đạt từ 90 điểm"),
        (DecisionKind.APPROVE_RESULT, {"stars": 4, "total": "89.99"}, "dưới 90 điểm"),
        # 89,995 shows as 90,00; the band comes from the exact mean.
        (DecisionKind.APPROVE_RESULT, {"stars": 4, "total": "90.00", "band": 4}, "dưới 90 điểm"),
        (DecisionKind.RECOGNISE, {"stars": None, "total": "48.00"}, "không xếp từ 3 sao"),
        (DecisionKind.RECOGNISE, {"stars": None, "total": "80.00", "outcome": "rejected"}, "3 sao"),
    ],
)
def test_verdict_that_leads_elsewhere_is_refused(
    scene: Scene, kind: str, verdict: dict[str, object], words: str
) -> None:
    row = certificates.verdict(scene, **verdict)  # type: ignore[arg-type]
    with pytest.raises(DomainError) as caught:
        certificates.draft(scene, row, kind=kind)
    assert words in caught.value.message
    assert Decision.objects.count() == 0


def test_verdict_of_another_province_is_refused(scene: Scene) -> None:
    elsewhere = Scene(communes.province("Tỉnh Nghệ An", "40"))
    row = certificates.verdict(elsewhere)
    with pytest.raises(DomainError) as caught:
        certificates.draft(scene, row)
    assert "không thuộc cấp hoặc tỉnh này" in caught.value.message


def test_dossier_in_one_draft_is_refused_in_another(scene: Scene) -> None:
    row = certificates.verdict(scene)
    certificates.draft(scene, row)
    with pytest.raises(DomainError) as caught:
        certificates.draft(scene, row)
    assert caught.value.code == "conflict"
    assert "đã có trong Quyết định (dự thảo)" in caught.value.message
    assert Decision.objects.count() == 1


def test_verdict_stands_in_one_decision_only_in_the_database(scene: Scene) -> None:
    item = certificates.draft(scene).items.get()
    other = certificates.draft(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionItem.objects.create(decision=other, dossier=item.dossier, verdict=item.verdict)


def test_waiting_verdicts_are_those_of_the_own_council_not_in_a_decision(scene: Scene) -> None:
    waits = certificates.verdict(scene, total="64.00")
    below = certificates.verdict(scene, stars=None, total="41.00")
    certificates.draft(scene, certificates.verdict(scene))
    certificates.verdict(Scene(communes.province("Tỉnh Nghệ An", "40")))
    rows = awaiting_decision(scene.province, level=Level.PROVINCE)
    assert [(row, row.way) for row in rows] == [(waits, DecisionKind.RECOGNISE), (below, None)]


def test_issue_decides_dossiers_and_gives_certificates_rule_7_13(scene: Scene) -> None:
    three = certificates.verdict(scene, stars=3)
    four = certificates.verdict(scene, stars=4, total="82.00")
    decision = certificates.draft(scene, three, four)
    services.issue_decision(
        decision=decision,
        number="715/QĐ-UBND",
        decided_on=DECIDED_ON,
        signer="Đỗ Minh Hải",
        signer_title="CHỦ TỊCH",
        actor=scene.leader,
        on=TODAY,
    )
    decision.refresh_from_db()
    assert (decision.state, decision.number, decision.decided_on, decision.issued_by) == (
        DecisionState.ISSUED,
        "715/QĐ-UBND",
        DECIDED_ON,
        scene.leader,
    )
    rows = Certificate.objects.order_by("number")
    assert [(row.number, row.stars, row.dossier) for row in rows] == [
        ("0001/2026/GCN-OCOP-38", 4, four.dossier),
        ("0002/2026/GCN-OCOP-38", 3, three.dossier),
    ]
    for row in rows:
        assert (row.issued_on, row.valid_until) == (DECIDED_ON, dt.date(2029, 11, 16))
        assert row.ends_earliest == row.ends_latest == row.valid_until
        assert row.origin == Origin.ISSUED
        assert row.document is not None
        assert row.document.snapshot == row.snapshot
        assert [entry.verb for entry in timeline(row)] == ["certificate.issued"]
    for verdict in (three, four):
        verdict.dossier.refresh_from_db()
        assert verdict.dossier.state == DossierState.DECIDED
    assert [entry.verb for entry in timeline(decision)] == ["decision.drafted", "decision.issued"]


def test_issue_tells_producer_and_commune_rule_7_15(scene: Scene) -> None:
    stranger = accounts.outsider()
    certificates.issued(scene)
    told = Notice.objects.filter(kind="certificates.issued").values_list("recipient", flat=True)
    assert sorted(told) == sorted([scene.an.pk, scene.binh.pk])
    assert stranger.pk not in told


def test_approving_a_result_forwards_and_gives_no_certificate_rule_7_14(scene: Scene) -> None:
    row = certificates.verdict(scene, stars=5, total="93.00")
    decision = certificates.draft(scene, row, kind=DecisionKind.APPROVE_RESULT)
    certificates.issue(decision, actor=scene.leader)
    row.dossier.refresh_from_db()
    assert row.dossier.state == DossierState.FORWARDED
    assert Certificate.objects.count() == 0


def test_second_leader_gets_the_sentence_and_nothing_twice(scene: Scene) -> None:
    second = accounts.user("Bùi Thị Lan", Role.PROVINCE_LEADER, scene.province)
    decision = certificates.draft(scene)
    stale = Decision.objects.get(pk=decision.pk)
    certificates.issue(decision, actor=scene.leader, number="715/QĐ-UBND")
    before = (Certificate.objects.count(), IssuedDocument.objects.count(), Notice.objects.count())
    with pytest.raises(DomainError) as caught:
        certificates.issue(stale, actor=second, number="716/QĐ-UBND")
    assert caught.value.message == (
        "Đỗ Minh Hải đã ban hành Quyết định 715/QĐ-UBND ngày 16/11/2026; không ban hành lần nữa"
    )
    assert (caught.value.code, caught.value.status) == ("state", 409)
    after = (Certificate.objects.count(), IssuedDocument.objects.count(), Notice.objects.count())
    assert after == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": "  "}, "Chưa có số quyết định"),
        ({"signer": ""}, "Chưa ghi họ tên người ký"),
        (
            {"decided_on": dt.date(2026, 11, 21)},
            "Ngày quyết định 21/11/2026 ở tương lai; hôm nay là 20/11/2026",
        ),
        (
            {"decided_on": dt.date(2026, 11, 9)},
            "Ngày quyết định 09/11/2026 trước ngày Hội đồng kết luận 10/11/2026",
        ),
    ],
)
def test_issue_with_a_fault_is_refused_and_changes_nothing(
    scene: Scene, change: dict[str, object], words: str
) -> None:
    decision = certificates.draft(scene)
    given: dict[str, object] = {
        "number": "715/QĐ-UBND",
        "decided_on": DECIDED_ON,
        "signer": "Đỗ Minh Hải",
        "signer_title": "CHỦ TỊCH",
    }
    with pytest.raises(DomainError) as caught:
        services.issue_decision(
            decision=decision,
            actor=scene.leader,
            on=TODAY,
            **(given | change),  # type: ignore[arg-type]
        )
    assert caught.value.message == words
    decision.refresh_from_db()
    assert (decision.state, decision.number) == (DecisionState.DRAFT, "")
    assert Certificate.objects.count() == 0


def test_taken_number_of_the_same_day_is_refused(scene: Scene) -> None:
    certificates.issue(certificates.draft(scene), actor=scene.leader, number="715/QĐ-UBND")
    with pytest.raises(DomainError) as caught:
        certificates.issue(certificates.draft(scene), actor=scene.leader, number="715/QĐ-UBND")
    assert caught.value.fields == {
        "number": [
            (
                "Đã có Quyết định 715/QĐ-UBND ngày 16/11/2026 của"
                " Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa"
            )
        ]
    }


def test_certificate_numbers_have_no_gap_after_a_failed_issue(scene: Scene) -> None:
    certificates.issue(certificates.draft(scene), actor=scene.leader)
    doomed = certificates.draft(scene, certificates.verdict(scene), certificates.verdict(scene))
    # The second product's dossier is taken away after the draft: the whole decision fails.
    dossier = doomed.items.order_by("pk").last().dossier  # type: ignore[union-attr]
    type(dossier).objects.filter(pk=dossier.pk).update(state=DossierState.NOT_RECOGNISED)
    with pytest.raises(DomainError):
        certificates.issue(doomed, actor=scene.leader)
    certificates.issue(certificates.draft(scene), actor=scene.leader)
    numbers = Certificate.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == ["0001/2026/GCN-OCOP-38", "0002/2026/GCN-OCOP-38"]


def test_number_is_given_back_when_the_paper_fails_after_it_was_drawn(
    scene: Scene, settings: pytest.FixtureRequest
) -> None:
    decision = certificates.draft(scene)
    portal = dict(settings.PORTAL)  # type: ignore[attr-defined]
    # A QR holds at most about 2,300 bytes: the paper can't be drawn.
    settings.PORTAL = portal | {"base_url": "https://" + "x" * 9000}  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="Data too large"):
        certificates.issue(decision, actor=scene.leader)
    settings.PORTAL = portal  # type: ignore[attr-defined]
    decision.refresh_from_db()
    assert decision.state == DecisionState.DRAFT
    certificates.issue(decision, actor=scene.leader)
    assert Certificate.objects.get().number == "0001/2026/GCN-OCOP-38"


def test_numbers_are_counted_by_year_and_authority(scene: Scene) -> None:
    elsewhere = Scene(communes.province("Tỉnh Nghệ An", "40"))
    certificates.issued(scene)
    certificates.issued(elsewhere)
    assert list(Certificate.objects.order_by("pk").values_list("number", flat=True)) == [
        "0001/2026/GCN-OCOP-38",
        "0001/2026/GCN-OCOP-40",
    ]


def test_new_certificate_replaces_the_older_one_of_the_product(scene: Scene) -> None:
    product = scene.product()
    older = certificates.recorded(scene, product=product, decided_on=dt.date(2024, 3, 5))
    other = certificates.recorded(scene, decided_on=dt.date(2024, 3, 5))
    new = certificates.issued(scene, stars=4, product=product)
    act = older.actions.get()
    assert (act.kind, act.effective_on, act.successor) == (ActionKind.REPLACE, DECIDED_ON, new)
    assert status_of(older, on=dt.date(2026, 11, 15)) == CertificateStatus.EXPIRING
    assert status_of(older, on=DECIDED_ON) == CertificateStatus.REPLACED
    assert status_of(new, on=DECIDED_ON) == CertificateStatus.IN_FORCE
    assert other.actions.count() == 0
    assert [entry.verb for entry in timeline(older)] == [
        "certificate.recorded",
        "certificate.replaced",
    ]


def test_expired_or_ended_certificates_are_not_replaced(scene: Scene) -> None:
    product = scene.product()
    expired = certificates.recorded(scene, product=product, decided_on=dt.date(2020, 3, 5))
    given_back = certificates.recorded(scene, product=product, decided_on=dt.date(2024, 3, 5))
    services.surrender_certificate(
        certificate=given_back,
        effective_on=dt.date(2026, 1, 5),
        reason="Chủ thể đề nghị",
        actor=scene.officer,
        on=TODAY,
    )
    certificates.issued(scene, product=product)
    assert expired.actions.count() == 0
    assert list(given_back.actions.values_list("kind", flat=True)) == [ActionKind.SURRENDER]


def test_older_certificate_with_a_later_act_is_replaced_from_that_day(scene: Scene) -> None:
    product = scene.product()
    older = certificates.recorded(scene, product=product)
    services.suspend_certificate(
        certificate=older,
        effective_on=dt.date(2026, 11, 18),
        decision_number="9/QĐ-UBND",
        reason="Chờ khắc phục",
        actor=scene.leader,
        on=TODAY,
    )
    certificates.issued(scene, product=product)
    act = older.actions.get(kind=ActionKind.REPLACE)
    assert act.effective_on == dt.date(2026, 11, 18)


def test_snapshot_never_changes_when_the_product_is_renamed_later(scene: Scene) -> None:
    certificate = certificates.issued(scene)
    before = (certificate.snapshot, certificate.snapshot_digest)
    name = certificate.snapshot["product"]["name"]
    type(certificate.product).objects.filter(pk=certificate.product_id).update(name="Tên mới")
    type(scene.producer).objects.filter(pk=scene.producer.pk).update(name="Chủ thể mới")
    certificate = Certificate.objects.get(pk=certificate.pk)
    assert (certificate.snapshot, certificate.snapshot_digest) == before
    assert certificate.snapshot["product"]["name"] == name != certificate.product.name
    assert certificate.snapshot["producer"]["name"] == "Hợp tác xã Đặc sản Quế Hương"


def test_discarded_draft_frees_its_products(scene: Scene) -> None:
    row = certificates.verdict(scene)
    decision = certificates.draft(scene, row)
    services.discard_decision(decision=decision, actor=scene.officer, on=TODAY)
    decision.refresh_from_db()
    assert decision.state == DecisionState.DISCARDED
    assert awaiting_decision(scene.province, level=Level.PROVINCE) == [row]
    assert timeline(decision).last().data["dossiers"] == [row.dossier.code]  # type: ignore[union-attr]


def _move(scene: Scene, move: str, decision: Decision) -> None:
    if move == DecisionMove.ISSUE:
        certificates.issue(decision, actor=scene.leader)
    else:
        services.discard_decision(decision=decision, actor=scene.officer, on=TODAY)


@pytest.mark.parametrize("move", DecisionMove.values)
@pytest.mark.parametrize("state", DecisionState.values)
def test_every_move_from_every_state(scene: Scene, state: str, move: str) -> None:
    decision = certificates.draft(scene)
    if state == DecisionState.ISSUED:
        certificates.issue(decision, actor=scene.leader)
    elif state == DecisionState.DISCARDED:
        services.discard_decision(decision=decision, actor=scene.officer, on=TODAY)
    step = DECISION_MOVES[DecisionMove(move)]
    if state in step.sources:
        _move(scene, move, decision)
        decision.refresh_from_db()
        assert decision.state == step.target
        return
    with pytest.raises(DomainError) as caught:
        _move(scene, move, decision)
    assert caught.value.code == "state"
    decision.refresh_from_db()
    assert decision.state == state


def test_below_three_stars_is_closed_without_a_decision_rule_4_1_a(scene: Scene) -> None:
    row = certificates.verdict(scene, stars=None, total="48.00")
    services.close_not_recognised(dossier=row.dossier, actor=scene.officer, on=TODAY)
    row.dossier.refresh_from_db()
    assert row.dossier.state == DossierState.NOT_RECOGNISED
    assert row.dossier.events.last().reason == (
        "Hội đồng kết luận 48,00 điểm, không xếp hạng từ 3 sao trở lên"
    )
    assert (Decision.objects.count(), Certificate.objects.count()) == (0, 0)


def test_gated_dossier_is_closed_without_a_decision(scene: Scene) -> None:
    row = certificates.verdict(scene, stars=None, total="81.00", outcome="rejected")
    services.close_not_recognised(dossier=row.dossier, actor=scene.officer, on=TODAY)
    row.dossier.refresh_from_db()
    assert row.dossier.state == DossierState.NOT_RECOGNISED


def test_product_with_stars_cannot_be_closed_as_not_recognised(scene: Scene) -> None:
    row = certificates.verdict(scene, stars=3)
    with pytest.raises(DomainError) as caught:
        services.close_not_recognised(dossier=row.dossier, actor=scene.officer, on=TODAY)
    assert "được Hội đồng xếp 3 sao" in caught.value.message
    row.dossier.refresh_from_db()
    assert row.dossier.state == DossierState.CONCLUDED


def test_first_certificate_of_a_product_replaces_nothing(scene: Scene) -> None:
    certificates.recorded(scene)
    certificates.issued(scene)
    assert CertificateAction.objects.count() == 0
