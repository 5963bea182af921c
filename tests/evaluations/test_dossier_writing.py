"""Saving while writing: the answers to the script, the second window, the audit once an hour."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from audit.selectors import timeline
from evaluations.enums import DossierState, EvaluationVerb
from evaluations.models import Dossier
from evaluations.selectors import dossier as selectors
from evaluations.services.intake import save_registration, save_self_scores
from tests.factories import accounts, evaluations

pytestmark = pytest.mark.django_db
ON = evaluations.ON
TYPED = {**evaluations.REGISTRATION, "signed_on": "30/06/2026"}


@pytest.fixture
def row() -> Dossier:
    return evaluations.dossier()


@pytest.fixture
def client(row: Dossier) -> Client:
    found = Client(headers={"X-Requested-With": "fetch"})
    found.force_login(accounts.commune_officer(row.unit))
    return found


def send(client: Client, row: Dossier, page: str, data: dict[str, Any], query: str = "") -> Any:
    return client.post(reverse(f"evaluations:dossier_{page}", args=[row.code]) + query, data)


def fresh(row: Dossier) -> Dossier:
    return Dossier.objects.get(pk=row.pk)


def test_a_save_answers_with_its_receipt_and_where_the_button_leads(
    client: Client, row: Dossier
) -> None:
    answer = send(client, row, "registration", {**TYPED, "version": row.version})
    assert answer.status_code == 200
    assert answer.json() == {
        "saved_at": fresh(row).saves["registration"]["at"],
        "version": row.version + 1,
        "next": reverse("evaluations:dossier_report", args=[row.code]),
    }
    assert "no-store" in answer["Cache-Control"]
    assert fresh(row).registration["position"] == "Giám đốc"


def test_a_wrong_value_is_422_at_its_field_and_nothing_is_saved(
    client: Client, row: Dossier
) -> None:
    for day in ("31/02/2026", "01/01/2199"):
        typed = {**TYPED, "signed_on": day, "version": row.version}
        answer = send(client, row, "registration", typed)
        assert answer.status_code == 422
        assert list(answer.json()["fields"]) == ["signed_on"]
        assert answer.json()["code"] == "invalid"
    assert fresh(row).version == row.version


def test_the_second_window_is_told_the_text_of_the_first(client: Client, row: Dossier) -> None:
    send(client, row, "registration", {**TYPED, "version": row.version})
    other = {**TYPED, "position": "Chủ tịch", "version": row.version}
    answer = send(client, row, "registration", other)
    assert answer.status_code == 409
    told = answer.json()
    assert (told["code"], told["version"]) == ("conflict", row.version + 1)
    assert told["message"].startswith("Hồ sơ đã được lưu ở cửa sổ khác lúc ")
    assert told["other"] == [
        {"name": "position", "label": "Chức vụ", "text": "Giám đốc", "values": ["Giám đốc"]}
    ]
    assert fresh(row).registration["position"] == "Giám đốc"
    answer = send(client, row, "registration", {**other, "version": told["version"]})
    assert answer.status_code == 200
    assert fresh(row).registration["position"] == "Chủ tịch"


def test_a_text_whose_answer_was_lost_is_no_conflict_with_itself(
    client: Client, row: Dossier
) -> None:
    for _again in range(2):
        answer = send(client, row, "registration", {**TYPED, "version": row.version})
        assert answer.status_code == 200


def test_without_script_the_other_text_stands_on_the_page(row: Dossier) -> None:
    person = accounts.commune_officer(row.unit)
    save_registration(
        dossier=row, data=evaluations.REGISTRATION, actor=person, on=ON, version=row.version
    )
    client = Client()
    client.force_login(person)
    typed = {**TYPED, "position": "Chủ tịch", "version": row.version}
    answer = send(client, row, "registration", typed)
    assert answer.status_code == 409
    assert [one["text"] for one in answer.context["other"]] == ["Giám đốc"]
    assert answer.context["form"]["position"].value() == "Chủ tịch"


def test_a_dossier_that_moved_on_is_409_with_its_state(client: Client, row: Dossier) -> None:
    row = evaluations.in_state(DossierState.FILED, row=row)
    answer = send(client, row, "registration", {**TYPED, "version": row.version})
    assert (answer.status_code, answer.json()["code"]) == (409, "state")
    assert "Xã, phường đang đánh giá" in answer.json()["message"]


def test_two_windows_on_two_parts_of_the_sheet_do_not_disturb_each_other(
    client: Client, row: Dossier
) -> None:
    version = row.version
    first = send(client, row, "scores", {"version": version, "c_1.1": "3"}, "?phan=A")
    second = send(client, row, "scores", {"version": version, "c_4.1": "2"}, "?phan=B")
    assert (first.status_code, second.status_code) == (200, 200)
    assert selectors.answers_of(fresh(row)) == {"1.1": 3, "4.1": 2}
    third = send(client, row, "scores", {"version": version, "c_1.1": "1"}, "?phan=A")
    assert third.status_code == 409
    assert [(one["name"], one["values"]) for one in third.json()["other"]] == [("c_1.1", ["3"])]


def test_what_is_explained_before_it_is_marked_is_kept(client: Client, row: Dossier) -> None:
    send(client, row, "scores", {"version": row.version, "w_1.1": "Tép của xã"}, "?phan=A")
    row = fresh(row)
    assert selectors.answers_of(row) == {}
    assert selectors.explanations_of(row) == {"1.1": "Tép của xã"}


def test_an_unmarked_criterion_is_left_empty_only_once_the_button_was_pressed(
    client: Client, row: Dossier
) -> None:
    def chosen() -> set[Any]:
        url = reverse("evaluations:dossier_scores", args=[row.code])
        return {line["value"] for line in client.get(url).context["rows"]}

    send(client, row, "scores", {"version": row.version, "autosave": "1"}, "?phan=A")
    assert chosen() == {None}
    send(client, row, "scores", {"version": row.version + 1}, "?phan=A")
    assert chosen() == {""}


def test_points_that_are_not_on_the_sheet_are_said_at_their_radios(
    client: Client, row: Dossier
) -> None:
    answer = send(client, row, "scores", {"version": row.version, "c_1.1": "99"}, "?phan=A")
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["c_1.1"]


def test_mau_03_keeps_itself_too(row: Dossier) -> None:
    row = evaluations.in_state(DossierState.FILED, row=row)
    client = Client(headers={"X-Requested-With": "fetch"})
    client.force_login(accounts.commune_officer(row.unit))
    data = {**evaluations.ASSESSMENT, "version": row.version, "autosave": "1"}
    answer = send(client, row, "assessment", data)
    assert answer.status_code == 200
    kept = selectors.assessment_of(row)
    assert kept is not None
    assert kept.material == evaluations.ASSESSMENT["material"]
    clash = send(client, row, "assessment", {**data, "idea": "Khác"})
    assert clash.status_code == 409
    assert [one["name"] for one in clash.json()["other"]] == ["idea"]


def test_the_audit_tells_a_form_that_keeps_itself_once_an_hour_a_person_and_a_part() -> None:
    row = evaluations.dossier()
    an, binh = row.opened_by, accounts.commune_officer(row.unit)

    def save(by: Any, text: str, *, by_itself: bool = True) -> None:
        row.refresh_from_db()
        save_registration(
            dossier=row,
            data={**evaluations.REGISTRATION, "position": text},
            actor=by,
            on=ON,
            version=row.version,
            by_itself=by_itself,
        )

    def told() -> int:
        return timeline(row).filter(verb=EvaluationVerb.DOSSIER_SAVED).count()

    start = dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC)
    with time_machine.travel(start) as clock:
        for text in ("a", "b", "c"):
            save(an, text)
        assert told() == 1
        save(binh, "d")
        assert told() == 2
        row.refresh_from_db()
        save_self_scores(
            dossier=row, answers={}, actor=an, on=ON, version=row.version, by_itself=True
        )
        assert told() == 3
        save(an, "e", by_itself=False)
        assert told() == 4
        clock.shift(dt.timedelta(minutes=61))
        save(an, "g")
        assert told() == 5
    assert row.registration["position"] == "e"
    assert fresh(row).registration["position"] == "g"
