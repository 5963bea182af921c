"""Components of templates/components/: what they print, escape and tie together."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from common.templatetags.ui import clock_days, density, heat, initials, ruler_parts

BASE = Path(settings.BASE_DIR)
TEMPLATES = BASE / "templates"
COMPONENTS = TEMPLATES / "components"
BANDS = [(3, 50), (4, 70), (5, 90)]


def rendered(markup: str, request: Any = None, **context: Any) -> str:
    """``markup`` as a template file would be read, white space squeezed."""
    template = engines["django"].from_string(CottonCompiler().process(markup))
    return re.sub(r"\s+", " ", template.render(context, request)).strip()


def words(markup: str, **context: Any) -> str:
    """The text a reader gets."""
    text = re.sub(r"<[^>]+>", " ", rendered(markup, **context))
    return re.sub(r"\s+", " ", text).strip()


class PackForm(forms.Form):
    """A form with one field of each shape."""

    code = forms.CharField(label="Mã", help_text="Tám chữ và số", max_length=8)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label="Loại", choices=[("a", "Lọ"), ("b", "Hộp")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Đồng ý")
    hidden = forms.CharField(widget=forms.HiddenInput, initial="x")


@pytest.fixture
def faulty_form() -> PackForm:
    form = PackForm({"code": "123456789", "hidden": "x"}, auto_id="id_%s")
    assert not form.is_valid()
    return form


# --- the set as a whole ------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.stem)
def test_a_component_explains_itself_and_is_shown(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    shown = "".join(
        other.read_text(encoding="utf-8")
        for other in [
            TEMPLATES / "gallery.html",
            *COMPONENTS.glob("*.html"),
            *TEMPLATES.glob("base*"),
        ]
        if other != path
    )
    assert text.startswith("{% comment %}\n")
    assert re.search(rf"<c-{path.stem.replace('_', '-')}[\s/>]", shown)


def test_components_never_print_attributes_unescaped() -> None:
    faults = [
        path.name
        for path in COMPONENTS.glob("*.html")
        if re.search(r"\{\{\s*attrs\s*\}\}|\|safe\b", path.read_text(encoding="utf-8"))
    ]
    assert faults == []


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    sprite = (BASE / "static/img/icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="i-([a-z0-9-]+)"', sprite))
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(
            r'(?:<c-icon name|\bicon(?:_end)?)="([a-z0-9-]+)"', path.read_text(encoding="utf-8")
        )
    }
    assert named - known == set()


def test_vendored_files_are_those_that_were_listed() -> None:
    lines = (BASE / "static/vendor/SHA384SUMS").read_text(encoding="ascii").splitlines()
    listed = {path: sha for sha, path in (line.split("  ", 1) for line in lines)}
    found = {
        path: hashlib.sha384((BASE / "static" / path).read_bytes()).hexdigest() for path in listed
    }
    assert found == listed


def test_colours_stand_in_one_file() -> None:
    faults = {
        path.name: found
        for path in (BASE / "static/css").glob("*.css")
        if path.name not in {"tokens.css", "certificate.css", "official.css", "print.css"}
        and (found := re.findall(r"#(?!fff\b|777\b)[0-9a-fA-F]{3,8}\b", path.read_text("utf-8")))
    }
    assert faults == {}


# --- escaping ----------------------------------------------------------------------------------

EVIL = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    "markup",
    [
        '<c-btn :title="evil">Xem</c-btn>',
        '<c-btn title="{{ evil }}">Xem</c-btn>',
        '<c-btn :href="evil" :data-x="evil">{{ evil }}</c-btn>',
        "<c-chip>{{ evil }}</c-chip>",
        '<c-ribbon :title="evil">{{ evil }}</c-ribbon>',
        '<c-card :href="evil" :name="evil" :producer="evil" :place="evil" :src="evil" n="3" />',
        '<c-field :label="evil" name="x" :value="evil" :hint="evil" :error="evil" />',
        '<c-dl :items="pairs" />',
        '<c-work-row :href="evil" :title="evil" :note="evil" :due="evil" />',
        '<c-options name="c" :legend="evil" :choices="choices" />',
        '<c-table :caption="evil"></c-table>',
    ],
)
def test_text_from_outside_stays_text(markup: str) -> None:
    html = rendered(
        markup,
        evil=EVIL,
        pairs=[(EVIL, EVIL), {"term": EVIL, "value": EVIL, "url": EVIL}],
        choices=[{"value": EVIL, "points": 1, "label": EVIL}],
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html


# --- stars, status, ruler, day strip -----------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "said", "empty"),
    [
        (5, "5 sao", 0),
        ("4", "4 sao", 1),
        (3, "3 sao", 2),
        (0, "Chưa xếp hạng", 0),
        (None, "Chưa xếp hạng", 0),
    ],
)
def test_stars_always_stand_with_their_words(count: Any, said: str, empty: int) -> None:
    markup = '<c-stars :n="count" />'
    assert words(markup, count=count) == said
    assert rendered(markup, count=count).count('class="off"') == empty


@pytest.mark.parametrize(
    ("status", "icon"),
    [
        ("ok", "check-circle-fill"),
        ("warn", "hourglass-split"),
        ("halt", "pause-circle-fill"),
        ("bad", "x-octagon-fill"),
        ("info", "arrow-repeat"),
        ("off", "clock-history"),
    ],
)
def test_a_status_is_icon_word_and_colour(status: str, icon: str) -> None:
    html = rendered('<c-chip :status="status">Lời</c-chip>', status=status)
    assert f'class="o-chip {status}"' in html
    assert re.findall(r"#i-([a-z-]+)", html) == [icon]
    assert words('<c-chip :status="status">Lời</c-chip>', status=status) == "Lời"


def test_the_ruler_takes_its_bands_from_the_sheet() -> None:
    drawn = ruler_parts(
        [{"star": 4, "min": 60}, {"star": 3, "min": 40}, {"star": 2, "min": 10}], 55
    )
    assert [(mark["star"], mark["edge"]) for mark in drawn["marks"]] == [(3, "40"), (4, "60")]
    assert drawn["label"] == "Thước sao: 55,00 điểm trên 100; 3 sao từ 40; 4 sao từ 60"
    assert drawn["x"] == 176.0


@pytest.mark.parametrize(("value", "place"), [(0, 0.0), (100, 320.0), (120, 320.0), (-1, 0.0)])
def test_the_marker_stays_on_the_ruler(value: int, place: float) -> None:
    assert ruler_parts(BANDS, value)["x"] == place


def test_a_ruler_without_points_has_no_marker() -> None:
    html = rendered('<c-ruler :bands="bands" />', bands=BANDS)
    assert 'class="mark"' not in html
    assert "Thước sao: chưa có điểm; 3 sao từ 50; 4 sao từ 70; 5 sao từ 90" in html


def test_numbers_in_drawings_keep_the_decimal_point() -> None:
    html = rendered(
        '<c-ruler :value="value" :bands="bands" :ghost="80.5" />', value="70.33", bands=BANDS
    )
    assert re.findall(r'(?:x|width|d)="M?[\d ]*,', html) == []
    assert ">70,33</text>" in html


@pytest.mark.parametrize(
    ("used", "paused", "said", "status", "cells"),
    [
        (3, 0, "Còn 12 ngày", "", "uuu............"),
        (12, 0, "Còn 3 ngày", "", "uuuuuuuuuuuu..."),
        (13, 0, "Còn 2 ngày", "warn", "wwwwwwwwwwwww.."),
        (15, 0, "Hạn hôm nay", "warn", "wwwwwwwwwwwwwww"),
        (16, 0, "Quá 1 ngày", "bad", "xxxxxxxxxxxxxxx"),
        (6, 3, "Còn 9 ngày", "", "uuuuuuppp........."),
    ],
)
def test_the_day_strip_says_and_draws_the_same(
    used: int, paused: int, said: str, status: str, cells: str
) -> None:
    days = clock_days(used, 15, paused)
    assert (days["words"], days["status"]) == (said, status)
    assert "".join(cell or "." for cell in days["cells"]) == cells


@pytest.mark.parametrize(
    ("value", "tint"),
    [("3", ""), ("3.6", "up1"), ("4.5", "up2"), ("2.4", "dn1"), ("1.5", "dn2"), (None, "rec")],
)
def test_a_tally_cell_is_tinted_by_its_distance_to_the_mean(value: str | None, tint: str) -> None:
    assert heat({"value": value, "mean": "3", "maximum": 5}) == tint


def test_a_sealed_cell_prints_no_number() -> None:
    rows = [
        {
            "code": "1.1",
            "name": "Nguồn",
            "cells": [{"sealed": True, "value": 4, "mean": 3, "maximum": 5}],
        }
    ]
    said = words(
        '<c-heat :columns="columns" :rows="rows" :key="False" />', columns=["A"], rows=rows
    )
    assert said == "Điểm theo tiêu chí Tiêu chí A Trung bình Lệch 1.1 Nguồn – –"


# --- forms -------------------------------------------------------------------------------------


def test_a_field_ties_hint_and_error_to_its_input(faulty_form: PackForm) -> None:
    html = rendered('<c-field :field="form.code" />', form=faulty_form)
    assert 'aria-describedby="id_code_hint id_code_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="o-in"' in html
    assert [html.count(f'id="id_code{end}"') for end in ("", "_hint", "_error")] == [1, 1, 1]
    assert html.index("<label") < html.index("o-hint") < html.index("o-err") < html.index("<input")


def test_only_fields_that_may_stay_empty_say_so(faulty_form: PackForm) -> None:
    optional = [
        field.name
        for field in faulty_form.visible_fields()
        if "(không bắt buộc)" in words('<c-field :field="field" />', field=field)
    ]
    assert optional == ["note"]


def test_choices_are_a_group_with_a_legend(faulty_form: PackForm) -> None:
    html = rendered('<c-field :field="form.kind" />', form=faulty_form)
    assert html.startswith('<fieldset class="o-field err" id="id_kind"')
    assert html.count("<legend>") == 1
    assert html.count('type="radio"') == 2


def test_every_link_of_the_summary_leads_to_an_input(faulty_form: PackForm) -> None:
    html = rendered('<c-errsum :form="form" /><c-fields :form="form" />', form=faulty_form)
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets == ["id_code", "id_kind_0", "id_agreed"]
    assert [html.count(f'id="{target}"') for target in targets] == [1, 1, 1]
    assert "Có 3 chỗ cần sửa" in html


def test_a_form_without_faults_has_no_summary() -> None:
    form = PackForm({"code": "1", "kind": "a", "agreed": "on", "hidden": "x"})
    assert rendered('<c-errsum :form="form" />', form=form) == ""


def test_a_form_printed_whole_wears_the_same_clothes(faulty_form: PackForm) -> None:
    faulty_form.add_error(None, "Lô này đã đăng ký")
    whole = re.sub(r"\s+", " ", str(faulty_form))
    by_hand = rendered('<c-fields :form="form" />', form=faulty_form)
    assert whole.strip().endswith(by_hand)
    assert "Lô này đã đăng ký</p>" in whole
    group = re.sub(r"\s+", " ", faulty_form["code"].as_field_group()).strip()
    assert group == rendered('<c-field :field="form.code" />', form=faulty_form)


def test_score_options_keep_the_official_words_and_mark_the_chosen_one() -> None:
    choices = [
        {"value": 0, "points": 0, "label": "Không có"},
        {"value": 3, "points": 3, "label": "Có từ 5 đại lý", "star": 4},
    ]
    html = rendered(
        '<c-options name="c41" legend="4.1" :value="3" :choices="choices" />', choices=choices
    )
    assert re.findall(r'value="(\d)" data-digit="(\d)"( checked)?', html) == [
        ("0", "0", ""),
        ("3", "3", " checked"),
    ]
    assert html.count("cần cho 4 sao") == 1


@pytest.mark.parametrize(("value", "checked"), [(None, []), (0, ["0"]), ("", [""])])
def test_zero_nothing_and_not_yet_are_three_answers(value: Any, checked: list[str]) -> None:
    html = rendered(
        '<c-options name="c" legend="L" :value="value" empty="Không có" :choices="choices" />',
        value=value,
        choices=[{"value": 0, "points": 0, "label": "Không đạt"}],
    )
    assert re.findall(r'value="(\d*)"(?: data-digit="\d")? checked', html) == checked


def test_a_blocked_button_says_why() -> None:
    html = rendered('<c-btn blocked="Còn 3 tiêu chí chưa chấm">Ký phiếu</c-btn>')
    assert 'type="button"' in html
    assert 'aria-disabled="true"' in html
    assert html.count("Còn 3 tiêu chí chưa chấm") == 2
    assert " disabled" not in html


# --- lists -------------------------------------------------------------------------------------


def test_pages_keep_the_other_parameters() -> None:
    request = RequestFactory().get("/san-pham/", {"q": "mắm tôm", "sao": ["3", "4"], "trang": "2"})
    page = Paginator(range(100), 10).get_page(2)
    html = rendered('<c-pager :page="page" noun="sản phẩm" />', request, page=page)
    links = re.findall(r'<a href="([^"]+)"', html)
    kept = "?q=m%E1%BA%AFm+t%C3%B4m&amp;sao=3&amp;sao=4"
    assert links[0] == kept
    assert links[-1] == f"{kept}&amp;trang=3"
    assert "11–20 trong 100 sản phẩm" in html


def test_a_list_of_one_page_says_its_count_only() -> None:
    page = Paginator(range(3), 10).get_page(1)
    assert words('<c-pager :page="page" noun="hồ sơ" />', page=page) == "3 hồ sơ"


def test_a_list_is_taken_away_as_filtered_without_its_page() -> None:
    request = RequestFactory().get("/lam-viec/", {"q": "mắm", "sao": ["3", "4"], "trang": "2"})
    links = re.findall(r'<a href="([^"]+)"', rendered('<c-take noun="sản phẩm" />', request))
    kept = "?q=m%E1%BA%AFm&amp;sao=3&amp;sao=4"
    assert links == [f"{kept}&amp;tai=xlsx", f"{kept}&amp;tai=csv"]


def test_a_zero_in_a_summary_is_a_value() -> None:
    assert words('<c-dl :items="items" />', items=[("Lỗi", 0), ("Mã", "")]) == "Lỗi 0 Mã Chưa có"


def test_a_filter_without_rows_is_grey_unless_chosen() -> None:
    choices = [
        {"value": "a", "label": "A", "count": 0},
        {"value": "b", "label": "B", "count": 0, "checked": True},
    ]
    html = rendered('<c-facet legend="Nhóm" name="n" :choices="choices" />', choices=choices)
    assert re.findall(r'value="(\w)"( checked| disabled)', html) == [
        ("a", " disabled"),
        ("b", " checked"),
    ]


@pytest.mark.parametrize(
    ("name", "letters"), [("Lê Thị Hạnh", "LH"), ("Đỗ Ân", "ĐÂ"), ("An", "A"), ("", "")]
)
def test_the_badge_takes_family_and_given_name(name: str, letters: str) -> None:
    assert initials(name) == letters


# --- pages of one message ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("400", "Không đọc được yêu cầu"),
        ("403", "Việc này dành cho người khác"),
        ("403_csrf", "Trang đã mở quá lâu"),
        ("404", "Không tìm thấy trang"),
        ("409", "Chưa làm được việc này"),
        ("429", "Xin chờ một chút"),
        ("500", "Trang gặp sự cố"),
    ],
)
def test_an_error_page_needs_no_context(page: str, heading: str) -> None:
    html = render_to_string(f"errors/{page}.html")
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == [heading]
    assert '<html lang="vi">' in html


@pytest.mark.parametrize("page", ["400", "403", "409", "429"])
def test_an_error_page_says_the_sentence_it_was_given(page: str) -> None:
    html = render_to_string(
        f"errors/{page}.html", {"message": "Phường đã gửi hồ sơ <b>hôm qua</b>"}
    )
    assert "<p>Phường đã gửi hồ sơ &lt;b&gt;hôm qua&lt;/b&gt;</p>" in html


def test_the_crash_page_uses_no_hashed_file() -> None:
    text = (TEMPLATES / "errors/500.html").read_text(encoding="utf-8")
    assert "{% static" not in text
    assert "{% extends" not in text
    files = re.findall(r'href="/static/([^"]+)"', text)
    assert [path for path in files if not (BASE / "static" / path).exists()] == []


@pytest.mark.parametrize(
    ("name", "packs", "css"),
    [
        ("Mắm tép", "Hũ 300 g", ""),
        (
            "Nước mắm cốt nhĩ cá cơm truyền thống Hải Thanh loại đặc biệt chai thủy tinh 500 ml A",
            "",
            "tight",
        ),
        ("N" * 90, "Chai thủy tinh 500 ml; " * 20, "tight tightest"),
    ],
)
def test_long_names_make_a_certificate_denser(name: str, packs: str, css: str) -> None:
    snapshot = {
        "product": {"name": name, "packaging": packs},
        "producer": {"name": "Hộ", "address": "Xã"},
    }
    assert density(snapshot) == css
