"""The declaration of conflict of interest: who signs it when, what opens by it, what it keeps."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from audit.selectors import timeline
from common.dates import today
from common.errors import DomainError
from documents.services import snapshot_digest
from evaluations.enums import EvaluationVerb, Seat, SessionState
from evaluations.models import (
    Appraisal,
    AppraisalMember,
    ConflictDeclaration,
    Dossier,
    DossierEvent,
    ScoreSheet,
)
from evaluations.selectors.council.declaring import declarations_of
from evaluations.selectors.council.hints import hints_for
from evaluations.selectors.council.marks import has_recused
from evaluations.selectors.council.sittings import council_dossiers, sheet_counts
from evaluations.services.council.convening import convene_session
from evaluations.services.council.declaring import recuse, sign_declaration
from evaluations.services.council.sitting import conclude_session, open_item, rescore_item
from producers.models import Producer, ProducerMember
from tests.factories import accounts, producers
from tests.factories import council as factory

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sign(of: factory.Sitting, index: int, **conflicts: str) -> ConflictDeclaration:
    """``conflicts`` by the place of the product: p0="…"."""
    codes = {of.items[int(name[1:])].code: reason for name, reason in conflicts.items()}
    user = of.members[index].user
    return sign_declaration(session=of.session, conflicts=codes, actor=user, on=today())


def readable(of: factory.Sitting, user) -> list[int]:
    """Which dossiers of the sitting open for somebody, by their place."""
    seen = set(council_dossiers(user, on=today()).values_list("pk", flat=True))
    return [place for place, row in enumerate(of.dossiers) if row.pk in seen]


# --- signing ------------------------------------------------------------------------------------


def test_before_the_sitting_the_declaration_opens_the_dossiers_and_scoring_stays_closed() -> None:
    of = factory.sitting(members=3, dossiers=2)
    member = of.members[1].user
    assert readable(of, member) == []
    sign(of, 1, p1="Em ruột là giám đốc")
    assert readable(of, member) == [0]
    assert [of.sheet(1, item).state for item in of.items] == ["draft", "recused"]
    with pytest.raises(DomainError, match="không ở bước chấm điểm"):
        factory.fill(of, 1, {"1.1": 1})
    assert [of.sheet(2, item).state for item in of.items] == ["assigned", "assigned"]


def test_chair_and_member_read_nothing_without_it_the_secretary_does_not_sign() -> None:
    of = factory.sitting(members=2, dossiers=2)
    people = [of.chair, of.members[1].user, of.secretary.user]
    assert [readable(of, user) for user in people] == [[], [], [0, 1]]
    sign(of, 0)
    assert [readable(of, user) for user in people] == [[0, 1], [], [0, 1]]
    with pytest.raises(DomainError, match="dành cho thành viên chấm điểm"):
        sign_declaration(session=of.session, conflicts={}, actor=of.secretary.user, on=today())


def test_a_chair_who_does_not_score_declares_too_and_a_conflict_keeps_him_out() -> None:
    of = factory.sitting(
        members=3, dossiers=2, vice=True, regulation_details={"chair_scores": False}
    )
    assert readable(of, of.chair) == []
    sign(of, 0, p1="Góp vốn vào hợp tác xã")
    assert readable(of, of.chair) == [0]
    assert [has_recused(of.chair, item) for item in of.items] == [False, True]
    counts = sheet_counts(of.items)
    # His recusal neither adds a sheet to wait for nor a seat to the base.
    assert [counts[item.pk].seats - counts[item.pk].recused for item in of.items] == [2, 2]


@pytest.mark.parametrize("state", SessionState.values)
def test_signed_from_the_call_until_the_end(state: str) -> None:
    of = factory.sitting(members=2, regulation_details={"quorum_percent": 50})
    if state != SessionState.CONVENED:
        factory.start(of, present=[0])
    if state == SessionState.CONCLUDED:
        factory.concluded(of, factory.answers(of.form))
        conclude_session(session=of.session, actor=of.chair, on=today())
        with pytest.raises(DomainError) as refused:
            sign(of, 1)
        assert (refused.value.code, ConflictDeclaration.objects.count()) == ("state", 1)
        return
    assert sign(of, 1).facts["session"] == of.session.code
    assert of.sheet(1).state == "draft"


def test_signing_twice_and_outsiders_are_refused() -> None:
    of = factory.sitting(members=2)
    sign(of, 1)
    with pytest.raises(DomainError, match="đã ký rồi") as again:
        sign(of, 1, p0="Muộn")
    assert (again.value.code, of.sheet(1).state) == ("state", "draft")
    with pytest.raises(DomainError, match="dành cho thành viên"):
        sign_declaration(session=of.session, conflicts={}, actor=accounts.outsider(), on=today())
    with pytest.raises(IntegrityError), transaction.atomic():
        ConflictDeclaration.objects.create(
            session=of.session,
            member=of.members[1],
            facts={},
            facts_digest="x",
            signed_at=of.session.created_at,
        )


def test_a_conflict_without_reason_or_of_another_sitting_writes_nothing() -> None:
    of = factory.sitting(members=2)
    with pytest.raises(DomainError) as refused:
        sign(of, 1, p0="  ")
    assert refused.value.fields == {f"r-{of.item.code}": ["Hãy ghi lý do có liên quan"]}
    with pytest.raises(DomainError, match="không thuộc phiên họp"):
        sign_declaration(
            session=of.session, conflicts={"XXXX": "a"}, actor=of.members[1].user, on=today()
        )
    assert ConflictDeclaration.objects.count() == 0
    assert of.sheet(1).state == "assigned"


def test_what_was_declared_is_frozen_under_its_digest_and_audited_without_reasons() -> None:
    of = factory.sitting(members=2, dossiers=2)
    row = sign(of, 1, p1="Vợ góp vốn")
    row.refresh_from_db()
    assert snapshot_digest(row.facts) == row.facts_digest
    said = [(line["position"], line["conflict"], line["reason"]) for line in row.facts["products"]]
    assert said == [(1, False, ""), (2, True, "Vợ góp vốn")]
    entry = timeline(of.session).filter(verb=EvaluationVerb.SESSION_DECLARED).get()
    assert entry.data == {
        "member": of.members[1].code,
        "products": 2,
        "conflicts": 1,
        "digest": row.facts_digest,
    }
    assert timeline(of.sheet(1, of.items[1])).get().reason == "Vợ góp vốn"
    assert timeline(of.sheet(1, of.items[0])).count() == 0


def test_a_conflict_found_while_reading_recuses_until_the_sheet_is_signed() -> None:
    of = factory.sitting(members=3)
    sign(of, 1)
    recuse(sheet=of.sheet(1), reason="Mới biết", actor=of.members[1].user)
    assert readable(of, of.members[1].user) == []
    factory.start(of)
    factory.score(of, 2, factory.answers(of.form))
    with pytest.raises(DomainError) as refused:
        recuse(sheet=of.sheet(2), reason="Muộn", actor=of.members[2].user)
    assert refused.value.code == "state"


def test_a_second_scoring_asks_for_no_second_declaration() -> None:
    of = factory.sitting(members=3, regulation_details={"quorum_percent": 50})
    factory.start(of, present=[0, 1])
    full = factory.answers(of.form)
    factory.opened(of, full, full)
    sign(of, 2)  # comes late, the marks are open
    rescore_item(item=of.item, reason="Thêm người", actor=of.chair)
    assert [of.sheet(index).state for index in range(3)] == ["draft"] * 3


def test_who_stands_in_after_declaring_gets_sheets_as_he_declared() -> None:
    of = factory.sitting(members=3, dossiers=2, substitutes=1)
    spare = of.substitutes[0]
    sign_declaration(
        session=of.session,
        conflicts={of.items[1].code: "Chị họ là chủ hộ"},
        actor=spare.user,
        on=today(),
    )
    assert readable(of, spare.user) == []  # no sheet yet: nothing to read for
    assert has_recused(spare.user, of.items[1])
    factory.stood_in(of, 1)
    states = ScoreSheet.objects.filter(member=spare).order_by("item__position")
    assert list(states.values_list("state", flat=True)) == ["draft", "recused"]
    assert readable(of, spare.user) == [0]
    with pytest.raises(DomainError, match="đã có người dự thay"):
        sign(of, 1)


def test_who_is_stood_in_for_reads_nothing_he_never_declared_for() -> None:
    of = factory.sitting(members=3, substitutes=1)
    factory.stood_in(of, 1)
    product = reverse("evaluations:item_score", args=[of.session.code, of.item.code])
    page = client_of(of.members[1].user).get(product)
    assert (page.status_code, "dự thay" in page.content.decode()) == (409, True)
    assert 'name="c-1.1"' not in page.content.decode()
    assert readable(of, of.members[1].user) == []


def test_a_recusal_that_ends_the_waiting_tells_the_chair() -> None:
    of = factory.sitting(members=3)
    factory.start(of)
    full = factory.answers(of.form)
    factory.score(of, 0, full)
    factory.score(of, 1, full)
    assert of.chair.notices.filter(kind="item_signed").count() == 0
    sign(of, 2, p0="Anh rể")
    assert of.chair.notices.filter(kind="item_signed").count() == 1
    assert open_item(item=of.item, actor=of.chair).state == "opened"


def test_the_list_for_the_desk_leaves_out_the_secretary() -> None:
    of = factory.sitting(members=2)
    sign(of, 1, p0="x")
    found = [(row.member.seat, row.conflicts) for row in declarations_of(of.session)]
    assert found == [(Seat.CHAIR, 0), (Seat.MEMBER, 1)]


# --- hints --------------------------------------------------------------------------------------


def acts_for(producer: Producer, user: User) -> None:
    ProducerMember.objects.create(producer=producer, user=user, valid_from=factory.SINCE)


def another_of(of: factory.Sitting, producer: Producer) -> Dossier:
    """A dossier in the round for another product of the same producer."""
    dossier = factory.accepted_dossier(of.round)
    dossier.product.producer = producer
    dossier.product.save()
    return dossier


def hints(of: factory.Sitting, index: int = 1) -> list[list[str]]:
    found = hints_for(of.session, of.members[index])
    return [found.get(item.pk, []) for item in of.items]


def test_without_a_fact_of_the_register_there_is_no_hint() -> None:
    of = factory.sitting(members=2, dossiers=2)
    assert hints(of) == [[], []]


def test_hints_name_facts_of_the_register_beside_their_product_only() -> None:
    of = factory.sitting(members=2, dossiers=2)
    me, first = of.members[1], of.dossiers[0]
    producer = first.product.producer
    producer.representative = "TRẦN thị Chi 1"
    producer.save()
    acts_for(producer, me.user)
    DossierEvent.objects.create(
        dossier=first,
        move="propose",
        from_state="filed",
        to_state="proposed",
        on=dt.date(2026, 9, 1),
        at=of.session.created_at,
        actor=me.user,
    )
    # The office's own steps are its duty.
    DossierEvent.objects.create(
        dossier=first,
        move="accept",
        from_state="received",
        to_state="accepted",
        on=dt.date(2026, 9, 9),
        at=of.session.created_at,
        actor=me.user,
    )
    appraisal = Appraisal.objects.create(
        dossier=first, assigned_on=dt.date(2026, 9, 2), assigned_by=of.officer
    )
    AppraisalMember.objects.create(appraisal=appraisal, user=me.user)
    accounts.give_role(me.user, Role.COMMUNE_OFFICER, first.unit, valid_to=dt.date(2025, 12, 31))
    found = hints(of)
    assert found[1] == []
    assert found[0] == [
        "cùng họ tên với người đại diện của chủ thể (TRẦN thị Chi 1)",
        found[0][1],
        "đã làm bước “Đề nghị tỉnh đánh giá” của hồ sơ ngày 01/09/2026",
        "đã thẩm định hồ sơ này trong Tổ tư vấn",
        f"có vai trò Cán bộ xã, phường ở {first.unit.full_name}, từ 01/01/2020 đến 31/12/2025",
    ]
    assert found[0][1].startswith("là người của chủ thể trong cổng này, từ ")


def test_hints_of_names_bodies_and_earlier_recusals() -> None:
    of = factory.sitting(members=2)
    me, producer = of.members[1], of.dossiers[0].product.producer
    acts_for(producer, accounts.user("Trần Thị Chi 1"))
    me.organisation = producer.name.upper()
    me.save()
    of.dossiers[0].opened_by = me.user
    of.dossiers[0].save()
    assert hints(of) == [
        [
            "cùng họ tên với người của chủ thể (Trần Thị Chi 1)",
            f"cơ quan của thành viên là chủ thể ({producer.name.upper()})",
            "đã lập hồ sơ này",
        ]
    ]
    sign(of, 1, p0="Họ hàng")
    # What was shown beside the product stays in what he signed.
    assert ConflictDeclaration.objects.get().facts["products"][0]["hints"] == hints(of)[0]
    later = convene_session(
        council=of.council,
        round=of.round,
        held_on=today(),
        place="",
        dossiers=[another_of(of, producer)],
        actor=of.officer,
        on=today(),
    )
    text = f"đã khai có liên quan tới chủ thể này ở phiên họp ngày {today():%d/%m/%Y}"
    found = hints_for(later, me)
    assert text in found[later.items.get().pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_hints_ask_the_same_for_1_and_3_products(rows: int, django_assert_num_queries) -> None:
    of = factory.sitting(members=2, dossiers=rows)
    member = of.members[1]
    member.user.full_name  # noqa: B018 -- read before counting
    with django_assert_num_queries(8):
        hints_for(of.session, member)


# --- pages --------------------------------------------------------------------------------------


def page(of: factory.Sitting) -> str:
    return reverse("evaluations:session_declare", args=[of.session.code])


def sent(of: factory.Sitting, *choices: str, **reasons: str) -> dict[str, str]:
    data = {f"c-{item.code}": choice for item, choice in zip(of.items, choices, strict=False)}
    return data | {f"r-{of.items[int(n[1:])].code}": text for n, text in reasons.items()}


def test_every_product_needs_an_answer_and_a_conflict_its_reason_nothing_typed_is_lost() -> None:
    of = factory.sitting(members=2, dossiers=3)
    client = client_of(of.members[1].user)
    wrong = client.post(page(of), sent(of, "none", "conflict", p2="Gõ dở"))
    text = wrong.content.decode()
    assert wrong.status_code == 400
    assert "Có 2 chỗ cần sửa" in text
    assert "Hãy ghi lý do có liên quan" in text
    assert "Hãy chọn có liên quan hay không" in text
    assert (
        f'id="c-{of.items[0].code}-none" name="c-{of.items[0].code}" value="none" checked' in text
    )
    assert "Gõ dở" in text
    assert ConflictDeclaration.objects.count() == 0


def test_a_member_comes_from_a_product_signs_and_goes_on_there() -> None:
    of = factory.sitting(members=2, dossiers=2)
    client = client_of(of.members[1].user)
    product = reverse("evaluations:item_score", args=[of.session.code, of.items[1].code])
    came = client.get(product)
    assert came["Location"] == f"{page(of)}?tiep={of.items[1].code}"
    assert (
        f'name="tiep" value="{of.items[1].code}"' in client.get(came["Location"]).content.decode()
    )
    done = client.post(page(of), sent(of, "none", "none") | {"tiep": of.items[1].code})
    assert done["Location"] == product
    assert client.get(product).status_code == 200
    signed = client.get(page(of)).content.decode()
    assert "Bản khai không sửa được" in signed
    again = client.post(page(of), sent(of, "none", "none"))
    assert again.status_code == 409
    assert "đã ký rồi" in again.content.decode()


@pytest.mark.parametrize("wanted", ["https://example.vn/", "XXXX", "../../"])
def test_where_to_go_on_is_a_product_of_the_sitting_or_the_sitting(wanted: str) -> None:
    of = factory.sitting(members=2)
    client = client_of(of.members[1].user)
    done = client.post(page(of), sent(of, "none") | {"tiep": wanted})
    assert done["Location"] == reverse("evaluations:session_detail", args=[of.session.code])


def test_hints_stand_on_the_page_of_their_member_only() -> None:
    of = factory.sitting(members=3)
    acts_for(of.dossiers[0].product.producer, of.members[1].user)
    shown = client_of(of.members[1].user).get(page(of)).content.decode()
    assert "Có thể liên quan:" in shown
    assert "là người của chủ thể trong cổng này" in shown
    other = client_of(of.members[2].user).get(page(of)).content.decode()
    assert "Có thể liên quan:" not in other


def test_the_paper_is_for_its_member_chair_secretary_and_office() -> None:
    of = factory.sitting(members=3)
    url = reverse("evaluations:declaration_pdf", args=[of.session.code, of.members[1].code])
    people = {
        "own": of.members[1].user,
        "chair": of.chair,
        "secretary": of.secretary.user,
        "officer": of.officer,
        "other member": of.members[2].user,
        "leader": accounts.user("Lê Đức Giang", Role.PROVINCE_LEADER, of.unit),
        "administrator": accounts.user("Vũ Quản Trị", Role.ADMINISTRATOR),
        "producer": producers.member(of.dossiers[0].product.producer),
    }
    assert {client_of(user).get(url).status_code for user in people.values()} == {404}
    sign(of, 1, p0="Vợ góp vốn")
    found = {who: client_of(user).get(url) for who, user in people.items()}
    assert {who: answer.status_code for who, answer in found.items()} == {
        "own": 200,
        "chair": 200,
        "secretary": 200,
        "officer": 200,
        "other member": 403,
        "leader": 403,
        "administrator": 404,
        "producer": 404,
    }
    assert found["own"].content.startswith(b"%PDF")


def test_the_sitting_says_who_is_waited_for_to_the_desk_only() -> None:
    of = factory.sitting(members=3)
    url = reverse("evaluations:session_detail", args=[of.session.code])
    sign(of, 1)
    name = of.members[2].user.full_name
    for user in (of.chair, of.secretary.user, of.officer):
        assert (
            f"Chờ 2 người: {of.chair.full_name}, {name}"
            in client_of(user).get(url).content.decode()
        )
    mine = client_of(of.members[2].user).get(url).content.decode()
    assert "Khai và ký" in mine
    assert "Chờ 2 người" not in mine
    assert "Tôi đã ký bản khai" in client_of(of.members[1].user).get(url).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_1_and_3_products(rows: int, django_assert_num_queries) -> None:
    of = factory.sitting(members=2, dossiers=rows)
    client = client_of(of.members[1].user)
    with django_assert_num_queries(17):
        client.get(page(of))
