"""Whose certificates they are: the place of today decides; names of a province change nothing."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from certificates.selectors import (
    awaiting_decision,
    latest_verdict,
    made_in,
    places_of,
    visible_to,
)
from certificates.services.ladder import flag_expiring
from communes.enums import ChangeKind
from communes.models import AdministrativeUnit
from documents.services import next_number
from evaluations.enums import Level
from notifications.models import Notice
from tests.factories import accounts, catalogue, certificates, communes
from tests.factories.certificates import TODAY, Scene


@pytest.fixture
def halves(scene: Scene) -> tuple[AdministrativeUnit, AdministrativeUnit]:
    """A commune of before 1/7/2025 divided between the scene's and a second one, which is given."""
    old = communes.commune("Xã Hoằng Yến", communes.district(parent=scene.province))
    second = communes.commune("Xã Hoằng Tiến", scene.province)
    communes.change(scene.commune, parts=(old,))
    communes.change(second, parts=(old,))
    return old, second


def test_a_split_place_is_seen_by_all_it_went_into_until_somebody_chooses(
    scene: Scene, halves: tuple[AdministrativeUnit, AdministrativeUnit]
) -> None:
    old, second = halves
    row = certificates.recorded(scene)
    neighbour = accounts.commune_officer(second, "Lê Thị Cúc")

    def seeing() -> list[bool]:
        people = (scene.binh, neighbour, scene.officer)
        return [row in visible_to(person, on=TODAY) for person in people]

    assert seeing() == [True, False, True]
    catalogue.placed(row.product, old)
    assert seeing() == [True, True, True]
    catalogue.placed(row.product, old, second)
    assert seeing() == [False, True, True]


def test_places_to_filter_by_are_those_of_today_where_known(
    scene: Scene, halves: tuple[AdministrativeUnit, AdministrativeUnit]
) -> None:
    old, second = halves
    settled, split = certificates.recorded(scene), certificates.recorded(scene)
    catalogue.placed(settled.product, old, second)
    catalogue.placed(split.product, old)
    rows = Certificate.objects.all()
    assert set(places_of(rows)) == {second, old}
    assert list(made_in(rows, second.key)) == [settled]
    assert list(made_in(rows, old.key)) == [split]


def test_the_ladder_tells_the_commune_of_today(
    scene: Scene, halves: tuple[AdministrativeUnit, AdministrativeUnit]
) -> None:
    old, second = halves
    neighbour = accounts.commune_officer(second, "Lê Thị Cúc")
    row = certificates.ending_on(scene, TODAY + dt.timedelta(days=60))
    catalogue.placed(row.product, old, second)
    flag_expiring(on=TODAY)
    told = set(Notice.objects.values_list("recipient", flat=True))
    assert {neighbour.pk, scene.officer.pk} <= told
    assert scene.binh.pk not in told


def test_a_province_that_changed_its_name_goes_on_where_it_was(scene: Scene) -> None:
    verdict = certificates.verdict(scene)
    before, begin = scene.province, TODAY - dt.timedelta(days=3)
    number = next_number(kind="certificate", year=2026, unit=before)
    AdministrativeUnit.objects.filter(pk=before.pk).update(valid_to=begin - dt.timedelta(days=1))
    city = communes.province("Thành phố Thanh Hóa", "38", valid_from=begin)
    communes.change(city, before, kind=ChangeKind.RECLASSIFY, on=begin)
    AdministrativeUnit.objects.filter(pk=scene.commune.pk).update(parent=city)
    assert [row.pk for row in awaiting_decision(city, level=Level.PROVINCE)] == [verdict.pk]
    code = verdict.dossier.code
    assert latest_verdict(code, unit=city, level=Level.PROVINCE) == verdict
    assert next_number(kind="certificate", year=2026, unit=city) == number + 1
    scene.province = city
    decision = certificates.issue(certificates.draft(scene, verdict), actor=scene.leader)
    assert decision.certificates.count() == 1


def test_a_former_place_stands_in_the_filter_with_what_stood_above_it(
    scene: Scene, halves: tuple[AdministrativeUnit, AdministrativeUnit], client: Client
) -> None:
    settled, split = certificates.recorded(scene), certificates.recorded(scene)
    catalogue.placed(settled.product, halves[0], halves[1])
    catalogue.placed(split.product, halves[0])
    client.force_login(scene.officer)
    page = client.get(reverse("certificates:list"), {"noi": halves[0].key})
    assert {label for _key, label in page.context["form"].fields["noi"].choices} == {
        "Mọi xã, phường",
        "Xã Hoằng Tiến",
        "Xã Hoằng Yến (cũ), huyện Hoằng Hóa",
    }
    assert list(page.context["page"]) == [split]
