"""Scoring in a browser: by keyboard alone, through a cut line, in two windows, on a tablet."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from evaluations.models import DossierPaper
from evaluations.services.council.scoring import save_answers, sign_sheet
from tests.factories import council as factory
from tests.factories import papers

NewPage = Callable[..., Page]
SAVED = re.compile(r"^Đã lưu lúc \d\d:\d\d$")
# What the browser itself says about a line that is cut, or an answer that refuses.
EXPECTED = re.compile(r"^Failed to load resource: ")


@pytest.fixture
def of(transactional_db: None) -> factory.Sitting:
    sitting = factory.sitting(members=2, dossiers=2)
    factory.start(sitting)
    for item in sitting.items:
        factory.declare(sitting, 1, item)
    return sitting


@pytest.fixture
def chi(of: factory.Sitting) -> User:
    return of.members[1].user


def address(of: factory.Sitting) -> str:
    return f"/lam-viec/hoi-dong/{of.session.code}/mau/{of.item.code}/"


def line(page: Page) -> Any:
    return page.locator("[data-line] > span")


def receipt(page: Page, code: str) -> Any:
    return page.locator(f'[data-crit="c-{code}"] [data-receipt]')


def stored(of: factory.Sitting) -> dict[str, int | str]:
    rows = of.sheet(1).lines.all()
    return {row.criterion: "empty" if row.empty else row.points for row in rows}


def copies(page: Page) -> int:
    found: int = page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('ocop:phieu/')).length"
    )
    return found


def only_expected(console: list[str]) -> None:
    assert [text for text in console if not EXPECTED.match(text)] == []
    console.clear()


def focused(page: Page) -> str:
    name: str = page.evaluate(
        "(one => (one.type === 'radio' ? one.name : one.id))(document.activeElement)"
    )
    return name


def choose(page: Page, code: str, value: int | str) -> None:
    page.locator(f'[name="c-{code}"][value="{value}"]').check()


def test_a_whole_product_by_keyboard_through_a_cut_line_to_the_signature(
    new_page: NewPage, of: factory.Sitting, chi: User, console: list[str]
) -> None:
    page = new_page(user=chi)
    page.goto(address(of))
    codes = [criterion.code for criterion in of.form.criteria]
    wanted = factory.answers(of.form)
    for code in codes[:10]:
        page.keyboard.press("n")
        assert focused(page) == f"c-{code}"
        page.keyboard.press(str(wanted[code]))
    expect(receipt(page, codes[9])).to_have_text(re.compile(r"^Đã lưu \d\d:\d\d$"))
    page.context.set_offline(True)
    for code in codes[10:15]:
        page.keyboard.press("n")
        page.keyboard.press(str(wanted[code]))
    expect(line(page)).to_have_text(
        "Mất mạng: 5 lựa chọn đang giữ trên máy này, có mạng lại thì tự gửi"
    )
    expect(receipt(page, codes[14])).to_have_text("Đang giữ trên máy này")
    assert (len(stored(of)), copies(page)) == (10, 1)
    page.context.set_offline(False)
    expect(line(page)).to_have_text(SAVED)
    assert len(stored(of)) == 15
    for code in codes[15:]:
        page.keyboard.press("n")
        assert focused(page) == f"c-{code}"
        page.keyboard.press(str(wanted[code]))
    page.keyboard.press("g")
    page.keyboard.type("Mắm thơm, nhãn rõ.")
    expect(page.get_by_role("button", name="Ký phiếu", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#comment").evaluate("field => field.blur()")
    page.keyboard.press("n")
    assert focused(page) == "ky"
    page.keyboard.press("Enter")
    page.wait_for_url("**/xem-lai/")
    expect(page.locator(".k-sum")).to_contain_text("100,00 / 100")
    # Enter held a moment too long signs nothing: the sum is read first.
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.k-sum')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ký phiếu"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Đã ký phiếu Mẫu 01")
    assert (of.sheet(1).state, stored(of), copies(page)) == ("signed", wanted, 0)
    assert of.sheet(1).comment == "Mắm thơm, nhãn rõ."
    only_expected(console)


def test_a_closed_tab_loses_nothing_and_another_one_sends_it(
    new_page: NewPage, of: factory.Sitting, chi: User, console: list[str]
) -> None:
    page = new_page(user=chi)
    page.goto(address(of))
    page.route("**/luu/", lambda route: route.abort())
    choose(page, "1.1", 5)
    page.locator("#comment").fill("Chưa gửi")
    expect(line(page)).to_contain_text("2 lựa chọn đang giữ trên máy này")
    page.unroute("**/luu/")
    page.close()
    again = page.context.new_page()
    again.goto(address(of))
    expect(line(again)).to_have_text(SAVED)
    expect(again.locator('[name="c-1.1"][value="5"]')).to_be_checked()
    assert (stored(of), of.sheet(1).comment, copies(again)) == ({"1.1": 5}, "Chưa gửi", 0)
    console.clear()


def test_a_lost_answer_and_a_double_press_do_no_harm(
    new_page: NewPage, of: factory.Sitting, chi: User, console: list[str]
) -> None:
    page = new_page(user=chi)
    page.goto(address(of))

    def arrives_unanswered(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/luu/", arrives_unanswered)
    choose(page, "1.1", 5)
    expect(line(page)).to_contain_text("1 lựa chọn đang giữ trên máy này")
    page.unroute("**/luu/")
    page.locator('[name="c-1.2"][value="3"]').dblclick()
    expect(line(page)).to_have_text(SAVED)
    assert stored(of) == {"1.1": 5, "1.2": 3}
    only_expected(console)


def test_what_is_chosen_while_a_save_is_under_way_goes_after_it(
    new_page: NewPage, of: factory.Sitting, chi: User
) -> None:
    page = new_page(user=chi)
    page.goto(address(of))
    held: list[Any] = []

    def hold_the_first(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/luu/", hold_the_first)
    choose(page, "1.1", 5)
    expect(receipt(page, "1.1")).to_have_text("Đang lưu…")
    choose(page, "1.2", 3)
    choose(page, "1.1", 3)
    page.wait_for_timeout(400)  # longer than the pause before a save
    held[0].continue_()
    expect(receipt(page, "1.2")).to_have_text(re.compile(r"^Đã lưu"))
    assert (stored(of), copies(page)) == ({"1.1": 3, "1.2": 3}, 0)


def test_two_tablets_the_second_chooses_criterion_by_criterion(
    new_page: NewPage, of: factory.Sitting, chi: User, console: list[str]
) -> None:
    page = new_page(user=chi, width=820, height=1180)
    page.goto(address(of))
    sheet = of.sheet(1)
    save_answers(
        sheet=sheet, answers={"1.1": 1, "1.2": 3, "1.3": 2}, version=sheet.version, actor=chi
    )
    choose(page, "1.1", 5)
    box = page.locator('[data-crit="c-1.1"] [data-choose]')
    expect(box).to_contain_text(
        "Trên máy này: mức 5 điểm. Đã lưu ở máy khác: mức 1 điểm. Chọn một:"
    )
    # What only the other one chose is taken over.
    expect(page.locator('[name="c-1.2"][value="3"]')).to_be_checked()
    choose(page, "1.4", 3)
    expect(receipt(page, "1.4")).to_have_text(re.compile(r"^Đã lưu"))
    assert stored(of) == {"1.1": 1, "1.2": 3, "1.3": 2, "1.4": 3}
    expect(line(page)).to_contain_text("còn 1 tiêu chí cần bạn chọn lại")
    box.get_by_role("button", name="Giữ mức 5 điểm").click()
    expect(receipt(page, "1.1")).to_have_text(re.compile(r"^Đã lưu"))
    expect(box).to_be_hidden()
    assert stored(of)["1.1"] == 5
    only_expected(console)


def test_a_sheet_signed_meanwhile_says_what_it_did_not_take(
    new_page: NewPage, of: factory.Sitting, chi: User, console: list[str]
) -> None:
    page = new_page(user=chi)
    page.goto(address(of))
    factory.fill(of, 1, factory.answers(of.form))
    sign_sheet(sheet=of.sheet(1), version=of.sheet(1).version, actor=chi)
    choose(page, "1.1", 1)
    lost = page.locator("[data-lost]")
    expect(lost).to_contain_text("Không thể “Lưu điểm”")
    expect(lost.locator("li")).to_have_text(["1.1: mức 1 điểm"])
    expect(page.locator('[name="c-1.2"]').first).to_be_disabled()
    page.reload()  # the copy is still there, and the sheet is shown as it was signed
    expect(lost.locator("li")).to_have_text(["1.1: mức 1 điểm"])
    lost.get_by_role("button").click()
    assert (copies(page), stored(of)["1.1"]) == (0, 5)
    only_expected(console)


def test_a_session_that_ended_keeps_the_choice_until_the_next_sign_in(
    new_page: NewPage, of: factory.Sitting, chi: User, console: list[str]
) -> None:
    page = new_page(user=chi)
    page.goto(address(of))
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    choose(page, "1.1", 5)
    expect(line(page)).to_contain_text(
        "Phiên làm việc đã hết, 1 lựa chọn đang giữ trên máy này. Đăng nhập lại"
    )
    page.context.add_cookies([one for one in cookies if one["name"] == "sessionid"])
    page.reload()
    expect(line(page)).to_have_text(SAVED)
    assert (stored(of), copies(page)) == ({"1.1": 5}, 0)
    only_expected(console)


def test_the_story_and_the_two_cases_say_what_happens(
    new_page: NewPage, of: factory.Sitting, chi: User
) -> None:
    page = new_page(user=chi)
    page.goto(address(of))
    out = page.locator('[data-crit="c-5.2"] [data-out]')
    expect(out).to_contain_text("Chấm 5.1 trước.")
    expect(page.locator('[name="c-5.2"]').first).to_be_disabled()
    choose(page, "5.1", 3)
    expect(out).to_be_hidden()
    choose(page, "5.2", 2)
    expect(receipt(page, "5.2")).to_have_text(re.compile(r"^Đã lưu"))
    choose(page, "5.1", 0)
    expect(out).to_contain_text("Không áp dụng: 5.1 được 0 điểm")
    expect(out).to_contain_text("Đã bỏ mức 2")
    expect(receipt(page, "5.2")).to_have_text(re.compile(r"^Đã lưu"))
    assert stored(of) == {"5.1": 0}


def test_two_cases_are_chosen_before_their_options(
    new_page: NewPage, transactional_db: None
) -> None:
    of = factory.sitting(members=2, sheet_code="QD26-26")
    factory.start(of)
    factory.declare(of, 1)
    page = new_page(user=of.members[1].user)
    page.goto(address(of))
    eight = page.locator('[data-crit="c-8"]')
    expect(eight.locator("[data-case]")).to_have_count(2)
    expect(eight.locator('[name="c-8"][value="a:3"]')).to_be_hidden()
    eight.get_by_role("radio", name=re.compile("^Trường hợp a")).click()
    choose(page, "8", "a:3")
    expect(receipt(page, "8")).to_have_text(re.compile(r"^Đã lưu"))
    eight.get_by_role("radio", name=re.compile("^Trường hợp b")).click()
    expect(eight.locator("[data-caseword]")).to_contain_text(
        "Đang lưu mức 3 điểm của trường hợp a."
    )
    assert of.sheet(1).lines.get().case == "a"
    page.locator('[name="c-8"][value="b:1"]').focus()
    page.keyboard.press("3")
    expect(eight.locator("[data-caseword]")).to_be_hidden()
    expect(page.locator("#tong")).to_contain_text("1 trên")
    expect(receipt(page, "8")).to_have_text(re.compile(r"^Đã lưu"))
    expect(page.locator('[name="c-8"][value="b:3"]')).to_be_checked()
    page.wait_for_function("!document.querySelector('[data-receipt]').textContent.includes('Đang')")
    assert of.sheet(1).lines.get().case == "b"


def with_papers(of: factory.Sitting) -> DossierPaper:
    dossier = of.dossiers[0]
    first = papers.paper(dossier.product.producer, title="Phiếu kiểm nghiệm", pages=2)
    second = papers.paper(dossier.product.producer, title="Bản công bố")
    uses = [
        DossierPaper.objects.create(
            dossier=dossier, paper=paper, criteria=["8"], added_by=of.officer
        )
        for paper in (first, second)
    ]
    return uses[0]


def test_proof_is_one_press_away_and_what_is_chosen_stays(
    new_page: NewPage, of: factory.Sitting, chi: User
) -> None:
    with_papers(of)
    page = new_page(user=chi)
    page.goto(address(of))
    choose(page, "8", 4)
    head, where = page.locator("[data-for]"), page.locator("[data-where]")
    page.keyboard.press("e")
    expect(head).to_have_text("Minh chứng tiêu chí 8: Công bố chất lượng sản phẩm")
    shown = page.locator("[data-picture]")
    expect(shown).to_have_attribute("alt", "Trang 1 của Phiếu kiểm nghiệm")
    page.wait_for_function("document.querySelector('[data-picture]').naturalWidth > 1000")
    page.keyboard.press("e")
    expect(where).to_have_text("trang 2 trên 2")
    page.keyboard.press("e")
    expect(shown).to_have_attribute("alt", "Trang 1 của Bản công bố")
    expect(page.locator('[name="c-8"][value="4"]')).to_be_checked()
    assert focused(page) == "c-8"


def test_a_signed_sheet_still_opens_its_papers_on_a_phone(
    new_page: NewPage, of: factory.Sitting, chi: User
) -> None:
    with_papers(of)
    factory.score(of, 1, factory.answers(of.form))
    page = new_page(user=chi, width=360)
    page.goto(address(of))
    page.locator("[data-open-viewer]").click()
    expect(page.locator("#xem")).to_be_visible()
    expect(page.locator("[data-picture]")).to_have_attribute("alt", re.compile("^Trang 1 của "))


@pytest.mark.parametrize("width", [360, 820])
def test_on_a_narrow_screen_proof_is_a_panel_over_the_sheet(
    new_page: NewPage, of: factory.Sitting, chi: User, width: int
) -> None:
    use = with_papers(of)
    page = new_page(user=chi, width=width)
    page.goto(address(of))
    choose(page, "8", 4)
    panel = page.locator("#xem")
    expect(panel).to_be_hidden()
    link = page.locator(f'[data-crit="c-8"] [data-see="{use.code}"]')
    link.click()
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()
    page.locator("[data-open-viewer]").click()
    panel.get_by_role("button", name="Đóng").click()
    expect(panel).to_be_hidden()
    expect(page.locator('[name="c-8"][value="4"]')).to_be_checked()


def test_what_others_said_opens_on_demand(
    new_page: NewPage, of: factory.Sitting, chi: User
) -> None:
    of.dossiers[0].self_scores.create(criterion="1.1", points=3, max_points=5)
    page = new_page(user=chi)
    page.goto(address(of))
    own = page.locator("details", has_text="Điểm tự chấm của chủ thể").first
    own.locator("summary").click()
    expect(own.get_by_role("row", name=re.compile("1.1 Nguồn nguyên liệu"))).to_contain_text(
        "3 / 5"
    )
    assert stored(of) == {}


def test_the_pages_are_sound_on_phone_and_desk(
    new_page: NewPage,
    of: factory.Sitting,
    chi: User,
    faults_of: Callable[[Page], list[str]],
) -> None:
    with_papers(of)
    factory.fill(of, 1, {"1.1": 5, "1.2": 1})
    page = new_page(user=chi)
    page.goto(address(of))
    assert faults_of(page) == []
    page.goto(f"{address(of)}xem-lai/")
    assert faults_of(page) == []
    page.goto(f"{address(of)}tham-khao/tu-cham/")
    assert faults_of(page) == []


def test_without_script_everything_is_there_and_saved_by_a_button(
    new_page: NewPage, of: factory.Sitting, chi: User
) -> None:
    page = new_page(user=chi, javascript=False)
    page.goto(address(of))
    choose(page, "1.1", 5)
    page.get_by_role("button", name="Lưu phiếu").click()
    expect(page.locator("main")).to_contain_text("Đã lưu phiếu Mẫu 01")
    assert stored(of) == {"1.1": 5}
