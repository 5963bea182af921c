"""Names, addresses and numbers that differ between papers, Mẫu số 01, 02 and the register."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from common.dates import vn_date
from evaluations.advising.facts import Facts, Register
from evaluations.advising.findings import PAPERS, REGISTRATION, REPORT, Hit, Rule, Severity, quoted
from evaluations.advising.names import (
    Gap,
    address_gap,
    person_gap,
    producer_gap,
    product_gap,
    same_number,
    same_tax_code,
)
from producers.enums import PaperKind

_PAPER_REMEDY = (
    "Gõ nhầm thì sửa ở kho giấy tờ; giấy in sai thì xin cơ quan cấp sửa; sổ sai thì sửa sổ"
)
_FORM_REMEDY = "Sửa ở mẫu này cho giống sổ và giấy tờ, hoặc sửa sổ nếu sổ sai"
# Papers that are written by or for others, on which the producer's name need not stand.
_OF_OTHERS = frozenset({PaperKind.MATERIAL, PaperKind.PHOTO, PaperKind.OTHER})


def _only_accents(gap: Gap) -> str:
    return ": chỉ khác dấu" if gap == Gap.ACCENTS else ""


# --- papers ---------------------------------------------------------------------------------------


def _printed(
    facts: Facts, what: str, column: str, known: str, gap: Callable[[str], Gap]
) -> Iterator[Hit]:
    for paper in facts.papers:
        text = getattr(paper, column)
        if not text or not known or paper.kind in _OF_OTHERS:
            continue
        found = gap(text)
        if found in (Gap.ACCENTS, Gap.OTHER):
            yield Hit(
                f"{quoted(paper.title)} ghi {what} {quoted(text)}, sổ ghi {quoted(known)}"
                f"{_only_accents(found)}",
                remedy=_PAPER_REMEDY,
                subject=paper.code,
                column=column,
            )


def _holder(facts: Facts) -> Iterator[Hit]:
    register = facts.register
    return _printed(
        facts,
        "chủ thể",
        "holder",
        register.producer_name,
        lambda text: producer_gap(text, register),
    )


def _holder_address(facts: Facts) -> Iterator[Hit]:
    register = facts.register
    known = ", ".join(filter(None, [register.address, *register.communes[:1]]))
    return _printed(
        facts,
        "địa chỉ",
        "holder_address",
        known,
        lambda text: address_gap(text, register),
    )


def _former_commune(facts: Facts) -> Iterator[Hit]:
    for paper in facts.papers:
        if paper.kind in _OF_OTHERS or not paper.holder_address:
            continue
        if address_gap(paper.holder_address, facts.register) == Gap.FORMER:
            yield Hit(
                f"{quoted(paper.title)} ghi địa chỉ theo tên xã, phường cũ"
                f" {quoted(paper.holder_address)}",
                remedy=f"Nay là {facts.register.communes[0]}. Giấy vẫn dùng được; khi cấp lại thì"
                " ghi tên mới",
                subject=paper.code,
                column="holder_address",
            )


def _product(facts: Facts) -> Iterator[Hit]:
    name = facts.register.product_name
    return _printed(
        facts,
        "sản phẩm",
        "product_name",
        name,
        lambda text: product_gap(text, name),
    )


def _holder_tax_code(facts: Facts) -> Iterator[Hit]:
    known = facts.register.tax_code
    for paper in facts.papers:
        if known and paper.holder_tax_code and not same_tax_code(paper.holder_tax_code, known):
            yield Hit(
                f"{quoted(paper.title)} ghi mã số thuế {paper.holder_tax_code}, sổ ghi {known}",
                remedy=_PAPER_REMEDY,
                subject=paper.code,
                column="holder_tax_code",
            )


# --- forms ----------------------------------------------------------------------------------------


class _Line(NamedTuple):
    """A field of a form that says what the register says too."""

    what: str
    field: str
    known: str  # its name in the register
    gap: Callable[[str, Register], Gap]


def _person(text: str, register: Register) -> Gap:
    return person_gap(text, register.representative)


_IN_REGISTRATION = (
    _Line("đơn vị", "unit_name", "producer_name", producer_gap),
    _Line("người đại diện", "representative", "representative", _person),
    _Line(
        "sản phẩm",
        "product_name",
        "product_name",
        lambda text, register: product_gap(text, register.product_name),
    ),
)
_IN_REPORT = (
    _Line("chủ thể", "producer_name", "producer_name", producer_gap),
    _Line("địa chỉ", "address", "address", address_gap),
    _Line("người đại diện", "representative", "representative", _person),
    _Line(
        "số giấy đăng ký",
        "registration_number",
        "registration_number",
        lambda text, register: (
            Gap.NONE if same_number(text, register.registration_number) else Gap.OTHER
        ),
    ),
)


def _typed(
    form: str, data: Mapping[str, object], lines: Iterable[_Line], register: Register
) -> Iterator[Hit]:
    for line in lines:
        text, known = str(data.get(line.field) or ""), getattr(register, line.known)
        if not text or not known:
            continue
        found = line.gap(text, register)
        if found in (Gap.ACCENTS, Gap.OTHER):
            yield Hit(
                f"{form} ghi {line.what} {quoted(text)}, sổ ghi {quoted(known)}"
                f"{_only_accents(found)}",
                remedy=_FORM_REMEDY,
                subject=line.field,
            )


def _in_registration(facts: Facts) -> Iterator[Hit]:
    return _typed("Mẫu số 01", facts.registration, _IN_REGISTRATION, facts.register)


def _in_report(facts: Facts) -> Iterator[Hit]:
    yield from _typed("Mẫu số 02", facts.report, _IN_REPORT, facts.register)
    yield from _founded_on(facts)


def _founded_on(facts: Facts) -> Iterator[Hit]:
    known = facts.register.registered_on
    try:
        told = dt.date.fromisoformat(str(facts.report.get("founded_on") or ""))
    except ValueError:
        return
    if known is not None and told != known:
        yield Hit(
            f"Mẫu số 02 ghi ngày thành lập {vn_date(told)}, sổ ghi {vn_date(known)}",
            remedy=_FORM_REMEDY,
            subject="founded_on",
        )


def _between_forms(facts: Facts) -> Iterator[Hit]:
    """Mẫu 01 against Mẫu 02, where the register says nothing that would decide."""
    one, other = facts.registration.get("representative"), facts.report.get("representative")
    if not one or not other or facts.register.representative:
        return
    gap = person_gap(str(one), str(other))
    if gap != Gap.NONE:
        yield Hit(
            f"Mẫu số 01 ghi người đại diện {quoted(str(one))}, Mẫu số 02 ghi {quoted(str(other))}"
            f"{_only_accents(gap)}",
            remedy="Sửa cho hai mẫu giống nhau",
            subject="representative",
        )


def _business_number(facts: Facts) -> Iterator[Hit]:
    told = str(facts.report.get("registration_number") or "")
    for paper in facts.papers_of(PaperKind.BUSINESS):
        if told and paper.number and not same_number(paper.number, told):
            yield Hit(
                f"{quoted(paper.title)} mang số {quoted(paper.number)}, Mẫu số 02 ghi số giấy"
                f" đăng ký {quoted(told)}",
                remedy="Sửa cho giống số in trên giấy",
                subject=paper.code,
                column="number",
            )


RULES = (
    Rule("form_differs", Severity.ADVICE, "", REGISTRATION, _in_registration),
    Rule("report_differs", Severity.ADVICE, "", REPORT, _in_report),
    Rule("forms_differ", Severity.ADVICE, "", REPORT, _between_forms),
    Rule("paper_holder", Severity.ADVICE, "", PAPERS, _holder),
    Rule("paper_address", Severity.ADVICE, "", PAPERS, _holder_address),
    Rule("paper_former_commune", Severity.ADVICE, "", PAPERS, _former_commune),
    Rule("paper_tax_code", Severity.ADVICE, "", PAPERS, _holder_tax_code),
    Rule("paper_product", Severity.ADVICE, "", PAPERS, _product),
    Rule("business_number", Severity.ADVICE, "", PAPERS, _business_number),
)
