"""The lines of old registers on the page of a product in the work area."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from certificates import selectors
from certificates.enums import EntryStatus
from certificates.models import RegisterEntry
from products.models import Product
from tests.factories import certificates
from tests.factories.certificates import Scene


def entry(product: Product, status: str = EntryStatus.RECOGNISED, **said: object) -> RegisterEntry:
    """A line about ``product`` in somebody's old register."""
    number = RegisterEntry.objects.count()
    said.setdefault("source", "Sổ OCOP.xlsx")
    return RegisterEntry.objects.create(
        product=product, status=status, fingerprint=f"{number:064}", **said
    )


def test_entries_come_newest_day_first_then_years_alone(scene: Scene) -> None:
    product = scene.product()
    old = entry(product, decided_on=dt.date(2020, 5, 1), decided_year=2020)
    year = entry(product, decided_year=2023)
    new = entry(product, decided_on=dt.date(2024, 5, 1), decided_year=2024)
    nothing = entry(product, EntryStatus.PROPOSED)
    entry(scene.product("Sản phẩm khác"))
    assert list(selectors.entries_of(product)) == [new, old, year, nothing]


def test_product_page_shows_what_old_registers_say(scene: Scene) -> None:
    certificate = certificates.recorded(scene)
    product = certificate.product
    entry(
        product,
        stars=3,
        certificate=certificate,
        decided_on=dt.date(2024, 5, 1),
        decision_number="377/QĐ-UBND",
        notes="<b>Ghi tay</b>",
        printed={"name": "Mắm tép", "stars": "3*", "unknown": "x"},
    )
    entry(product, EntryStatus.REVOKED, proposed_stars=None)
    client = Client()
    client.force_login(scene.officer)
    page = client.get(reverse("products:product_detail", args=[product.code])).text
    part = page.partition('id="so-cu"')[2]
    assert "3 sao, công nhận ngày 01/05/2024" in part
    assert "đã thu hồi" in part
    assert "&lt;b&gt;Ghi tay&lt;/b&gt;" in part
    assert "<dt>Hạng sao</dt><dd>3*</dd>" in part
    assert reverse("certificates:detail", args=[certificate.code]) in part


@pytest.mark.django_db
def test_product_without_old_lines_shows_nothing(scene: Scene) -> None:
    shown = Template("{% load certificates %}{% register_entries product %}").render(
        Context({"product": scene.product()})
    )
    assert shown.strip() == ""
