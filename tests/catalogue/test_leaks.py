"""What must not be found behind any public address, with the data that could leak present."""

from typing import Any

import pytest
from django.test import Client

from producers.services import change_producer
from tests.factories import catalogue, certificates, evaluations, products
from tests.factories.certificates import TODAY, Scene

SECRETS = {
    "phone": "0912345678",
    "email": "bi.mat@example.com",
    "address": "Số 17 ngõ Kín",
    "representative": "Lê Văn Bí Mật",
    "representative_position": "Chủ nhiệm Bí Ẩn",
    "representative_ethnicity": "Mường Bí",
    "representative_address": "Thôn Sâu Kín",
    "tax_code": "2800001234",
    "registration_number": "26A8000999",
}


def addresses(scene: Scene) -> list[str]:
    product = scene.producer.products.order_by("pk").first()
    assert product is not None
    code = product.certificates.get().code
    return [
        "/",
        "/san-pham/",
        "/san-pham/?q=mam",
        f"/san-pham/{product.code}/",
        f"/chu-the/{scene.producer.code}/",
        "/xa-phuong/",
        f"/xa-phuong/{scene.commune.key}/",
        "/ban-do/",
        f"/xac-minh/{code}/",
        "/du-lieu-mo/",
        "/du-lieu-mo/san-pham.csv",
        "/du-lieu-mo/san-pham.json",
        "/phan-anh/",
        "/api/v1/products/",
        f"/api/v1/products/{product.code}/",
        "/api/v1/producers/",
        "/api/v1/communes/",
        f"/api/v1/certificates/{code}/verify/",
        "/api/v1/statistics/",
        "/api/schema/",
        "/api/docs/",
    ]


def body(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    content = b"".join(page) if page.streaming else page.content  # type: ignore[arg-type]
    return content.decode()


@pytest.fixture
def rich(scene: Scene) -> Scene:
    details: dict[str, Any] = {name: value for name, value in SECRETS.items() if name != "tax_code"}
    details |= {"consent_on": TODAY, "representative_disability": "yes"}
    change_producer(producer=scene.producer, actor=scene.officer, on=TODAY, **details)
    scene.producer.tax_code = SECRETS["tax_code"]
    scene.producer.save(update_fields=["tax_code"])
    scene.producer.refresh_from_db()
    catalogue.recognised(scene, "Mắm tôm Lê Gia")
    return scene


def test_no_public_address_shows_people_or_contacts(rich: Scene, client: Client) -> None:
    for path in addresses(rich):
        text = body(client, path)
        for secret in SECRETS.values():
            assert secret not in text, (path, secret)


def test_no_public_address_shows_a_dossier_or_a_mark(rich: Scene, client: Client) -> None:
    product = rich.product("Tương ớt hồ sơ mật")
    row = evaluations.dossier(product=product, actor=rich.an)
    certificates.verdict(rich, total="77.77", product=rich.product("Kẹo lạc mật"))
    for path in addresses(rich):
        text = body(client, path)
        for secret in ("hồ sơ mật", "Kẹo lạc mật", "77.77", "77,77", row.code):
            assert secret not in text, (path, secret)


def test_a_photo_loses_where_it_was_taken(rich: Scene, client: Client) -> None:
    product = rich.producer.products.get()
    photo = products.image(product)
    answer = client.get(f"/san-pham/anh/{photo.code}/")
    content = b"".join(answer)  # type: ignore[arg-type]
    assert content[:2] == b"\xff\xd8"
    assert b"Exif" not in content
