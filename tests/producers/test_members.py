"""Who acts for a producer: added by the officers of the place, never somebody of an authority."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.selectors import timeline
from common.dates import today
from common.errors import DomainError
from producers.enums import ProducerVerb
from producers.selectors import members_of, memberships
from producers.services import end_member
from tests.factories import accounts, communes
from tests.factories.producers import member, producer

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return communes.commune("Xã Hoằng Thanh")


@pytest.fixture
def coop(place):
    return producer("HTX Mắm Hoằng Thanh", place)


def post(client, name, row, username):
    return client.post(reverse(f"producers:{name}", args=[row.code]), {"username": username})


def test_officer_lets_an_act_for_the_producer(client, place, coop):
    an = accounts.user("Đồng Thị An", username="an")
    client.force_login(accounts.commune_officer(place))
    answer = post(client, "member_add", coop, "an")
    assert answer.url == reverse("producers:producer_detail", args=[coop.code])
    assert list(members_of(coop, on=today())) == [an]
    assert timeline(coop).last().verb == ProducerVerb.MEMBER_ADDED


def test_officer_ends_it_and_an_sees_the_producer_no_more(client, place, coop):
    an = member(coop)
    client.force_login(accounts.commune_officer(place))
    post(client, "member_end", coop, an.username)
    assert list(members_of(coop, on=today())) == []
    assert not memberships(an, today()).exists()
    assert timeline(coop).last().verb == ProducerVerb.MEMBER_ENDED
    assert post(client, "member_end", coop, an.username).status_code == 404


def test_unknown_name_keeps_what_was_typed(client, place, coop):
    client.force_login(accounts.commune_officer(place))
    answer = post(client, "member_add", coop, "khong-co")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Không có tài khoản nào đang dùng mang tên này" in page
    assert 'value="khong-co"' in page


@pytest.mark.parametrize("role", (Role.COUNCIL, Role.CENTRAL_OFFICER))
def test_somebody_of_an_authority_does_not_act_for_a_producer(client, place, coop, role):
    chi = accounts.user("Trần Thị Chi", role, username="chi")
    client.force_login(accounts.commune_officer(place))
    answer = post(client, "member_add", coop, "chi")
    assert answer.status_code == 400
    assert "người làm thay chủ thể phải là người của chủ thể" in answer.content.decode()
    assert not memberships(chi, today()).exists()


@pytest.mark.parametrize("name", ("member_add", "member_end"))
def test_only_officers_of_the_place_say_who_acts(client, coop, name):
    an = member(coop)
    client.force_login(an)
    assert post(client, name, coop, an.username).status_code == 403
    client.force_login(accounts.commune_officer(communes.commune("Xã Các Sơn")))
    assert post(client, name, coop, an.username).status_code == 404
    client.logout()
    assert post(client, name, coop, an.username).url.startswith("/dang-nhap/")


def test_who_does_not_act_for_it_can_not_stop_doing_so(coop):
    with pytest.raises(DomainError, match="không làm thay chủ thể này"):
        end_member(producer=coop, user=accounts.outsider(), actor=accounts.outsider(), on=today())


def test_added_by_mistake_today_and_taken_away_today_was_never_so(coop):
    person = member(coop, on=today())
    end_member(producer=coop, user=person, actor=accounts.outsider(), on=today())
    assert not coop.members.exists()


def test_what_somebody_did_until_yesterday_stays_theirs(coop):
    person = member(coop, on=today() - dt.timedelta(days=30))
    end_member(producer=coop, user=person, actor=accounts.outsider(), on=today())
    assert coop.members.get().valid_to == today() - dt.timedelta(days=1)
    assert list(memberships(person, today())) == []
