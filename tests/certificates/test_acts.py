"""Acts on a certificate: every status × act, their refusals, and what the audit says."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from audit.selectors import timeline
from certificates import services
from certificates.enums import ActionKind, CertificateStatus, RevokeGround
from certificates.models import Certificate, CertificateAction
from certificates.selectors import status_of
from certificates.workflow import CERTIFICATE_ACTS
from common.errors import DomainError
from notifications.models import Notice
from tests.factories import certificates
from tests.factories.certificates import TODAY, Scene

S = CertificateStatus


def act(
    kind: ActionKind, certificate: Certificate, scene: Scene, **change: object
) -> CertificateAction:
    """One act of today with everything it needs."""
    given: dict[str, object] = {
        "effective_on": TODAY,
        "decision_number": "3763/QĐ-UBND",
        "reason": "Kết luận kiểm tra số 18/KL-ĐKT",
    }
    if kind == ActionKind.REVOKE:
        given |= {"ground": RevokeGround.CRITERIA, "basis_on": dt.date(2026, 11, 5)}
    service: Callable[..., CertificateAction] = {
        ActionKind.SUSPEND: services.suspend_certificate,
        ActionKind.RESTORE: services.restore_certificate,
        ActionKind.REVOKE: services.revoke_certificate,
        ActionKind.SURRENDER: services.surrender_certificate,
    }[kind]
    return service(certificate=certificate, actor=scene.leader, on=TODAY, **(given | change))


def in_status(status: str, scene: Scene) -> Certificate:
    """A certificate that has ``status`` on TODAY."""
    if status == S.UNCERTAIN:
        return certificates.recorded(scene, decided_on=None)
    day = {
        S.EXPIRING: dt.date(2024, 3, 5),
        S.EXPIRED: dt.date(2020, 3, 5),
    }.get(S(status), dt.date(2025, 3, 5))
    product = scene.product()
    certificate = certificates.recorded(scene, decided_on=day, product=product)
    if status == S.NOT_YET:
        Certificate.objects.filter(pk=certificate.pk).update(issued_on=TODAY + dt.timedelta(days=1))
    kind = {
        S.SUSPENDED: ActionKind.SUSPEND,
        S.REVOKED: ActionKind.REVOKE,
        S.SURRENDERED: ActionKind.SURRENDER,
    }.get(S(status))
    if kind:
        act(kind, certificate, scene, effective_on=dt.date(2026, 11, 10))
    if status == S.REPLACED:
        certificates.issued(scene, product=product)
    return certificate


ACTS = (ActionKind.SUSPEND, ActionKind.RESTORE, ActionKind.REVOKE, ActionKind.SURRENDER)


@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize("status", CertificateStatus.values)
def test_every_act_in_every_status(scene: Scene, status: str, kind: ActionKind) -> None:
    certificate = in_status(status, scene)
    assert status_of(certificate, on=TODAY) == status
    step, before = CERTIFICATE_ACTS[kind], certificate.actions.count()
    if status in step.sources:
        act(kind, certificate, scene)
        assert status_of(certificate, on=TODAY) == step.target
        assert certificate.actions.count() == before + 1
        return
    with pytest.raises(DomainError) as caught:
        act(kind, certificate, scene)
    assert caught.value.code == "state"
    assert certificate.actions.count() == before


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        (ActionKind.SUSPEND, {"reason": " "}, "Chưa ghi lý do"),
        (ActionKind.SUSPEND, {"decision_number": ""}, "Chưa ghi số quyết định"),
        (ActionKind.REVOKE, {"decision_number": " "}, "Chưa ghi số quyết định"),
        (
            ActionKind.REVOKE,
            {"ground": "vì thế"},
            "Hãy chọn một trong sáu trường hợp ở Điều 8.1",
        ),
        (
            ActionKind.REVOKE,
            {"basis_on": None},
            "Chưa ghi ngày kết luận vi phạm hoặc ngày xã xác nhận ngừng sản xuất",
        ),
        (
            ActionKind.REVOKE,
            {"basis_on": dt.date(2026, 11, 21)},
            "Ngày kết luận 21/11/2026 sau ngày thu hồi 20/11/2026",
        ),
        (
            ActionKind.SURRENDER,
            {"effective_on": dt.date(2026, 11, 21)},
            "Ngày 21/11/2026 ở tương lai; hôm nay là 20/11/2026",
        ),
    ],
)
def test_act_with_a_fault_is_refused(
    scene: Scene, kind: ActionKind, change: dict[str, object], words: str
) -> None:
    certificate = certificates.recorded(scene)
    with pytest.raises(DomainError) as caught:
        act(kind, certificate, scene, **change)
    assert caught.value.message == words
    assert certificate.actions.count() == 0


def test_act_before_an_earlier_act_is_refused(scene: Scene) -> None:
    certificate = certificates.recorded(scene)
    act(ActionKind.SUSPEND, certificate, scene, effective_on=dt.date(2026, 11, 10))
    with pytest.raises(DomainError) as caught:
        act(ActionKind.REVOKE, certificate, scene, effective_on=dt.date(2026, 11, 9))
    assert caught.value.message == "Ngày 09/11/2026 trước việc gần nhất 10/11/2026"


@pytest.mark.parametrize("ground", RevokeGround.values)
def test_each_of_the_six_grounds_revokes_rule_8_01(scene: Scene, ground: str) -> None:
    certificate = certificates.recorded(scene)
    done = act(ActionKind.REVOKE, certificate, scene, ground=ground)
    assert (done.ground, done.basis_on) == (ground, dt.date(2026, 11, 5))
    assert status_of(certificate, on=TODAY) == S.REVOKED


@pytest.mark.parametrize(
    ("basis_on", "late"), [(dt.date(2026, 11, 5), False), (dt.date(2026, 11, 4), True)]
)
def test_late_revocation_stands_and_the_audit_says_so_rule_8_04(
    scene: Scene, basis_on: dt.date, late: bool
) -> None:
    certificate = certificates.recorded(scene)
    act(ActionKind.REVOKE, certificate, scene, basis_on=basis_on)
    entry = timeline(certificate).last()
    assert entry is not None
    assert (entry.verb, entry.old, entry.new) == ("certificate.revoked", S.IN_FORCE, S.REVOKED)
    assert entry.data["late"] is late


def test_producer_and_commune_are_told_rule_8_03(scene: Scene) -> None:
    certificate = certificates.recorded(scene)
    act(ActionKind.REVOKE, certificate, scene)
    notices = Notice.objects.filter(kind="certificates.acted")
    assert sorted(notices.values_list("recipient", flat=True)) == sorted(
        [scene.an.pk, scene.binh.pk]
    )
    assert "bị thu hồi theo Quyết định 3763/QĐ-UBND" in notices[0].body


def test_old_revocation_can_be_written_down_after_the_term(scene: Scene) -> None:
    certificate = certificates.recorded(scene, decided_on=dt.date(2019, 12, 24))
    assert status_of(certificate, on=TODAY) == S.EXPIRED
    act(
        ActionKind.REVOKE,
        certificate,
        scene,
        effective_on=dt.date(2021, 11, 18),
        basis_on=dt.date(2021, 11, 10),
    )
    assert status_of(certificate, on=TODAY) == S.REVOKED


def test_certificate_ends_once_in_the_database(scene: Scene) -> None:
    certificate = certificates.recorded(scene)
    act(ActionKind.SURRENDER, certificate, scene)
    with pytest.raises(IntegrityError, match=r"certificate_ends_once|UNIQUE"), transaction.atomic():
        CertificateAction.objects.create(
            certificate=certificate,
            kind=ActionKind.REVOKE,
            ground=RevokeGround.LAW,
            effective_on=TODAY,
            reason="Hai lần",
        )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("certificate_revoke_has_ground", {"kind": ActionKind.REVOKE}),
        (
            "certificate_revoke_has_ground",
            {"kind": ActionKind.SUSPEND, "ground": RevokeGround.LAW},
        ),
        ("certificate_replace_has_successor", {"kind": ActionKind.REPLACE}),
        ("certificate_action_kind_known", {"kind": "burn"}),
    ],
)
def test_database_refuses_impossible_acts(scene: Scene, name: str, fields: dict[str, str]) -> None:
    certificate = certificates.recorded(scene)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CertificateAction.objects.create(
            certificate=certificate, effective_on=TODAY, reason="x", **fields
        )
