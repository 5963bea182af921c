"""Each role at each door of a product's parts, of many at once and of mergers."""

import pytest
from django.test import Client

from communes.models import AdministrativeUnit
from products.models import Product
from products.selectors import changeable_by, kept_by, may_change, may_keep
from products.services import merge_products
from tests.factories import accounts, communes
from tests.factories.producers import ON
from tests.factories.products import channel, held, product, variant
from tests.products.test_access import CAST, Stage

pytestmark = pytest.mark.django_db
BASE = "/lam-viec/san-pham/"

# Who keeps the register: merges duplicates, says where the product lies today.
KEEPERS = {"commune_officer", "officer_of_where_it_is_made", "province_officer"}


@pytest.fixture
def stage() -> Stage:
    return Stage()


def expected(who: str, allowed: set[str] | None = None) -> int:
    """What a door answers: 302 done, 403 seen but not theirs, 404 not seen."""
    sees, changes, _ = CAST[who]
    done = changes if allowed is None else who in allowed
    return 302 if done else 403 if sees else 404


@pytest.mark.parametrize("who", CAST)
def test_who_keeps_the_register_of_a_product(stage: Stage, who: str) -> None:
    user = stage.person(who)
    assert user.has_perm("products.keep_product", stage.product) is (who in KEEPERS)


@pytest.mark.parametrize("who", CAST)
def test_one_and_many_agree(stage: Stage, who: str) -> None:
    user, every = stage.person(who), Product.objects.all()
    kept = {row for row in every if may_keep(user, row, on=ON)}
    changed = {row for row in every if may_change(user, row, on=ON)}
    assert set(kept_by(every, user, on=ON)) == kept
    assert set(changeable_by(every, user, on=ON)) == changed


def forms(stage: Stage) -> list[str]:
    shown = variant(stage.product), channel(stage.product)
    return [
        f"{BASE}{stage.product.code}/bien-the/",
        f"{BASE}{stage.product.code}/noi-ban/",
        f"{BASE}bien-the/{shown[0].code}/",
        f"{BASE}noi-ban/{shown[1].code}/",
    ]


@pytest.mark.parametrize("who", CAST)
def test_who_opens_the_forms_of_the_parts(stage: Stage, client: Client, who: str) -> None:
    pages = forms(stage)
    client.force_login(stage.person(who))
    found = [client.get(page).status_code for page in pages]
    shown = 200 if CAST[who][1] else 403 if CAST[who][0] else 404
    assert found == [shown] * len(pages)


def writes(stage: Stage) -> list[tuple[str, dict[str, str]]]:
    """Each write of the parts, once, with what is typed; the removals last."""
    chai, shop = variant(stage.product, "Chai"), channel(stage.product, "Chợ Còng")
    variant(stage.product, "Hũ")
    paper = held(stage.producer)
    code = stage.product.code
    return [
        (f"{BASE}{code}/bien-the/", {"name": "Lọ"}),
        (f"{BASE}bien-the/{chai.code}/", {"name": "Chai to"}),
        (f"{BASE}bien-the/{chai.code}/chuyen/", {"huong": "xuong"}),
        (f"{BASE}bien-the/{chai.code}/ngung/", {}),
        (f"{BASE}{code}/noi-ban/", {"kind": "market", "name": "Chợ Kho"}),
        (f"{BASE}noi-ban/{shop.code}/", {"kind": "market", "name": "Chợ Còng"}),
        (f"{BASE}noi-ban/{shop.code}/kiem-tra/", {}),
        (f"{BASE}{code}/chung-nhan/", {"held": paper.code}),
        (f"{BASE}bien-the/{chai.code}/bo/", {}),
        (f"{BASE}noi-ban/{shop.code}/bo/", {}),
    ]


def state(stage: Stage) -> list[object]:
    row = stage.product
    return [
        list(row.variants.order_by("pk").values_list("name", "position", "stopped_on")),
        list(row.channels.order_by("pk").values_list("kind", "name", "checked_on")),
        list(row.held_certificates.values_list("pk", flat=True)),
    ]


@pytest.mark.parametrize("who", CAST)
def test_who_writes_the_parts(stage: Stage, client: Client, who: str) -> None:
    doors = writes(stage)
    before = state(stage)
    client.force_login(stage.person(who))
    found = [client.post(address, typed).status_code for address, typed in doors]
    assert found == [expected(who)] * len(doors)
    assert (state(stage) != before) is CAST[who][1]


def test_nothing_is_written_by_looking(stage: Stage, client: Client) -> None:
    doors = [address for address, typed in writes(stage) if not typed or "held" in typed]
    doors += [
        f"{BASE}{stage.product.code}/noi/",
        f"{BASE}{stage.product.code}/tach/{stage.other.code}/",
    ]
    client.force_login(stage.person("commune_officer"))
    assert {client.get(address).status_code for address in doors} == {405}


def test_a_guest_is_asked_to_sign_in_at_every_door(stage: Stage, client: Client) -> None:
    doors = [address for address, _ in writes(stage)]
    code, other = stage.product.code, stage.other.code
    doors += [f"{BASE}hang-loat/", f"{BASE}{code}/gop/{other}/", f"{BASE}{code}/tach/{other}/"]
    doors += [f"{BASE}{code}/noi/", f"{BASE}anh/{stage.image.code}/nho/"]
    for address in doors:
        answer = client.post(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/dang-nhap/?next={address}")


@pytest.mark.parametrize("who", CAST)
def test_who_sees_the_small_photo(stage: Stage, client: Client, who: str) -> None:
    client.force_login(stage.person(who))
    answer = client.get(f"{BASE}anh/{stage.image.code}/nho/")
    assert answer.status_code == (200 if CAST[who][0] else 404)
    answer.getvalue()


def split(stage: Stage) -> AdministrativeUnit:
    """The product was recorded in a former commune of which two of today are parts."""
    former = communes.commune("Xã Hải Hà", communes.district("Huyện Tĩnh Gia", stage.province))
    for part in (stage.here, stage.made):
        communes.change(part, parts=(former,))
    Product.objects.filter(pk=stage.product.pk).update(unit=former, current_unit=None)
    return stage.made


@pytest.mark.parametrize("who", CAST)
def test_who_says_where_it_lies_today(stage: Stage, client: Client, who: str) -> None:
    place = split(stage)
    client.force_login(stage.person(who))
    answer = client.post(f"{BASE}{stage.product.code}/noi/", {"unit": place.key})
    assert answer.status_code == expected(who, KEEPERS)
    stage.product.refresh_from_db()
    assert (stage.product.current_unit == place) is (who in KEEPERS)


@pytest.mark.parametrize("who", CAST)
def test_who_compares_merges_and_takes_it_back(stage: Stage, client: Client, who: str) -> None:
    twin = product("Mắm tép moi", stage.producer, unit=stage.made)
    client.force_login(stage.person(who))
    address = f"{BASE}{stage.product.code}/gop/{twin.code}/"
    done = expected(who, KEEPERS)
    assert client.get(address).status_code == (200 if done == 302 else done)
    assert client.post(address, {"name": "keep"}).status_code == done
    twin.refresh_from_db()
    assert (twin.merged_into == stage.product) is (who in KEEPERS)
    if done != 302:
        person = accounts.outsider()
        merge_products(keep=stage.product, absorb=twin, actor=person, on=ON)
    back = client.post(f"{BASE}{stage.product.code}/tach/{twin.code}/")
    assert back.status_code == done
    twin.refresh_from_db()
    assert (twin.merged_into is None) is (who in KEEPERS)


def test_both_of_a_pair_must_be_ones_own(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("commune_officer"))
    for pair in ((stage.product, stage.other), (stage.other, stage.product)):
        address = f"{BASE}{pair[0].code}/gop/{pair[1].code}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "keep"}).status_code == 404
    officer = stage.person("commune_officer")
    accounts.give_role(officer, "province_leader", stage.province)
    client.force_login(officer)
    assert client.get(f"{BASE}{stage.product.code}/gop/{stage.other.code}/").status_code == 403
    assert not Product.objects.filter(merged_into__isnull=False).exists()


def test_what_was_not_merged_here_is_not_taken_back_here(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("province_officer"))
    address = f"{BASE}{stage.product.code}/tach/{stage.other.code}/"
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("who", CAST)
def test_the_old_address_leads_on_only_for_who_sees_the_survivor(
    stage: Stage, client: Client, who: str
) -> None:
    twin = product("Mắm tép moi", stage.producer)
    merge_products(keep=stage.product, absorb=twin, actor=accounts.outsider(), on=ON)
    client.force_login(stage.person(who))
    answer = client.get(f"{BASE}{twin.code}/")
    assert answer.status_code == (302 if CAST[who][0] else 404)


# name of the person: what many at once answers; who registers nothing anywhere has no such work
BULK = {
    who: (200 if who in {"member", "member_of_another"} or "officer" in who else 403)
    for who in CAST
}
BULK["central_officer"] = 403


@pytest.mark.parametrize("who", CAST)
def test_who_does_the_same_for_many(stage: Stage, client: Client, who: str) -> None:
    client.force_login(stage.person(who))
    answer = client.get(f"{BASE}hang-loat/", {"viec": "bo", "chon": stage.product.code})
    shown = BULK[who] if CAST[who][1] or BULK[who] == 403 else 302
    assert answer.status_code == shown
