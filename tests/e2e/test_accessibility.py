"""The main pages for everybody: axe finds nothing, no page scrolls sideways on a phone, the
browser's console stays silent (a refused script or style would show there), and the score sheet
needs no mouse.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from common.dates import today
from documents.services import store_upload
from evaluations.enums import DossierState, ScoreSheetState
from evaluations.models import Dossier, DossierPaper
from exchange.enums import LineOutcome, PlaceOutcome
from producers.enums import PaperKind
from producers.models import Paper
from tests.factories import certificates, communes, council, evaluations
from tests.factories.exchange import import_line, import_run, recount
from tests.factories.products import image, product


@dataclass
class World:
    """One record of each kind, at the moment at which its page is busiest."""

    product_code: str
    certificate_code: str
    officer: User
    office: User
    producer_user: User
    commune_code: str
    producer_code: str
    import_code: str
    draft: Dossier
    filed: Dossier
    sitting: council.Sitting

    def pages(self) -> list[tuple[str, User | None, str]]:
        """Name, who opens it, address."""
        opened, sealed = self.sitting.items
        hall = f"/lam-viec/hoi-dong/{self.sitting.session.code}"
        work = f"/lam-viec/ho-so/{self.draft.code}"
        scorer = self.sitting.members[1].user
        return [
            ("home", None, "/"),
            ("results", None, "/san-pham/?q=mam+tom"),
            ("product", None, f"/san-pham/{self.product_code}/"),
            ("verify", None, f"/xac-minh/{self.certificate_code}/"),
            ("sign-in", None, "/dang-nhap/"),
            ("work list", self.officer, "/lam-viec/"),
            (
                "dossier",
                self.officer,
                f"/lam-viec/ho-so/{self.filed.code}/?ngay={today():%d/%m/%Y}",
            ),
            ("dossiers", self.officer, "/lam-viec/ho-so/?xep=han"),
            ("terms", self.office, "/lam-viec/ho-so/thoi-han/"),
            ("calendar", self.office, "/lam-viec/chuong-trinh/ngay-nghi/"),
            ("new dossier", self.producer_user, "/lam-viec/ho-so/moi/"),
            ("self-score", self.producer_user, f"{work}/tu-cham/"),
            ("score", scorer, f"{hall}/mau/{sealed.code}/"),
            ("sealed tally", self.sitting.chair, f"{hall}/mau/{sealed.code}/tong-hop/"),
            ("opened tally", self.sitting.chair, f"{hall}/mau/{opened.code}/tong-hop/"),
            ("communes", None, "/xa-phuong/?q=hoang"),
            ("commune", None, f"/xa-phuong/{self.commune_code}/"),
            ("producers", self.office, "/lam-viec/chu-the/"),
            ("producer", self.office, f"/lam-viec/chu-the/{self.producer_code}/"),
            ("producer form", self.office, f"/lam-viec/chu-the/{self.producer_code}/sua/"),
            ("near-same producers", self.office, "/lam-viec/chu-the/trung/"),
            ("products", self.office, "/lam-viec/san-pham/"),
            ("work product", self.office, f"/lam-viec/san-pham/{self.product_code}/"),
            ("product form", self.office, f"/lam-viec/san-pham/{self.product_code}/sua/"),
            ("imports", self.office, "/lam-viec/nhap-lieu/"),
            ("import", self.office, f"/lam-viec/nhap-lieu/{self.import_code}/"),
            ("import choices", self.office, f"/lam-viec/nhap-lieu/{self.import_code}/chon/"),
            ("import question", self.office, f"/lam-viec/nhap-lieu/{self.import_code}/ghi/"),
            ("register", self.office, "/lam-viec/nhap-lieu/so-tren-cong/"),
        ]


@pytest.fixture
def world(transactional_db: None) -> World:
    unit = communes.province()
    sitting = council.sitting(dossiers=2)
    opened, sealed = sitting.items
    council.start(sitting)
    for index in range(7):
        # The third sheet is further from the others than the regulation allows.
        level = 0.4 if index == 2 else 0.8
        council.score(sitting, index, council.answers(sitting.form, level, c3_5=1), opened)
    council.open_item(item=opened, actor=sitting.chair)
    council.declare(sitting, 1, sealed)
    half = council.answers(sitting.form, 0.8)
    council.fill(sitting, 1, dict(list(half.items())[:12]), sealed)
    stored = store_upload(upload=evaluations.pdf(), actor=sitting.officer)
    kept = Paper.objects.create(
        producer=sealed.dossier.product.producer,
        file=stored,
        kind=PaperKind.BUSINESS,
        title="Giấy đăng ký hợp tác xã",
        filename="giay.pdf",
    )
    DossierPaper.objects.create(
        dossier=sealed.dossier,
        paper=kept,
        criteria=["1.1"],
        added_by=sitting.officer,
    )

    scene = certificates.Scene(unit)
    shown = scene.product("Mắm tôm Ba Làng", story="Làng ven biển làm mắm từ lâu đời.")
    image(shown)
    certificate = certificates.recorded(
        scene, product=shown, stars=4, decided_on=today() - dt.timedelta(days=90)
    )
    certificates.recorded(scene, decided_on=today() - dt.timedelta(days=1095 - 20))
    draft = evaluations.dossier(
        product("Mắm cáy Hoằng Thanh", scene.producer), actor=scene.an, on=today()
    )
    filed = evaluations.in_state(
        DossierState.FILED,
        row=evaluations.dossier(
            product("Nước mắm Khúc Phụ", scene.producer), actor=scene.an, on=today()
        ),
        on=today(),
    )
    run = import_run(unit, by=scene.officer, lines=2)
    import_line(
        run,
        LineOutcome.CHOOSE,
        place=PlaceOutcome.AMBIGUOUS,
        options=[{"value": "new", "label": "Là sản phẩm mới"}],
        faults=[{"column": 7, "level": "look", "text": "Nên xem lại hạng sao"}],
        values={"changes": [{"label": "Hạng sao", "before": "3 sao", "after": "4 sao"}]},
    )
    recount(run)
    return World(
        product_code=shown.code,
        certificate_code=certificate.code,
        officer=scene.binh,
        office=scene.officer,
        producer_user=scene.an,
        commune_code=scene.commune.key,
        producer_code=scene.producer.code,
        import_code=run.code,
        draft=draft,
        filed=filed,
        sitting=sitting,
    )


def test_main_pages_are_accessible_fit_and_stay_silent(
    new_page: Callable[..., Page],
    console: list[str],
    faults_of: Callable[[Page], list[str]],
    world: World,
) -> None:
    found: dict[str, list[str]] = {}
    people: dict[int | None, Page] = {}
    for name, person, address in world.pages():
        key = person.pk if person else None
        if key not in people:
            people[key] = new_page(user=person)
        page = people[key]
        answer = page.goto(address)
        faults = faults_of(page)
        if answer is None or answer.status != 200:
            faults.append(f"status {answer and answer.status}")
        if page.locator("h1").count() != 1:
            faults.append(f"{page.locator('h1').count()} headings of level 1")
        faults += [f"console: {text}" for text in console]
        console.clear()
        if faults:
            found[name] = faults
    assert found == {}


def test_score_sheet_needs_no_mouse(new_page: Callable[..., Page], world: World) -> None:
    """A digit chooses, down and up go on and back without touching a mark, G leads to the words."""
    sealed = world.sitting.items[1]
    DossierPaper.objects.all().delete()  # a viewer that loads meanwhile would take a key
    page = new_page(user=world.sitting.members[1].user)
    page.goto(f"/lam-viec/hoi-dong/{sealed.session.code}/mau/{sealed.code}/")
    codes = [criterion.code for criterion in world.sitting.form.criteria]
    first, second = codes[12], codes[13]
    group = page.locator("details.k-crit:not(.done)").first
    assert group.locator("input").first.get_attribute("name") == f"c-{first}"
    group.locator("input").first.focus()
    page.keyboard.press("2")
    expect(page.locator("#tong")).to_contain_text("13 trên ")
    assert _focus(page) == (f"c-{first}", "2")
    page.keyboard.press("ArrowDown")
    assert _focus(page)[0] == f"c-{second}"
    assert page.locator(f'[name="c-{second}"]:checked').count() == 0
    page.keyboard.press("1")
    expect(page.locator("#tong")).to_contain_text("14 trên ")
    page.keyboard.press("ArrowUp")
    assert _focus(page) == (f"c-{first}", "2")
    assert page.locator(f'[name="c-{second}"]:checked').get_attribute("value") == "1"
    page.keyboard.press("g")
    page.keyboard.type("3")
    assert page.locator("#comment").input_value() == "3"
    lines = world.sitting.sheet(1, sealed).lines
    assert lines.get(criterion=first).points == 2
    assert lines.get(criterion=second).points == 1


def test_score_sheet_can_be_filled_in_without_script(
    new_page: Callable[..., Page], world: World
) -> None:
    sealed = world.sitting.items[1]
    page = new_page(user=world.sitting.members[1].user, javascript=False)
    page.goto(f"/lam-viec/hoi-dong/{sealed.session.code}/mau/{sealed.code}/")
    criterion = world.sitting.form.criteria[12]
    option = criterion.options[-1]
    page.locator(f'[name="c-{criterion.code}"][value="{option.points}"]').check()
    page.get_by_role("button", name="Lưu phiếu", exact=True).click()
    expect(page.locator("#thong-diep")).to_contain_text("Đã lưu phiếu")
    expect(page.locator("#tong")).to_contain_text("13 trên ")


def test_signing_right_after_typing_keeps_the_words_and_signs_once(
    new_page: Callable[..., Page], world: World
) -> None:
    """Leaving the comment saves it; signing waits for that save, which changes the version."""
    sealed = world.sitting.items[1]
    council.fill(world.sitting, 1, council.answers(world.sitting.form, 0.8), sealed)
    page = new_page(user=world.sitting.members[1].user)
    page.goto(f"/lam-viec/hoi-dong/{sealed.session.code}/mau/{sealed.code}/")
    page.locator("#comment").fill("Mắm thơm.")
    with page.expect_request("**/luu/"):
        page.locator("#comment").blur()
    page.get_by_role("button", name="Ký phiếu", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xem lại và ký phiếu")
    page.get_by_role("button", name="Ký phiếu", exact=True).click()
    expect(page.locator("#thong-diep")).to_contain_text("Đã ký phiếu")
    sheet = world.sitting.sheet(1, sealed)
    assert (sheet.state, sheet.comment) == (ScoreSheetState.SIGNED, "Mắm thơm.")


def test_a_press_before_the_save_has_begun_keeps_the_words_and_signs_nothing_yet(
    new_page: Callable[..., Page], world: World
) -> None:
    sealed = world.sitting.items[1]
    council.fill(world.sitting, 1, council.answers(world.sitting.form, 0.8), sealed)
    page = new_page(user=world.sitting.members[1].user)
    page.goto(f"/lam-viec/hoi-dong/{sealed.session.code}/mau/{sealed.code}/")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    # In one go: quicker than the pause before a save, as a press of the mouse is.
    page.evaluate(
        """(words) => {
          const box = document.querySelector("#comment");
          box.focus();
          box.value = words;
          box.dispatchEvent(new Event("input", {bubbles: true}));
          box.dispatchEvent(new Event("change", {bubbles: true}));
          box.blur();
          document.querySelector("#ky").click();
        }""",
        "Mắm thơm.",
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xem lại và ký phiếu")
    assert {url.rsplit("/", 2)[1] for url in sent} == {"luu"}
    page.get_by_role("button", name="Ký phiếu", exact=True).click()
    expect(page.locator("#thong-diep")).to_contain_text("Đã ký phiếu")
    sheet = world.sitting.sheet(1, sealed)
    assert (sheet.state, sheet.comment) == (ScoreSheetState.SIGNED, "Mắm thơm.")


def _focus(page: Page) -> tuple[str, str]:
    """Name and value of the field that has the focus."""
    name, value = page.evaluate("[document.activeElement.name, document.activeElement.value]")
    return name, value
