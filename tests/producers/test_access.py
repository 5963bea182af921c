"""Who sees which producer, and who may open which page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from common.dates import today
from producers.models import Producer
from producers.selectors import registrable_communes, visible_to
from tests.factories import accounts, communes
from tests.factories.producers import former_member, member, producer

pytestmark = pytest.mark.django_db

# name of the person: (sees, changes, may say what identifies it) of the producer in Nghi Sơn
CAST = {
    "member": (True, True, False),
    "former_member": (False, False, False),
    "member_of_another": (False, False, False),
    "commune_officer": (True, True, True),
    "former_commune_officer": (False, False, False),
    "officer_of_other_commune": (False, False, False),
    "province_officer": (True, True, True),
    "officer_of_other_province": (False, False, False),
    "province_leader": (True, False, False),
    "adviser": (True, False, False),
    "inspector": (True, False, False),
    "council_member": (False, False, False),
    "central_officer": (True, False, False),
    "administrator": (True, False, False),
    "outsider": (False, False, False),
}


class Stage:
    """A producer in Phường Nghi Sơn, one elsewhere, and everybody who might want to look."""

    def __init__(self) -> None:
        province = communes.province()
        here = communes.commune("Phường Nghi Sơn", province)
        there = communes.commune("Xã Các Sơn", province)
        self.here, self.there = here, there
        self.producer = producer("Hộ Tác Huy", here)
        self.other = producer("Hộ Các Sơn", there)
        self.province = province

    def person(self, name: str) -> User:
        yesterday = today() - dt.timedelta(days=1)
        if name == "member":
            return member(self.producer)
        if name == "former_member":
            return former_member(self.producer, until=yesterday)
        if name == "member_of_another":
            return member(self.other)
        if name == "commune_officer":
            return accounts.commune_officer(self.here)
        if name == "former_commune_officer":
            return accounts.user("Lê Thị Cũ", Role.COMMUNE_OFFICER, self.here, valid_to=yesterday)
        if name == "officer_of_other_commune":
            return accounts.commune_officer(self.there)
        if name == "province_officer":
            return accounts.province_officer(self.province)
        if name == "officer_of_other_province":
            return accounts.province_officer(communes.province("Tỉnh Nghệ An", "40"))
        if name == "outsider":
            return accounts.outsider()
        role, unit = {
            "province_leader": (Role.PROVINCE_LEADER, self.province),
            "adviser": (Role.ADVISER, self.province),
            "inspector": (Role.INSPECTOR, self.province),
            "council_member": (Role.COUNCIL, None),
            "central_officer": (Role.CENTRAL_OFFICER, None),
            "administrator": (Role.ADMINISTRATOR, None),
        }[name]
        return accounts.user("Vai", role, unit)


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.mark.parametrize("who", CAST)
def test_who_sees_and_changes_a_producer(stage: Stage, who: str) -> None:
    user, row = stage.person(who), stage.producer
    sees, changes, identifies = CAST[who]
    assert user.has_perm("producers.view_producer", row) is sees
    assert user.has_perm("producers.change_producer", row) is changes
    assert user.has_perm("producers.identify_producer", row) is identifies


@pytest.mark.parametrize("who", CAST)
def test_the_list_and_the_permission_agree(stage: Stage, who: str) -> None:
    user = stage.person(who)
    listed = set(visible_to(user, on=today()))
    allowed = {
        row for row in Producer.objects.all() if user.has_perm("producers.view_producer", row)
    }
    assert listed == allowed


def test_the_officer_of_a_merged_commune_sees_the_producers_of_both_former_ones(
    stage: Stage,
) -> None:
    district = communes.district()
    former = [communes.commune(name, district) for name in ("Xã Hải Hà", "Xã Hải Thượng")]
    communes.change(stage.here, *former)
    rows = [producer(), producer()]
    for row, unit in zip(rows, former, strict=True):
        Producer.objects.filter(pk=row.pk).update(unit=unit, current_unit=None)
    officer = accounts.commune_officer(stage.here)
    assert set(visible_to(officer, on=today())) == {stage.producer, *rows}
    assert officer.has_perm("producers.change_producer", Producer.objects.get(pk=rows[0].pk))


def test_an_officer_registers_in_communes_of_today_of_the_own_place_only(stage: Stage) -> None:
    communes.change(stage.here, communes.commune("Xã Hải Hà", communes.district()))
    communes.commune("Phường Vinh Tân", communes.province("Tỉnh Nghệ An", "40"))
    on = today()
    commune_officer = accounts.commune_officer(stage.here)
    province_officer = accounts.province_officer(stage.province)
    assert list(registrable_communes(commune_officer, on=on)) == [stage.here]
    assert set(registrable_communes(province_officer, on=on)) == {stage.here, stage.there}
    assert list(registrable_communes(stage.person("member"), on=on)) == []
    assert list(registrable_communes(stage.person("administrator"), on=on)) == []


# name of the person: status of list, new, record, edit; of the record and edit of another commune
PAGES = {
    "member": (200, 403, 200, 200, 404, 404),
    "former_member": (200, 403, 404, 404, 404, 404),
    "member_of_another": (200, 403, 404, 404, 200, 200),
    "commune_officer": (200, 200, 200, 200, 404, 404),
    "former_commune_officer": (200, 403, 404, 404, 404, 404),
    "officer_of_other_commune": (200, 200, 404, 404, 200, 200),
    "province_officer": (200, 200, 200, 200, 200, 200),
    "officer_of_other_province": (200, 200, 404, 404, 404, 404),
    "province_leader": (200, 403, 200, 403, 200, 403),
    "adviser": (200, 403, 200, 403, 200, 403),
    "inspector": (200, 403, 200, 403, 200, 403),
    "council_member": (200, 403, 404, 404, 404, 404),
    "central_officer": (200, 403, 200, 403, 200, 403),
    "administrator": (200, 403, 200, 403, 200, 403),
    "outsider": (200, 403, 404, 404, 404, 404),
}


def addresses(stage: Stage) -> list[str]:
    mine, other = stage.producer.code, stage.other.code
    return [
        reverse("producers:producer_list"),
        reverse("producers:producer_create"),
        reverse("producers:producer_detail", kwargs={"code": mine}),
        reverse("producers:producer_edit", kwargs={"code": mine}),
        reverse("producers:producer_detail", kwargs={"code": other}),
        reverse("producers:producer_edit", kwargs={"code": other}),
    ]


@pytest.mark.parametrize("who", PAGES)
def test_who_opens_which_page(stage: Stage, client: Client, who: str) -> None:
    client.force_login(stage.person(who))
    found = tuple(client.get(address).status_code for address in addresses(stage))
    assert found == PAGES[who]


def test_a_guest_is_asked_to_sign_in(stage: Stage, client: Client) -> None:
    for address in addresses(stage):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/dang-nhap/?next={address}")


def test_a_forbidden_page_says_whose_work_it_is(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("outsider"))
    answer = client.get(reverse("producers:producer_create"))
    assert "Việc này dành cho cán bộ xã, phường và Văn phòng Điều phối" in answer.text


@pytest.mark.parametrize("who", ["outsider", "administrator", "province_leader"])
def test_posting_past_the_form_registers_nothing(stage: Stage, client: Client, who: str) -> None:
    client.force_login(stage.person(who))
    typed = {"name": "Hộ Lén", "kind": "household", "unit": stage.here.key}
    assert client.post(reverse("producers:producer_create"), typed).status_code == 403
    assert not Producer.objects.filter(name="Hộ Lén").exists()
