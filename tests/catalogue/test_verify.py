"""The check of a seal, on page and API: one truth for both, and no help for guessing."""

import pytest
from django.test import Client
from django.urls import reverse

from catalogue.views.verify import CHECKS_A_MINUTE
from certificates.enums import CertificateStatus
from certificates.selectors import status_of
from tests.factories import catalogue, certificates
from tests.factories.certificates import TODAY, Scene

TONES = {
    "in_force": "ok",
    "expiring": "warn",
    "expired": "off",
    "suspended": "halt",
    "revoked": "bad",
    "surrendered": "off",
    "replaced": "info",
    "uncertain": "off",
}


@pytest.mark.parametrize("status", list(TONES))
def test_page_list_and_api_say_the_same_status(scene: Scene, client: Client, status: str) -> None:
    register = catalogue.every_status(scene)
    row = register.by_status[status]
    assert status_of(row, on=TODAY) == status
    page = client.get(reverse("catalogue:verify", args=[row.code]))
    assert page.status_code == 200
    assert f'<div class="v-state {TONES[status]}">' in page.content.decode()
    api = client.get(f"/api/v1/certificates/{row.code}/verify/").json()
    assert (api["status"], api["valid"]) == (status, status in CertificateStatus.valid)
    assert api["sentence"] == page.context["found"].sentence
    if status != CertificateStatus.REPLACED:
        listed = client.get(f"/api/v1/products/?q={row.product.name}").json()["results"]
        shown = client.get(f"/san-pham/{row.product.code}/").context["card"]
        # "Mắm tép 1" finds "Mắm tép 12" too.
        own = [one["status"] for one in listed if one["code"] == row.product.code]
        assert own == [shown.status] == [status]


def test_stars_are_shown_only_while_they_may_be_used(scene: Scene, client: Client) -> None:
    register = catalogue.every_status(scene)
    for status, row in register.by_status.items():
        text = client.get(reverse("catalogue:verify", args=[row.code])).content.decode()
        assert ('class="o-stars' in text) == (status in CertificateStatus.valid)


def test_a_revoked_certificate_tells_why(scene: Scene, client: Client) -> None:
    row = certificates.recorded(scene)
    catalogue.act(
        row, "revoke", TODAY, ground="criteria", basis_on=TODAY, reason="Không còn nguyên liệu"
    )
    text = client.get(reverse("catalogue:verify", args=[row.code])).content.decode()
    assert "Không còn nguyên liệu" in text
    assert "99/QĐ-UBND" in text


def test_a_replaced_certificate_leads_to_the_new_one(scene: Scene, client: Client) -> None:
    old = catalogue.every_status(scene).by_status["replaced"]
    new = old.product.certificates.exclude(pk=old.pk).get()
    text = client.get(reverse("catalogue:verify", args=[old.code])).content.decode()
    assert reverse("catalogue:verify", args=[new.code]) in text


@pytest.mark.parametrize("style", ["{}", " {} ", "{}-", "lower"])
def test_a_code_is_read_as_people_type_it(scene: Scene, client: Client, style: str) -> None:
    code = certificates.recorded(scene).code
    typed = code.lower() if style == "lower" else style.format(code)
    page = client.get(reverse("catalogue:verify_form"), {"ma": typed})
    assert page["Location"] == reverse("catalogue:verify", args=[code])


def test_a_guessed_code_is_a_404_that_says_so(scene: Scene, client: Client) -> None:
    page = client.get(reverse("catalogue:verify", args=["AAAABBBBCCCC"]))
    assert page.status_code == 404
    assert "Không có mã này trong sổ" in page.content.decode()
    assert client.get("/api/v1/certificates/AAAABBBBCCCC/verify/").status_code == 404


@pytest.mark.parametrize("code", ["%00", "x" * 3000, "<script>alert(1)</script>", "🦐"])
def test_a_strange_code_is_a_404(scene: Scene, client: Client, code: str) -> None:
    page = client.get(reverse("catalogue:verify", args=["A"]).replace("/A/", f"/{code}/"))
    assert page.status_code == 404
    assert "<script>alert" not in page.content.decode()


def test_an_empty_form_asks_for_the_code(db: None, client: Client) -> None:
    page = client.get(reverse("catalogue:verify_form"), {"ma": " - "})
    assert page.status_code == 200
    assert "Chưa có mã" in page.content.decode()


def test_whoever_tries_codes_by_machine_is_asked_to_wait(scene: Scene, client: Client) -> None:
    url = reverse("catalogue:verify", args=[certificates.recorded(scene).code])
    for _ in range(CHECKS_A_MINUTE):
        assert client.get(url).status_code == 200
    refused = client.get(url)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert client.get(url, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_the_answer_is_never_kept_by_a_cache(scene: Scene, client: Client) -> None:
    page = client.get(reverse("catalogue:verify", args=[certificates.recorded(scene).code]))
    assert "no-store" in page["Cache-Control"]
