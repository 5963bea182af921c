"""Two entries of one producer made into one, and taken apart again."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from common.dates import today
from common.errors import DomainError
from documents.services import store_bytes
from producers.enums import MergePart, ProducerKind, ProducerVerb
from producers.models import Paper, Producer, ProducerMember
from producers.selectors import memberships, visible_to
from producers.services import (
    add_member,
    add_site,
    change_producer,
    keep_paper,
    merge_producers,
    split_producer,
    stamp_of,
)
from tests.factories import accounts, communes
from tests.factories.producers import ON, former_member, held, member, producer, site
from tests.factories.products import picture, product

pytestmark = pytest.mark.django_db
TAX_CODE = "0100109106"


def merge(keep: Producer, absorb: Producer, *take: str, **more: str) -> Producer:
    return merge_producers(
        keep=keep, absorb=absorb, take=take, actor=accounts.outsider(), on=ON, **more
    )


def facts(row: Producer) -> dict[str, object]:
    row = Producer.objects.get(pk=row.pk)
    skipped = {"_state", "updated_at"}
    return {name: value for name, value in vars(row).items() if name not in skipped}


def test_the_survivor_has_what_was_picked_and_everything_that_hung_on_both() -> None:
    keep = producer("HTX Ba Làng", phone="0912345678")
    absorb = producer("Hợp tác xã Ba Làng", tax_code=TAX_CODE, phone="0987654321", email="a@b.vn")
    theirs = (site(absorb), held(absorb), product("Mắm tôm", absorb), member(absorb))
    ours = (site(keep), held(keep), product("Mắm tép", keep), member(keep))
    merge(keep, absorb, MergePart.NAME, MergePart.TAX_CODE, MergePart.EMAIL)
    keep.refresh_from_db()
    picked = (keep.name, keep.tax_code, keep.phone, keep.email)
    assert picked == ("Hợp tác xã Ba Làng", TAX_CODE, "0912345678", "a@b.vn")
    assert keep.folded_name == "hop tac xa ba lang"
    assert set(keep.sites.all()) == {ours[0], theirs[0]}
    assert set(keep.held_certificates.all()) == {ours[1], theirs[1]}
    assert set(keep.products.all()) == {ours[2], theirs[2]}
    assert set(keep.members.values_list("user", flat=True)) == {ours[3].pk, theirs[3].pk}
    theirs[2].refresh_from_db()
    assert "hop tac xa ba lang" in theirs[2].search_text


def test_the_absorbed_one_is_in_no_list_and_remembered() -> None:
    here = communes.commune()
    keep, absorb = producer("HTX Ba Làng", here), producer("Hợp tác xã Ba Làng", here)
    merge(keep, absorb)
    absorb.refresh_from_db()
    assert absorb.merged_into == keep
    assert list(visible_to(accounts.commune_officer(here), on=today())) == [keep]


def test_both_histories_tell_what_happened_and_no_personal_value() -> None:
    keep = producer("HTX Ba Làng", representative="Lê Thị Hoa", representative_ethnicity="Si La")
    absorb = producer("Hợp tác xã Ba Làng", kind=ProducerKind.HOUSEHOLD, tax_code="038085001234")
    shop = site(absorb)
    merge(keep, absorb, MergePart.NAME, "kind", MergePart.TAX_CODE, MergePart.REPRESENTATIVE)
    entries = AuditEntry.objects.filter(verb=ProducerVerb.MERGED)
    assert [entry.target_id for entry in entries] == [str(absorb.pk), str(keep.pk)]
    first, second = (entry.data for entry in entries)
    assert (first["into"], second["absorbed"]) == (keep.code, absorb.code)
    assert second["name"] == "Hợp tác xã Ba Làng"
    assert second["taken"] == ["name", "kind", "tax_code", "representative"]
    assert second["moved"] == {"producers.productionsite": [shop.pk], "products.product": []}
    told = f"{first} {second}"
    assert [text for text in ("Si La", "038085001234", "Lê Thị Hoa") if text in told] == []


def test_the_person_goes_as_a_whole_with_the_consent() -> None:
    keep = producer("HTX Ba Làng", representative="Lê Thị Hoa")
    absorb = producer(
        "Hợp tác xã Ba Làng",
        representative="Lê Văn Hòa",
        representative_ethnicity="Thổ",
        representative_disability="no",
    )
    merge(keep, absorb, MergePart.REPRESENTATIVE)
    keep.refresh_from_db()
    absorb.refresh_from_db()
    assert (keep.representative, keep.representative_ethnicity) == ("Lê Văn Hòa", "Thổ")
    assert (keep.representative_disability, keep.consent_on) == ("no", ON)
    assert (absorb.representative, absorb.consent_on) == ("Lê Thị Hoa", None)


def test_somebody_who_acts_for_both_does_so_once() -> None:
    keep, absorb = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng")
    both = member(absorb)
    add_member(producer=keep, user=both, actor=None, on=ON)
    former_member(keep, until=ON)
    merge(keep, absorb)
    assert [row.producer for row in memberships(both, ON)] == [keep]
    assert ProducerMember.objects.filter(producer=absorb, user=both).count() == 1


def test_taking_it_back_gives_each_what_was_its_own() -> None:
    keep = producer("HTX Ba Làng", phone="0912345678", representative_ethnicity="Thổ")
    absorb = producer("Hợp tác xã Ba Làng", tax_code=TAX_CODE, phone="0987654321")
    hung = (site(absorb), held(absorb), product("Mắm tôm", absorb))
    person = member(absorb)
    before = facts(keep), facts(absorb)
    merge(keep, absorb, *MergePart.values)
    absorb.refresh_from_db()
    split_producer(absorbed=absorb, actor=accounts.outsider())
    assert (facts(keep), facts(absorb)) == before
    for row in hung:
        row.refresh_from_db()
        assert row.producer == absorb
    assert [row.producer for row in memberships(person, ON)] == [absorb]
    verbs = AuditEntry.objects.filter(verb=ProducerVerb.SPLIT).values_list("target_id", flat=True)
    assert set(verbs) == {str(keep.pk), str(absorb.pk)}


def test_what_came_after_the_merger_stays_with_the_survivor() -> None:
    keep, absorb = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng")
    merge(keep, absorb)
    later = site(keep, "Cửa hàng mới")
    absorb.refresh_from_db()
    split_producer(absorbed=absorb, actor=accounts.outsider())
    later.refresh_from_db()
    assert later.producer == keep


def test_a_merger_after_which_somebody_changed_something_stays() -> None:
    keep, absorb = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng")
    merge(keep, absorb)
    change_producer(producer=keep, actor=accounts.outsider(), on=ON, phone="0912345678")
    absorb.refresh_from_db()
    with pytest.raises(DomainError, match="đã được sửa sau khi gộp") as refusal:
        split_producer(absorbed=absorb, actor=accounts.outsider())
    assert refusal.value.code == "state"
    absorb.refresh_from_db()
    assert absorb.merged_into == keep


def test_mergers_are_taken_back_from_the_last_to_the_first() -> None:
    first, second, third = (producer(f"HTX Ba Làng {name}") for name in "ABC")
    merge(second, first)
    second.refresh_from_db()
    merge(third, second)
    first.refresh_from_db()
    with pytest.raises(DomainError):
        split_producer(absorbed=first, actor=accounts.outsider())
    second.refresh_from_db()
    split_producer(absorbed=second, actor=accounts.outsider())
    second.refresh_from_db()
    assert second.merged_into is None


def test_one_that_was_not_merged_can_not_be_taken_apart() -> None:
    with pytest.raises(DomainError, match="không phải chủ thể đã gộp"):
        split_producer(absorbed=producer(), actor=accounts.outsider())


def test_what_stands_in_the_way_is_said() -> None:
    keep, absorb = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng")
    for row in (keep, absorb):
        product("Mắm tôm", row, packaging="Lọ 200 g")
    with pytest.raises(DomainError, match="Cả hai cùng có sản phẩm “Mắm tôm”") as refusal:
        merge(keep, absorb)
    assert refusal.value.code == "state"
    with pytest.raises(DomainError, match="Hãy chọn hai chủ thể khác nhau"):
        merge(keep, keep)
    assert not Producer.objects.filter(merged_into__isnull=False).exists()


def test_one_paper_held_twice_stands_in_the_way() -> None:
    keep, absorb = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng")
    for row in (keep, absorb):
        held(row, number="VG-12")
        held(row)
    with pytest.raises(DomainError, match="Cả hai cùng ghi VietGAP số VG-12"):
        merge(keep, absorb)


def test_neither_may_be_merged_already() -> None:
    keep, absorb, third = (producer(f"HTX Ba Làng {name}") for name in "ABC")
    merge(keep, absorb)
    for pair in ((absorb, third), (third, absorb)):
        with pytest.raises(DomainError, match="đã được gộp trước đó"):
            merge(*pair)
    absorb.refresh_from_db()
    with pytest.raises(DomainError, match="đã được gộp vào HTX Ba Làng A"):
        change_producer(producer=absorb, actor=accounts.outsider(), on=ON, phone="0912345678")
    with pytest.raises(DomainError):
        add_site(
            producer=absorb,
            actor=None,
            on=ON,
            kind="store",
            name="Kho",
            unit=absorb.unit,
            address="",
            area="",
            closed_on=None,
        )


def test_parts_that_do_not_fit_together_are_refused() -> None:
    keep = producer("Công ty Ba Làng", kind=ProducerKind.LLC)
    absorb = producer("Hộ Ba Làng", kind=ProducerKind.HOUSEHOLD, tax_code="038085001234")
    with pytest.raises(DomainError) as refusal:
        merge(keep, absorb, MergePart.TAX_CODE)
    assert list(refusal.value.fields) == ["tax_code"]


def test_what_was_compared_must_still_be_so() -> None:
    keep, absorb = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng")
    seen = stamp_of(keep, absorb)
    assert seen == stamp_of(absorb, keep)
    change_producer(producer=absorb, actor=accounts.outsider(), on=ON, phone="0912345678")
    with pytest.raises(DomainError) as refusal:
        merge(keep, absorb, seen=seen)
    assert refusal.value.code == "conflict"


# --- pages ----------------------------------------------------------------------------------------

MERGE = "/lam-viec/chu-the/gop/"
TWINS = "/lam-viec/chu-the/trung/"


class Pair:
    def __init__(self) -> None:
        self.here = communes.commune("Phường Nghi Sơn")
        self.keep = producer("HTX Ba Làng", self.here, phone="0912345678")
        self.absorb = producer("Hợp tác xã Ba Làng", self.here, email="a@b.vn")
        self.codes = [self.keep.code, self.absorb.code]
        self.officer = accounts.commune_officer(self.here)


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_the_list_of_pairs_leads_to_the_comparison(client: Client, pair: Pair) -> None:
    client.force_login(pair.officer)
    text = client.get(TWINS).text
    assert f"{MERGE}?chon={pair.keep.code}&amp;chon={pair.absorb.code}" in text
    answer = client.get(MERGE, {"chon": pair.codes})
    picked = {part["name"]: part["picked"] for part in answer.context["parts"] if part["differ"]}
    assert picked == {
        "name": pair.keep.code,
        "phone": pair.keep.code,
        "email": pair.absorb.code,
    }


def test_the_record_proposes_its_twin_to_those_who_keep_it(client: Client, pair: Pair) -> None:
    address = reverse("producers:producer_detail", kwargs={"code": pair.keep.code})
    client.force_login(pair.officer)
    assert "Có thể đã ghi trùng" in client.get(address).text
    client.force_login(member(pair.keep))
    assert "Có thể đã ghi trùng" not in client.get(address).text


def test_the_form_merges_what_was_picked(client: Client, pair: Pair) -> None:
    client.force_login(pair.officer)
    seen = client.get(MERGE, {"chon": pair.codes}).context["seen"]
    sent = {
        "chon": pair.codes,
        "giu": pair.absorb.code,
        "name": pair.keep.code,
        "phone": pair.keep.code,
        "email": pair.absorb.code,
        "seen": seen,
    }
    answer = client.post(MERGE, sent)
    assert answer["Location"] == f"/lam-viec/chu-the/{pair.absorb.code}/"
    row = Producer.objects.get(pk=pair.absorb.pk)
    assert (row.name, row.phone, row.email) == ("HTX Ba Làng", "0912345678", "a@b.vn")
    assert Producer.objects.get(pk=pair.keep.pk).merged_into == row


def test_the_address_of_the_absorbed_leads_to_the_survivor(client: Client, pair: Pair) -> None:
    merge(pair.keep, pair.absorb)
    client.force_login(pair.officer)
    answer = client.get(f"/lam-viec/chu-the/{pair.absorb.code}/")
    assert answer["Location"] == f"/lam-viec/chu-the/{pair.keep.code}/"
    client.force_login(accounts.outsider())
    assert client.get(f"/lam-viec/chu-the/{pair.absorb.code}/").status_code == 404


def test_a_refusal_keeps_what_was_picked(client: Client, pair: Pair) -> None:
    client.force_login(pair.officer)
    sent = {"chon": pair.codes, "giu": pair.absorb.code, "phone": pair.absorb.code, "seen": "cũ"}
    answer = client.post(MERGE, sent)
    assert answer.status_code == 409
    assert "Hãy so lại rồi gộp" in answer.text
    picked = {part["name"]: part["picked"] for part in answer.context["parts"]}
    assert (answer.context["stays"], picked["phone"]) == (pair.absorb.code, pair.absorb.code)


def test_a_pair_that_can_not_be_merged_says_so_before_anybody_tries(
    client: Client, pair: Pair
) -> None:
    for row in (pair.keep, pair.absorb):
        product("Mắm tôm", row)
    client.force_login(pair.officer)
    text = client.get(MERGE, {"chon": pair.codes}).text
    assert "Cả hai cùng có sản phẩm “Mắm tôm”" in text
    assert 'aria-disabled="true"' in text


@pytest.mark.parametrize("count", [0, 1, 3])
def test_two_must_be_ticked(client: Client, pair: Pair, count: int) -> None:
    codes = [pair.keep.code, pair.absorb.code, producer(unit=pair.here).code][:count]
    client.force_login(pair.officer)
    answer = client.get(MERGE, {"chon": codes}, follow=True)
    assert "đánh dấu đúng hai chủ thể" in answer.text


def test_only_those_who_keep_both_may_compare_and_merge(client: Client, pair: Pair) -> None:
    there = producer("Hợp tác xã Ba Làng", communes.commune("Xã Các Sơn"))
    client.force_login(pair.officer)
    assert client.get(MERGE, {"chon": [pair.keep.code, there.code]}).status_code == 404
    client.force_login(accounts.province_officer(communes.province()))
    assert client.get(MERGE, {"chon": [pair.keep.code, there.code]}).status_code == 200
    for person in (
        member(pair.keep),
        accounts.outsider(),
        accounts.user("Lãnh đạo", "province_leader", communes.province()),
        accounts.user("Quản trị", "administrator"),
    ):
        client.force_login(person)
        assert client.get(TWINS).status_code == 403
        assert client.get(MERGE, {"chon": pair.codes}).status_code == 403
        assert client.post(MERGE, {"chon": pair.codes}).status_code == 403
    assert not Producer.objects.filter(merged_into__isnull=False).exists()


def test_the_survivor_s_page_takes_it_apart_again(client: Client, pair: Pair) -> None:
    merge(pair.keep, pair.absorb)
    split = reverse("producers:producer_split", kwargs={"code": pair.keep.code})
    sent = {"tach": pair.absorb.code}
    client.force_login(member(pair.keep))
    assert client.post(split, sent).status_code == 403
    client.force_login(accounts.outsider())
    assert client.post(split, sent).status_code == 404
    client.force_login(pair.officer)
    assert "Tách ra" in client.get(f"/lam-viec/chu-the/{pair.keep.code}/").text
    assert client.post(split, {"tach": "KHONGCO"}).status_code == 404
    assert client.post(split, sent)["Location"] == f"/lam-viec/chu-the/{pair.absorb.code}/"
    assert client.post(split, sent).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_pairs_asks_the_same_number_of_questions(
    client: Client, rows: int, django_assert_num_queries: object
) -> None:
    here = communes.commune()
    for number in range(rows):
        producer(f"HTX Tân Tiến {number}", here)
        producer(f"Hợp tác xã Tân Tiến {number}", here)
    client.force_login(accounts.commune_officer(here))
    with django_assert_num_queries(9):  # type: ignore[operator]
        answer = client.get(TWINS)
    assert len(answer.context["pairs"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_comparison_asks_the_same_number_of_questions(
    client: Client, pair: Pair, rows: int, django_assert_num_queries: object
) -> None:
    for number in range(rows):
        product(f"Mắm {number}", pair.absorb)
        site(pair.absorb)
    client.force_login(pair.officer)
    with django_assert_num_queries(21):  # type: ignore[operator]
        client.get(MERGE, {"chon": pair.codes})


def test_the_tax_code_of_an_absorbed_entry_names_the_survivor() -> None:
    keep, absorb = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng", tax_code=TAX_CODE)
    merge(keep, absorb)
    with pytest.raises(DomainError, match="đã gộp vào HTX Ba Làng"):
        producer("Hợp tác xã mới", tax_code=TAX_CODE)


def test_papers_of_the_vault_go_over_and_come_back_but_a_file_both_have() -> None:
    keep, absorb = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng")
    files = [
        store_bytes(content=picture(size=(9, 9 + number)).read(), kind="image/jpeg")
        for number in range(3)
    ]
    kept = {"kind": "other", "filename": "giay.jpg", "title": "Giấy", "actor": None}
    ours = keep_paper(producer=keep, file=files[0], **kept)
    same = keep_paper(producer=absorb, file=files[0], **kept)
    theirs = keep_paper(producer=absorb, file=files[1], **kept)
    once = keep_paper(producer=absorb, file=files[2], **kept)
    Paper.objects.filter(pk=once.pk).update(withdrawn_on=ON, withdrawn_reason="Nhầm")
    merge(keep, absorb)
    assert set(keep.papers.all()) == {ours, theirs, once}
    assert set(absorb.papers.all()) == {same}
    absorb.refresh_from_db()
    split_producer(absorbed=absorb, actor=accounts.outsider())
    assert set(keep.papers.all()) == {ours}
    assert set(absorb.papers.all()) == {same, theirs, once}
