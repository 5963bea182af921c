"""The idea stage: what is registered when, how far it goes, and what becomes of it."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEntry
from common.dates import today, vn_date
from common.errors import DomainError
from common.workflow import blocked_reason
from notifications.models import Notice
from producers.models import Producer
from producers.services import merge_producers, split_producer
from products.models import Product
from programmes.enums import CallMove, CallState, IdeaMove, IdeaState
from programmes.models import IdeaCall, ProductIdea
from programmes.selectors import ideas as selectors
from programmes.services.calls import change_call, close_call, make_call, publish_call
from programmes.services.choosing import decide_ideas, link_idea, take_up_idea
from programmes.services.ideas import change_idea, register_idea, survey_idea, withdraw_idea
from programmes.workflow import CALL_MOVES, IDEA_MOVES
from tests.factories import accounts, communes, producers, products
from tests.factories import programmes as made

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def binh() -> User:
    return accounts.commune_officer(communes.commune())


@pytest.fixture
def thai() -> User:
    return accounts.province_officer(communes.province())


def place_of(user: User) -> Any:
    return user.role_assignments.get().unit


@pytest.fixture
def idea(binh: User) -> ProductIdea:
    return made.idea(made.call(), actor=binh, unit=place_of(binh))


def in_state(state: str, idea: ProductIdea, *, binh: User, thai: User) -> ProductIdea:
    """``idea`` taken to ``state`` on the real way."""
    if state == IdeaState.WITHDRAWN:
        return withdraw_idea(idea=idea, reason="Thôi", actor=binh, on=today())
    if state != IdeaState.REGISTERED:
        idea = made.surveyed(idea, actor=binh)
    if state == IdeaState.SELECTED:
        return made.decided(idea, actor=thai)
    if state == IdeaState.NOT_SELECTED:
        return made.decided(idea, actor=thai, move=IdeaMove.NOT_SELECT)
    return idea


def act(move: str, row: ProductIdea, actor: User) -> ProductIdea:
    if move == IdeaMove.SURVEY:
        return made.surveyed(row, actor=actor)
    if move == IdeaMove.WITHDRAW:
        return withdraw_idea(idea=row, reason="Thôi", actor=actor, on=today())
    return made.decided(row, actor=actor, move=move)


@pytest.mark.parametrize("state", IdeaState.values)
@pytest.mark.parametrize("move", IdeaMove.values)
def test_each_move_from_each_state(
    state: str, move: str, idea: ProductIdea, binh: User, thai: User
) -> None:
    row = in_state(state, idea, binh=binh, thai=thai)
    step = IDEA_MOVES[IdeaMove(move)]
    entries = AuditEntry.objects.count()
    if state in step.sources:
        assert act(move, row, thai).state == step.target
        assert ProductIdea.objects.get(pk=row.pk).state == step.target
        assert AuditEntry.objects.count() == entries + 1
        return
    with pytest.raises(DomainError) as refused:
        act(move, row, thai)
    assert refused.value.status == 409
    assert ProductIdea.objects.get(pk=row.pk).state == state
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("state", CallState.values)
@pytest.mark.parametrize("move", CallMove.values)
def test_each_move_of_a_call(state: str, move: str, thai: User) -> None:
    row = made.call(actor=thai, published=state != CallState.DRAFT)
    if state == CallState.CLOSED:
        row = close_call(call=row, reason="Đủ rồi", actor=thai, on=today())
    step = CALL_MOVES[CallMove(move)]

    def go() -> IdeaCall:
        if move == CallMove.PUBLISH:
            return publish_call(call=row, actor=thai, on=today())
        return close_call(call=row, reason="Đủ rồi", actor=thai, on=today())

    if state in step.sources:
        assert go().state == step.target
        return
    with pytest.raises(DomainError) as refused:
        go()
    assert (refused.value.code, IdeaCall.objects.get(pk=row.pk).state) == ("state", state)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"published": False}, "“Đợt thử” chưa công bố, chưa nhận ý tưởng"),
        ({"opens": 1}, f"“Đợt thử” nhận ý tưởng từ ngày {vn_date(today() + DAY)}"),
        (
            {"closes": -1},
            (
                f"“Đợt thử” nhận ý tưởng đến hết ngày {vn_date(today() - DAY)}, nay đã quá hạn."
                " Việc này không cản trở nộp hồ sơ đánh giá, phân hạng"
            ),
        ),
    ],
)
def test_outside_its_days_a_call_takes_nothing(
    options: dict[str, Any], sentence: str, binh: User
) -> None:
    call = made.call(title="Đợt thử", **options)
    with pytest.raises(DomainError) as refused:
        made.idea(call, actor=binh, unit=place_of(binh), on=today())
    assert (refused.value.code, refused.value.message) == ("state", sentence)


@pytest.mark.parametrize("edge", [{"opens": 0}, {"closes": 0}])
def test_first_and_last_day_count(edge: dict[str, int], binh: User) -> None:
    row = made.idea(made.call(**edge), actor=binh, unit=place_of(binh), on=today())
    assert (row.state, row.number) == (IdeaState.REGISTERED, 1)


def test_a_call_closed_early_takes_nothing_more(idea: ProductIdea, binh: User, thai: User) -> None:
    call = close_call(call=idea.call, reason="Đủ ý tưởng", actor=thai, on=today())
    with pytest.raises(DomainError, match="đã đóng sớm ngày"):
        made.idea(call, actor=binh, unit=place_of(binh), on=today())
    assert made.surveyed(idea, actor=thai).state == IdeaState.SURVEYED


def test_the_communes_of_the_province_hear_of_a_call_and_nobody_else(
    binh: User, thai: User
) -> None:
    other = communes.province("Tỉnh Nghệ An", "40")
    accounts.commune_officer(communes.commune("Xã Anh Sơn", other), "Lê Văn Nghệ")
    made.call(actor=thai)
    told = Notice.objects.filter(kind="programmes.idea_call")
    assert [notice.recipient for notice in told] == [binh]


def test_the_same_idea_is_registered_once_until_it_is_withdrawn(
    idea: ProductIdea, binh: User
) -> None:
    again = {
        "producer_name": idea.producer_name.upper(),
        "product_name": f"  {idea.product_name.upper()} ",
    }
    with pytest.raises(DomainError) as refused:
        made.idea(idea.call, actor=binh, unit=idea.unit, **again)
    sentence = f"{idea.producer_name} đã đăng ký ý tưởng này, phiếu số 1"
    assert (refused.value.code, refused.value.fields) == ("conflict", {"product_name": [sentence]})
    withdraw_idea(idea=idea, reason="Nhầm", actor=binh, on=today())
    assert made.idea(idea.call, actor=binh, unit=idea.unit, **again).number == 2


def test_every_fault_of_a_sheet_is_said_at_its_field(binh: User) -> None:
    with pytest.raises(DomainError) as refused:
        register_idea(
            call=made.call(), actor=binh, on=today(), kind="thirdly", product_name=" ", unit=None
        )
    assert refused.value.code == "invalid"
    assert {name: texts[0] for name, texts in refused.value.fields.items() if name != "kind"} == {
        "producer_name": "Chưa ghi ai đăng ký",
        "producer_kind": "Chưa chọn loại hình",
        "product_name": "Chưa có tên sản phẩm",
        "unit": "Chưa chọn xã, phường",
        "material": "Ghi ít nhất một phần mô tả: nguyên liệu, lao động, nguồn gốc …",
    }
    assert "kind" in refused.value.fields


def test_another_provinces_commune_is_refused(binh: User) -> None:
    far = communes.commune("Xã Anh Sơn", communes.province("Tỉnh Nghệ An", "40"))
    with pytest.raises(DomainError) as refused:
        made.idea(made.call(), actor=binh, unit=far)
    assert refused.value.fields == {"unit": ["Xã Anh Sơn không thuộc Tỉnh Thanh Hóa"]}


def test_a_producer_of_the_register_brings_name_kind_and_place(binh: User) -> None:
    maker = producers.producer("HTX Hoằng Thanh", place_of(binh), phone="0912345678")
    an = producers.member(maker)
    row = made.idea(made.call(), actor=an, unit=maker.unit, producer=maker)
    told = (row.producer_name, row.producer_kind, row.unit, row.phone)
    assert told == ("HTX Hoằng Thanh", maker.kind, maker.unit, "0912345678")
    heard = Notice.objects.filter(kind="programmes.idea_registered")
    assert [notice.recipient for notice in heard] == [binh]


def test_a_sheet_is_corrected_until_the_survey(idea: ProductIdea, binh: User) -> None:
    seen = idea.updated_at.isoformat()
    row = change_idea(
        idea=idea, actor=binh, on=today(), seen=seen, product_name="Mật ong hoa vải", unit=idea.unit
    )
    assert row.product_name == "Mật ong hoa vải"
    with pytest.raises(DomainError, match="đã được sửa ở nơi khác") as refused:
        change_idea(idea=idea, actor=binh, on=today(), seen=seen, product_name="Khác")
    assert refused.value.code == "conflict"
    entries = AuditEntry.objects.count()
    change_idea(idea=idea, actor=binh, on=today(), product_name="Mật ong hoa vải")
    assert AuditEntry.objects.count() == entries
    made.surveyed(idea, actor=binh)
    with pytest.raises(DomainError, match="phiếu không sửa nữa"):
        change_idea(idea=idea, actor=binh, on=today(), product_name="Khác")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"people": " "}, "Chưa ghi người khảo sát"),
        ({"survey_on": today() + DAY}, "ở tương lai"),
        ({"survey_on": today() - 60 * DAY}, "trước ngày đăng ký"),
        ({"opinion": ""}, "Chưa ghi đề nghị sau khảo sát"),
        ({"headings": {"market": ("good", "")}}, "Chưa đánh giá: Nguyên liệu tại địa phương"),
        ({"headings": made.HEADINGS | {"market": ("best", "")}}, "Chọn mức có trong danh sách"),
    ],
)
def test_a_survey_says_everything(
    wrong: dict[str, Any], sentence: str, idea: ProductIdea, binh: User
) -> None:
    values: dict[str, Any] = {
        "survey_on": today(),
        "people": "Bình",
        "headings": made.HEADINGS,
        "opinion": "select",
        "note": "",
    }
    with pytest.raises(DomainError, match=sentence):
        survey_idea(idea=idea, actor=binh, on=today(), **(values | wrong))
    assert ProductIdea.objects.get(pk=idea.pk).state == IdeaState.REGISTERED


def test_many_are_decided_at_once_or_none(binh: User, thai: User) -> None:
    call = made.call(actor=thai)
    first, second, waiting = (
        made.surveyed(made.idea(call, actor=binh, unit=place_of(binh)), actor=binh)
        for _ in range(3)
    )
    options = {"call": call, "number": "12/QĐ-UBND", "actor": thai, "on": today()}
    wrong = {first.code: ("select", ""), second.code: ("not_select", " ")}
    with pytest.raises(DomainError) as refused:
        decide_ideas(choices=wrong, decided_on=today(), **options)
    assert refused.value.fields == {f"reason_{second.code}": ["Chưa ghi lý do"]}
    assert set(call.ideas.values_list("state", flat=True)) == {"surveyed"}

    Notice.objects.all().delete()
    right = wrong | {second.code: ("not_select", "Trùng sản phẩm")}
    decide_ideas(choices=right, decided_on=today(), **options)
    found = call.ideas.order_by("number").values_list("state", "decision_number", "reason")
    assert list(found) == [
        ("selected", "12/QĐ-UBND", ""),
        ("not_selected", "12/QĐ-UBND", "Trùng sản phẩm"),
        ("surveyed", "", ""),
    ]
    subjects = sorted(Notice.objects.values_list("subject", flat=True))
    assert subjects == sorted(
        [f"Ý tưởng “{first}” được chọn", f"Ý tưởng “{second}” không được chọn"]
    )
    assert Notice.objects.filter(recipient=binh).count() == 2
    assert waiting.state == IdeaState.SURVEYED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"number": " "}, "number"), ({"decided_on": today() + DAY}, "decided_on")],
)
def test_a_decision_has_number_and_day(
    wrong: dict[str, Any], field: str, idea: ProductIdea, binh: User, thai: User
) -> None:
    row = made.surveyed(idea, actor=binh)
    values = {"number": "12/QĐ-UBND", "decided_on": today()} | wrong
    with pytest.raises(DomainError) as refused:
        decide_ideas(
            call=row.call, choices={row.code: ("select", "")}, actor=thai, on=today(), **values
        )
    assert (refused.value.code, list(refused.value.fields)) == ("invalid", [field])


def test_another_calls_idea_or_none_is_not_decided(
    idea: ProductIdea, binh: User, thai: User
) -> None:
    row = made.surveyed(idea, actor=binh)
    options = {"number": "1", "decided_on": today(), "actor": thai, "on": today()}
    for choices in ({}, {row.code: ("select", "")}, {row.code: ("withdraw", "x")}):
        call = row.call if "withdraw" in str(choices) else made.call(actor=thai)
        with pytest.raises(DomainError) as refused:
            decide_ideas(call=call, choices=choices, **options)
        assert refused.value.code == "invalid"


def test_a_chosen_idea_becomes_producer_and_product(
    idea: ProductIdea, binh: User, thai: User
) -> None:
    products.product_set()
    row = made.decided(made.surveyed(idea, actor=binh), actor=thai)
    product = take_up_idea(
        idea=row,
        name="Mật ong Hoằng Thanh",
        product_set=products.product_set(),
        producer=None,
        actor=binh,
        on=today(),
    )
    row = ProductIdea.objects.get(pk=row.pk)
    assert (row.product, row.producer) == (product, product.producer)
    assert (product.producer.name, product.producer.unit) == (idea.producer_name, idea.unit)
    assert product.description == "Ong nuôi tại thôn 3"
    with pytest.raises(DomainError, match="đã thành sản phẩm"):
        link_idea(idea=row, product=product, actor=binh)
    assert (Producer.objects.count(), Product.objects.count()) == (1, 1)


def test_a_product_of_the_register_is_linked_its_own_only(binh: User, thai: User) -> None:
    maker = producers.producer("HTX Hoằng Thanh", place_of(binh))
    row = made.idea(made.call(actor=thai), actor=binh, unit=maker.unit, producer=maker)
    row = made.decided(made.surveyed(row, actor=binh), actor=thai)
    with pytest.raises(DomainError) as refused:
        link_idea(idea=row, product=products.product("Mắm tôm"), actor=binh)
    assert refused.value.fields == {"product": ["“Mắm tôm” là sản phẩm của chủ thể khác"]}
    own = products.product("Mắm cáy", maker)
    assert link_idea(idea=row, product=own, actor=binh) == own


def test_what_is_not_chosen_makes_no_product(idea: ProductIdea, binh: User) -> None:
    with pytest.raises(DomainError, match="chưa lập sản phẩm từ phiếu này"):
        take_up_idea(idea=idea, name="X", product_set=None, producer=None, actor=binh, on=today())
    assert not Product.objects.exists()


def test_ideas_follow_a_merger_and_come_back(binh: User, thai: User) -> None:
    keep = producers.producer("HTX Hoằng Thanh", place_of(binh))
    absorb = producers.producer("Hợp tác xã Hoằng Thanh", place_of(binh))
    row = made.idea(made.call(actor=thai), actor=binh, unit=absorb.unit, producer=absorb)
    merge_producers(keep=keep, absorb=absorb, take=(), actor=binh, on=today())
    assert ProductIdea.objects.get(pk=row.pk).producer == keep
    absorb.refresh_from_db()
    split_producer(absorbed=absorb, actor=binh)
    assert ProductIdea.objects.get(pk=row.pk).producer == absorb


def test_a_call_is_corrected_but_not_turned_upside_down(thai: User) -> None:
    call = made.call(actor=thai, title="Đợt một")
    values = {
        "title": "Đợt một",
        "year": call.year,
        "opens_on": call.opens_on,
        "closes_on": call.closes_on,
        "guidance": "",
    }
    entries = AuditEntry.objects.count()
    change_call(call=call, actor=thai, **values)
    assert AuditEntry.objects.count() == entries
    later = call.closes_on + 10 * DAY
    assert change_call(call=call, actor=thai, **(values | {"closes_on": later})).closes_on == later
    with pytest.raises(DomainError) as refused:
        change_call(call=call, actor=thai, **(values | {"closes_on": call.opens_on - DAY}))
    assert list(refused.value.fields) == ["closes_on"]
    with pytest.raises(DomainError) as taken:
        make_call(unit=call.unit, actor=thai, **values)
    assert taken.value.fields == {"title": ["Tỉnh đã có đợt mang tên “Đợt một”"]}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "lost"}, "idea_state_known"),
        ({"state": "surveyed"}, "idea_surveyed_has_survey"),
        ({"state": "withdrawn"}, "idea_refused_has_reason"),
        ({"kind": "x"}, "idea_kind_known"),
        ({"product_name": ""}, "idea_has_names"),
    ],
)
def test_the_database_refuses_what_no_service_writes(
    values: dict[str, str], name: str, idea: ProductIdea
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ProductIdea.objects.filter(pk=idea.pk).update(**values)


def test_a_call_of_the_past_is_neither_published_nor_closed(thai: User) -> None:
    draft = made.call(actor=thai, published=False, closes=-1)
    open_once = made.call(actor=thai, closes=-1)
    sentence = f"Ngày nhận cuối cùng {vn_date(today() - DAY)} đã qua"
    for act_now in (
        lambda: publish_call(call=draft, actor=thai, on=today()),
        lambda: close_call(call=open_once, reason="Đủ", actor=thai, on=today()),
    ):
        with pytest.raises(DomainError) as refused:
            act_now()
        assert refused.value.message == sentence


def test_a_closed_call_is_not_corrected(thai: User) -> None:
    call = close_call(call=made.call(actor=thai), reason="Đủ", actor=thai, on=today())
    with pytest.raises(DomainError, match="đã đóng sớm, không sửa nữa"):
        change_call(
            call=call,
            title="Khác",
            year=call.year,
            opens_on=call.opens_on,
            closes_on=call.closes_on,
            guidance="",
            actor=thai,
        )


@pytest.mark.parametrize("move", [IdeaMove.SELECT, IdeaMove.NOT_SELECT])
def test_a_decision_does_not_come_before_the_survey(
    move: str, idea: ProductIdea, binh: User
) -> None:
    row = made.surveyed(idea, actor=binh)
    assert row.survey_on is not None
    early = row.survey_on - DAY
    options: dict[str, Any] = {"number": "1", "on": today(), "reason": "x"}
    assert blocked_reason(IDEA_MOVES, move, row, decided_on=early, **options) == (
        f"Ngày quyết định {vn_date(early)} trước ngày khảo sát {vn_date(row.survey_on)} của {row}"
    )
    without = blocked_reason(IDEA_MOVES, move, row, decided_on=None, **options)
    assert without == "Chưa ghi ngày quyết định"


def test_a_survey_without_a_day_is_none(idea: ProductIdea) -> None:
    values = {"people": "Bình", "headings": made.HEADINGS, "opinion": "select"}
    reason = blocked_reason(IDEA_MOVES, IdeaMove.SURVEY, idea, survey_on=None, on=today(), **values)
    assert reason == "Chưa ghi ngày khảo sát"


def test_an_old_set_and_endless_texts_are_refused(binh: User) -> None:
    old = products.product_set(3, generation="QD148")
    with pytest.raises(DomainError) as refused:
        made.idea(made.call(), actor=binh, unit=place_of(binh), product_set=old, market="x" * 4001)
    assert refused.value.fields == {
        "product_set": ["Chọn bộ sản phẩm của quyết định hiện hành"],
        "market": ["Dài quá 4000 chữ"],
    }


def test_a_guest_sees_nothing_and_the_centre_all(idea: ProductIdea, thai: User) -> None:
    made.call(actor=thai, published=False)
    nobody, centre = AnonymousUser(), accounts.user("Vũ Oanh", Role.CENTRAL_OFFICER)
    assert list(selectors.calls_visible_to(nobody, on=today())) == []
    assert list(selectors.visible_to(nobody, on=today())) == []
    assert selectors.office_of(nobody, on=today()) is None
    assert list(selectors.calls_visible_to(centre, on=today())) == [idea.call]
    assert list(selectors.visible_to(centre, on=today())) == [idea]


def test_what_may_be_linked_is_the_makers_own_or_the_communes(
    idea: ProductIdea, binh: User
) -> None:
    maker = producers.producer("HTX Hoằng Thanh", place_of(binh))
    own = products.product("Mắm cáy", maker)
    products.product("Của nơi khác", producers.producer("HTX xa"))
    near = products.product("Cùng xã", producers.producer("HTX gần", place_of(binh)))
    row = made.idea(idea.call, actor=binh, unit=maker.unit, producer=maker)
    assert list(selectors.linkable_products(row, binh, on=today())) == [own]
    assert set(selectors.linkable_products(idea, binh, on=today())) == {own, near}
