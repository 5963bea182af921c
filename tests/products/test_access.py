"""Who sees which product, and who may open which page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from common.dates import today
from producers.models import Producer
from products.models import Product, ProductImage
from products.selectors import visible_to
from tests.factories import accounts, communes
from tests.factories.producers import former_member, member, producer
from tests.factories.products import image, picture, product

pytestmark = pytest.mark.django_db

# name of the person: (sees, changes, may add a product for its producer)
CAST = {
    "member": (True, True, True),
    "former_member": (False, False, False),
    "member_of_another": (False, False, False),
    "commune_officer": (True, True, True),
    "officer_of_where_it_is_made": (True, True, False),
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
    """A product of a producer in Nghi Sơn, made in Hải Bình, and one from elsewhere."""

    def __init__(self) -> None:
        self.province = communes.province()
        self.here = communes.commune("Phường Nghi Sơn", self.province)
        self.made = communes.commune("Phường Hải Bình", self.province)
        self.there = communes.commune("Xã Các Sơn", self.province)
        self.producer = producer("Hộ Tác Huy", self.here)
        self.product = product("Mắm tép", self.producer, unit=self.made)
        self.image = image(self.product)
        self.other = product("Rượu Các Sơn", producer("Hộ Các Sơn", self.there))

    def person(self, name: str) -> User:
        officers = {
            "commune_officer": self.here,
            "officer_of_where_it_is_made": self.made,
            "officer_of_other_commune": self.there,
        }
        others = {
            "province_leader": (Role.PROVINCE_LEADER, self.province),
            "adviser": (Role.ADVISER, self.province),
            "inspector": (Role.INSPECTOR, self.province),
            "council_member": (Role.COUNCIL, None),
            "central_officer": (Role.CENTRAL_OFFICER, None),
            "administrator": (Role.ADMINISTRATOR, None),
            "outsider": ("", None),
        }
        if name in officers:
            return accounts.commune_officer(officers[name])
        if name in others:
            return accounts.user("Vai", *others[name])
        if name == "member":
            return member(self.producer)
        if name == "former_member":
            return former_member(self.producer, until=today() - dt.timedelta(days=1))
        if name == "member_of_another":
            return member(self.other.producer)
        if name == "province_officer":
            return accounts.province_officer(self.province)
        return accounts.province_officer(communes.province("Tỉnh Nghệ An", "40"))


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.mark.parametrize("who", CAST)
def test_who_sees_changes_and_adds(stage: Stage, who: str) -> None:
    user = stage.person(who)
    sees, changes, adds = CAST[who]
    assert user.has_perm("products.view_product", stage.product) is sees
    assert user.has_perm("products.change_product", stage.product) is changes
    assert user.has_perm("products.add_product", stage.producer) is adds


@pytest.mark.parametrize("who", CAST)
def test_the_list_and_the_permission_agree(stage: Stage, who: str) -> None:
    user = stage.person(who)
    listed = set(visible_to(user, on=today()))
    allowed = {row for row in Product.objects.all() if user.has_perm("products.view_product", row)}
    assert listed == allowed


def test_a_product_is_listed_once_however_it_is_reached(stage: Stage) -> None:
    officer = accounts.province_officer(stage.province)
    accounts.give_role(officer, Role.COMMUNE_OFFICER, stage.here)
    accounts.give_role(officer, Role.COMMUNE_OFFICER, stage.made)
    rows = list(visible_to(officer, on=today()))
    assert sorted(row.name for row in rows) == ["Mắm tép", "Rượu Các Sơn"]


# name of the person: list, new, record, edit, photo; record and edit of the other product
PAGES = {
    "member": (200, 200, 200, 200, 200, 404, 404),
    "former_member": (200, 403, 404, 404, 404, 404, 404),
    "member_of_another": (200, 200, 404, 404, 404, 200, 200),
    "commune_officer": (200, 200, 200, 200, 200, 404, 404),
    "officer_of_where_it_is_made": (200, 200, 200, 200, 200, 404, 404),
    "officer_of_other_commune": (200, 200, 404, 404, 404, 200, 200),
    "province_officer": (200, 200, 200, 200, 200, 200, 200),
    "officer_of_other_province": (200, 200, 404, 404, 404, 404, 404),
    "province_leader": (200, 403, 200, 403, 200, 200, 403),
    "adviser": (200, 403, 200, 403, 200, 200, 403),
    "inspector": (200, 403, 200, 403, 200, 200, 403),
    "council_member": (200, 403, 404, 404, 404, 404, 404),
    "central_officer": (200, 403, 200, 403, 200, 200, 403),
    "administrator": (200, 403, 200, 403, 200, 200, 403),
    "outsider": (200, 403, 404, 404, 404, 404, 404),
}


def addresses(stage: Stage) -> list[str]:
    mine, other = {"code": stage.product.code}, {"code": stage.other.code}
    return [
        reverse("products:product_list"),
        reverse("products:product_create"),
        reverse("products:product_detail", kwargs=mine),
        reverse("products:product_edit", kwargs=mine),
        reverse("products:image", kwargs={"code": stage.image.code}),
        reverse("products:product_detail", kwargs=other),
        reverse("products:product_edit", kwargs=other),
    ]


@pytest.mark.parametrize("who", PAGES)
def test_who_opens_which_page(stage: Stage, client: Client, who: str) -> None:
    client.force_login(stage.person(who))
    found = []
    for address in addresses(stage):
        answer = client.get(address)
        found.append(answer.status_code)
        # Read to the end, the client closes a file; closed here it would take the connection along.
        answer.getvalue()
    assert tuple(found) == PAGES[who]


# name of the person: status of adding a photo, of removing one
POSTS = {
    who: (302 if changes else 403 if sees else 404) for who, (sees, changes, _) in CAST.items()
}


@pytest.mark.parametrize("who", POSTS)
def test_who_adds_and_removes_photos(stage: Stage, client: Client, who: str) -> None:
    client.force_login(stage.person(who))
    add = reverse("products:product_image_add", kwargs={"code": stage.product.code})
    remove = reverse("products:product_image_remove", kwargs={"code": stage.image.code})
    found = (
        client.post(add, {"file": picture(colour="#07473d"), "caption": "Nhãn"}).status_code,
        client.post(remove).status_code,
    )
    assert found == (POSTS[who], POSTS[who])
    codes = set(ProductImage.objects.values_list("code", flat=True))
    assert (stage.image.code in codes) is (POSTS[who] != 302)
    assert len(codes) == 1


@pytest.mark.parametrize("name", ["product_image_add", "product_image_remove"])
def test_a_photo_is_never_changed_by_looking(stage: Stage, client: Client, name: str) -> None:
    client.force_login(stage.person("commune_officer"))
    code = stage.product.code if name == "product_image_add" else stage.image.code
    assert client.get(reverse(f"products:{name}", kwargs={"code": code})).status_code == 405


def test_a_guest_is_asked_to_sign_in(stage: Stage, client: Client) -> None:
    for address in addresses(stage):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/dang-nhap/?next={address}")


def test_a_forbidden_page_says_whose_work_it_is(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("inspector"))
    answer = client.get(reverse("products:product_edit", kwargs={"code": stage.product.code}))
    assert answer.status_code == 403
    assert "Việc này dành cho người của chủ thể, cán bộ xã, phường" in answer.text


def test_an_officer_of_a_merged_commune_changes_products_of_the_former_ones(stage: Stage) -> None:
    former = communes.commune("Xã Hải Hà", communes.district())
    communes.change(stage.here, former)
    Producer.objects.filter(pk=stage.other.producer_id).update(unit=former, current_unit=stage.here)
    row = Product.objects.get(pk=stage.other.pk)
    officer = accounts.commune_officer(stage.here)
    assert row in visible_to(officer, on=today())
    assert officer.has_perm("products.change_product", row)


def test_the_list_of_a_producer_out_of_sight_is_not_found(stage: Stage, client: Client) -> None:
    client.force_login(stage.person("member_of_another"))
    answer = client.get(reverse("products:product_list"), {"chu-the": stage.producer.code})
    assert answer.status_code == 404
