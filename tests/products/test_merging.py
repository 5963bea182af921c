"""Two entries of one product: what moves, what stays, what is refused, how it is taken back."""

import datetime as dt

import pytest

from audit.models import AuditEntry
from certificates.enums import EntryStatus
from certificates.models import Certificate, RegisterEntry
from common.errors import DomainError
from evaluations.enums import DossierState
from evaluations.models import Dossier
from inspections.models import Complaint
from producers.models import Producer
from producers.signals import producer_merged, producer_split
from products.enums import ProductVerb
from products.models import Product
from products.selectors import absorbed_by, images_of, survivor_of, variants_of, visible_to
from products.services import change_product, merge_products, register_product, split_product
from tests.factories import accounts, certificates, communes, evaluations
from tests.factories.certificates import Scene
from tests.factories.producers import ON, producer
from tests.factories.products import channel, held, image, product, product_set, variant

pytestmark = pytest.mark.django_db


class Pair:
    """Mắm tép and Mắm tép Hà Yên of one producer."""

    def __init__(self) -> None:
        self.owner = producer("Hộ Tác Huy", communes.commune("Phường Nghi Sơn"))
        self.keep = product("Mắm tép", self.owner)
        self.gone = product("Mắm tép Hà Yên", self.owner, story="Chuyện cũ")
        self.person = accounts.outsider()

    def merge(self, *take: str) -> Product:
        return merge_products(keep=self.keep, absorb=self.gone, take=take, actor=self.person, on=ON)


@pytest.fixture
def pair() -> Pair:
    return Pair()


def entry(of: Product, fingerprint: str, certificate: Certificate | None = None) -> RegisterEntry:
    return RegisterEntry.objects.create(
        product=of,
        certificate=certificate,
        fingerprint=fingerprint,
        status=EntryStatus.RECOGNISED,
        stars=3,
        source="Sổ theo dõi 2020",
    )


def test_the_absorbed_entry_leaves_every_list_and_leads_to_the_other(pair: Pair) -> None:
    pair.merge()
    pair.gone.refresh_from_db()
    assert pair.gone.merged_into == pair.keep
    officer = accounts.commune_officer(pair.owner.unit)
    assert list(visible_to(officer, on=ON)) == [pair.keep]
    assert survivor_of(pair.gone.code) == pair.keep
    assert survivor_of(pair.keep.code) is None
    assert list(absorbed_by(pair.keep)) == [pair.gone]


def test_a_chain_of_mergers_leads_to_its_end(pair: Pair) -> None:
    last = product("Mắm tép ngon", pair.owner)
    pair.merge()
    merge_products(keep=last, absorb=pair.keep, actor=pair.person, on=ON)
    assert survivor_of(pair.gone.code) == last


def test_own_parts_move_behind_those_of_the_survivor(pair: Pair) -> None:
    mine, theirs = image(pair.keep), image(pair.gone, colour="#07473d")
    first, second = variant(pair.keep), variant(pair.gone)
    shop = channel(pair.gone)
    paper = held(pair.owner)
    pair.gone.held_certificates.add(paper)
    pair.merge()
    assert list(images_of(pair.keep)) == [mine, theirs]
    assert list(variants_of(pair.keep)) == [first, second]
    assert list(pair.keep.channels.all()) == [shop]
    assert list(pair.keep.held_certificates.all()) == [paper]


def test_what_both_have_is_not_doubled(pair: Pair) -> None:
    for row in (pair.keep, pair.gone):
        image(row)
        variant(row, "Chai")
        channel(row, "Chợ Còng")
        row.held_certificates.set([held(pair.owner, number=f"VG-{row.code}")])
    pair.gone.held_certificates.set(pair.keep.held_certificates.all())
    pair.merge()
    counts = [pair.keep.images, pair.keep.variants, pair.keep.channels, pair.keep.held_certificates]
    assert [part.count() for part in counts] == [1, 1, 1, 1]


def test_papers_of_another_producer_are_not_ticked_for_the_survivor(pair: Pair) -> None:
    other = product("Mắm tép", producer("Hộ khác", pair.owner.unit))
    other.held_certificates.add(held(other.producer))
    merge_products(keep=pair.keep, absorb=other, actor=pair.person, on=ON)
    assert not pair.keep.held_certificates.exists()


def test_chosen_facts_are_taken_over_and_the_rest_stays(pair: Pair) -> None:
    pair.merge("name", "story", "packaging")
    pair.keep.refresh_from_db()
    assert (pair.keep.name, pair.keep.folded_name) == ("Mắm tép Hà Yên", "mam tep ha yen")
    assert pair.keep.story == "Chuyện cũ"
    assert pair.keep.search_text.startswith("mam tep ha yen ho tac huy")


def test_a_name_taken_over_may_not_be_a_third_products(pair: Pair) -> None:
    Product.objects.filter(pk=pair.gone.pk).update(packaging="chai")
    product("Mắm tép Hà Yên", pair.owner)
    with pytest.raises(DomainError) as refusal:
        pair.merge("name")
    assert refusal.value.code == "conflict"
    pair.gone.refresh_from_db()
    assert pair.gone.merged_into is None


def test_both_histories_say_what_was_merged_and_what_moved(pair: Pair) -> None:
    photo = image(pair.gone)
    pair.merge("name")
    entries = list(AuditEntry.objects.filter(verb=ProductVerb.MERGED).order_by("seq"))
    assert [row.target_id for row in entries] == [str(pair.keep.pk), str(pair.gone.pk)]
    for row in entries:
        assert row.actor == pair.person
        assert (row.data["keep"], row.data["absorb"]) == (pair.keep.code, pair.gone.code)
        assert row.data["before"] == {"name": "Mắm tép"}
        assert row.data["moved"]["products.productimage"] == [photo.pk]


@pytest.mark.parametrize("again", ["same", "absorbed", "survivor"])
def test_what_makes_no_sense_is_refused(pair: Pair, again: str) -> None:
    third = product("Nước mắm", pair.owner)
    if again == "same":
        rows = (third, third)
    else:
        pair.merge()
        rows = (third, pair.gone) if again == "absorbed" else (pair.gone, third)
    with pytest.raises(DomainError):
        merge_products(keep=rows[0], absorb=rows[1], actor=pair.person, on=ON)
    third.refresh_from_db()
    assert third.merged_into is None


def test_certificates_and_register_lines_become_the_survivors_history(pair: Pair) -> None:
    scene = Scene()
    first = certificates.recorded(scene, product=pair.keep)
    second = certificates.recorded(scene, product=pair.gone)
    line = entry(pair.gone, "a" * 64, second)
    pair.merge()
    line.refresh_from_db()
    assert set(pair.keep.certificates.all()) == {first, second}
    assert line.product == pair.keep


def test_the_same_register_line_is_not_counted_twice(pair: Pair) -> None:
    scene = Scene()
    mine = certificates.recorded(scene, product=pair.keep)
    theirs = certificates.recorded(scene, product=pair.gone)
    entry(pair.keep, "a" * 64, mine)
    twice = entry(pair.gone, "a" * 64, theirs)
    pair.merge()
    twice.refresh_from_db()
    assert list(pair.keep.certificates.all()) == [mine]
    assert twice.product == pair.gone


def test_dossiers_and_complaints_go_over(pair: Pair) -> None:
    dossier = evaluations.dossier(pair.gone)
    complaint = Complaint.objects.create(product=pair.gone, text="Nhãn khác")
    pair.merge()
    dossier.refresh_from_db()
    complaint.refresh_from_db()
    assert (dossier.product, complaint.product) == (pair.keep, pair.keep)


def test_two_dossiers_under_way_stop_the_merger(pair: Pair) -> None:
    first, second = evaluations.dossier(pair.keep), evaluations.dossier(pair.gone)
    with pytest.raises(DomainError) as refusal:
        pair.merge()
    assert refusal.value.message == (
        f"Cả hai sản phẩm đều có hồ sơ đang làm ({first.code} và {second.code})."
        " Hãy rút một hồ sơ, hoặc đợi một hồ sơ xong, rồi gộp"
    )
    pair.gone.refresh_from_db()
    assert pair.gone.merged_into is None
    Dossier.objects.filter(pk=second.pk).update(state=DossierState.WITHDRAWN)
    pair.merge()
    assert set(pair.keep.dossiers.all()) == {first, second}


def everything(pair: Pair) -> list[object]:
    """What belongs to each of the two, and how each is called."""
    found: list[object] = []
    for row in (pair.keep, pair.gone):
        row.refresh_from_db()
        found += [row.name, row.story, row.product_set, row.group_code, row.merged_into]
        for part in ("images", "variants", "channels", "held_certificates", "certificates"):
            found.append(sorted(getattr(row, part).values_list("pk", flat=True)))
        for part in ("register_entries", "dossiers", "complaints"):
            found.append(sorted(getattr(row, part).values_list("pk", flat=True)))
    return found


def test_a_merger_is_taken_back_whole(pair: Pair) -> None:
    scene = Scene()
    for row, colour in ((pair.keep, "#a3242b"), (pair.gone, "#07473d")):
        image(row, colour=colour)
        variant(row)
        channel(row)
        row.held_certificates.add(held(pair.owner))
        entry(row, row.code.ljust(64, "a"), certificates.recorded(scene, product=row))
        Complaint.objects.create(product=row, text="Nhãn khác")
    evaluations.dossier(pair.gone)
    change_product(
        product=pair.gone,
        actor=pair.person,
        on=ON,
        product_set=product_set(12, group="II"),
    )
    before = everything(pair)
    pair.merge("name", "product_set", "story")
    assert everything(pair) != before
    split_product(absorbed=pair.gone, actor=pair.person)
    assert everything(pair) == before
    assert AuditEntry.objects.filter(verb=ProductVerb.SPLIT).count() == 2


def test_a_merger_and_its_taking_back_can_be_repeated(pair: Pair) -> None:
    before = everything(pair)
    for _ in range(2):
        pair.merge("name")
        split_product(absorbed=pair.gone, actor=pair.person)
    assert everything(pair) == before


def test_after_a_later_change_a_merger_stays(pair: Pair) -> None:
    pair.merge()
    change_product(product=pair.keep, actor=pair.person, on=ON, story="Chuyện mới")
    with pytest.raises(DomainError) as refusal:
        split_product(absorbed=pair.gone, actor=pair.person)
    assert refusal.value.code == "state"
    pair.gone.refresh_from_db()
    assert pair.gone.merged_into == pair.keep


def test_what_is_not_merged_is_not_split(pair: Pair) -> None:
    with pytest.raises(DomainError) as refusal:
        split_product(absorbed=pair.gone, actor=pair.person)
    assert refusal.value.code == "state"


def test_a_name_entered_again_meanwhile_stops_the_taking_back(pair: Pair) -> None:
    pair.merge()
    register_product(actor=None, on=ON, producer=pair.owner, name="Mắm tép Hà Yên")
    with pytest.raises(DomainError) as refusal:
        split_product(absorbed=pair.gone, actor=pair.person)
    assert refusal.value.code == "conflict"


# --- two entries of one producer ----------------------------------------------------------------


def merge_producers(keep: Producer, absorb: Producer) -> dict[str, list[int]]:
    moved: dict[str, list[int]] = {}
    producer_merged.send(sender=Producer, keep=keep, absorb=absorb, moved=moved)
    return moved


def test_products_go_over_to_the_producer_that_stays_and_come_back(pair: Pair) -> None:
    other = producer("Hộ Tác Huy (cũ)", pair.owner.unit)
    pair.merge()
    moved = merge_producers(other, pair.owner)
    assert moved == {"products.product": [pair.keep.pk, pair.gone.pk]}
    pair.keep.refresh_from_db()
    assert pair.keep.producer == other
    assert "ho tac huy (cu)" in pair.keep.search_text
    producer_split.send(sender=Producer, keep=other, absorb=pair.owner, moved=moved)
    assert set(Product.objects.filter(producer=pair.owner)) == {pair.keep, pair.gone}


def test_producers_with_a_product_of_one_name_wait_until_these_are_merged(pair: Pair) -> None:
    other = producer("Hộ Tác Huy (cũ)", pair.owner.unit)
    twin = product("mắm tép", other)
    with pytest.raises(DomainError) as refusal:
        merge_producers(pair.owner, other)
    assert (refusal.value.code, twin.code in refusal.value.message) == ("state", True)
    merge_products(keep=pair.keep, absorb=twin, actor=pair.person, on=ON)
    assert merge_producers(pair.owner, other) == {"products.product": [twin.pk]}


@pytest.mark.parametrize("later", ["into another", "takes in another"])
def test_producers_stay_one_when_a_product_was_merged_since(pair: Pair, later: str) -> None:
    other = producer("Hộ Tác Huy (cũ)", pair.owner.unit)
    theirs = product("Nước mắm", other)
    moved = merge_producers(pair.owner, other)
    rows = (pair.keep, theirs) if later == "into another" else (theirs, pair.keep)
    merge_products(keep=rows[0], absorb=rows[1], actor=pair.person, on=ON)
    with pytest.raises(DomainError) as refusal:
        producer_split.send(sender=Producer, keep=pair.owner, absorb=other, moved=moved)
    assert refusal.value.code == "state"


def test_dates_of_the_merger_are_kept(pair: Pair) -> None:
    pair.merge()
    (row, _) = AuditEntry.objects.filter(verb=ProductVerb.MERGED).order_by("seq")
    assert dt.date.fromisoformat(row.data["on"]) == ON


def test_producers_stay_one_when_the_name_was_entered_again(pair: Pair) -> None:
    other = producer("Hộ Tác Huy (cũ)", pair.owner.unit)
    product("Nước mắm", other)
    moved = merge_producers(pair.owner, other)
    product("Nước mắm", other)
    with pytest.raises(DomainError) as refusal:
        producer_split.send(sender=Producer, keep=pair.owner, absorb=other, moved=moved)
    assert refusal.value.code == "state"
