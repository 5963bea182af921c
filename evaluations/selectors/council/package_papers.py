"""Which papers a package holds, and what each of them tells; all from the frozen facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.text import fold, lower_first
from documents.enums import DocumentKind
from evaluations.enums import Level, SessionMode
from evaluations.selectors.council.package import facts_digest, short_digest
from evaluations.selectors.council.package_sheets import sheets_of_member
from evaluations.workflow.package import APPROVE, RECOGNISE

Facts = Mapping[str, Any]

_TEMPLATES = "evaluations/pdf/council_"
_DECISION = "Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 của Thủ tướng Chính phủ"
_CRITERIA_PAGE = (
    "ban hành Bộ tiêu chí và quy trình đánh giá, phân hạng sản phẩm Chương trình mỗi xã một sản "
    "phẩm"
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a package: its place and file name in the ZIP, its kind and what it's made of.

    ``subject`` is a member's code for the sheets of a member, else empty; ``word`` says whether
    there is a Word file of it.
    """

    position: int
    name: str
    title: str
    kind: str
    part: str
    subject: str = ""
    word: bool = True

    @property
    def template(self) -> str:
        """The page it is drawn from."""
        return f"{_TEMPLATES}{self.part}.html"


def papers_of(facts: Facts) -> list[Paper]:
    """The papers of these facts in their order: no draft decision without a product for it."""
    counts = facts["counts"]
    wanted = [
        ("minutes", "bien-ban-hop-hoi-dong", "Biên bản họp Hội đồng", DocumentKind.COUNCIL_MINUTES),
        ("tally", "bang-tong-hop-diem", "Bảng tổng hợp điểm", DocumentKind.MEMBERS_TALLY),
        ("report", "bao-cao-ket-qua", "Báo cáo kết quả đánh giá", DocumentKind.COUNCIL_REPORT),
        ("submission", "to-trinh", "Tờ trình", DocumentKind.SUBMISSION),
    ]
    if counts["recognise"]:
        wanted += [
            (
                "decision",
                "du-thao-quyet-dinh-cong-nhan",
                "Dự thảo quyết định công nhận",
                DocumentKind.DRAFT_DECISION,
            ),
            (
                "publication",
                "cong-bo-ket-qua",
                "Dự thảo công bố kết quả",
                DocumentKind.PUBLICATION,
            ),
        ]
    if counts["approve"]:
        wanted.insert(
            -1 if counts["recognise"] else len(wanted),
            (
                "approval",
                "du-thao-quyet-dinh-phe-duyet-ket-qua",
                "Dự thảo quyết định phê duyệt kết quả",
                DocumentKind.DRAFT_DECISION,
            ),
        )
    papers = [
        Paper(place, f"{place:02d}-{name}", title, kind, part)
        for place, (part, name, title, kind) in enumerate(wanted, start=1)
    ]
    scoring = [member for member in facts["members"] if member["sheets"]]
    return papers + [
        Paper(
            place,
            f"{place:02d}-phieu-danh-gia-{_slug(member['name'])}",
            f"Phiếu đánh giá của {member['name']}",
            DocumentKind.MEMBER_SHEETS,
            "sheets",
            subject=member["code"],
            word=False,
        )
        for place, member in enumerate(scoring, start=len(papers) + 1)
    ]


def _slug(name: str) -> str:
    """A person's name in letters that every system's file names take."""
    plain = "".join(char if char.isascii() and char.isalnum() else " " for char in fold(name))
    return "-".join(plain.split())[:40] or "thanh-vien"


def snapshot_of(facts: Facts, paper: Paper) -> dict[str, Any]:
    """What one paper tells, JSON-safe; ``trace`` is the digest of all the facts, in its foot."""
    made = _PARTS[paper.part](facts, paper)
    return {"trace": short_digest(facts_digest(facts)), "level": facts["level"], **made}


def _day(facts: Facts) -> str:
    """The day of a paper still to be signed: typed by the office, else left to be written."""
    typed: str = facts["inputs"]["dated_on"]
    return typed or f"ngày … tháng … năm {facts['session']['held_on'][:4]}"


def _lines(text: str) -> list[str]:
    return [line.strip().rstrip(";.") for line in text.splitlines() if line.strip()]


def _council_head(facts: Facts, *, number: str, date: str) -> dict[str, Any]:
    inputs = facts["inputs"]
    return {
        "parent": facts["body"]["authority"],
        "body": facts["body"]["council"],
        "number": number,
        "place": inputs["place"],
        "date": date,
        "signer_title": inputs["chair_title"],
        "signer_name": inputs["chair_name"],
    }


def _authority_head(facts: Facts, *, number: str, to: str) -> dict[str, Any]:
    inputs = facts["inputs"]
    return {
        "parent": "",
        "body": facts["body"]["authority"],
        "number": number,
        "place": inputs["place"],
        "date": _day(facts),
        "recipients": _lines(inputs[to]),
        "signer_title": inputs["authority_title"],
        "signer_name": inputs["authority_name"],
    }


def _common(facts: Facts) -> dict[str, Any]:
    """What most papers name: the law, the council, the sitting, the counts."""
    return {
        "basis": f"{_DECISION} {_CRITERIA_PAGE}",
        "authority": facts["body"]["authority"],
        "head": facts["body"]["head"],
        "council": facts["body"]["council"],
        "council_decision": facts["body"]["decision_number"],
        "council_decided_on": facts["body"]["decided_on"],
        "unit": facts["body"]["unit"],
        "session": facts["session"],
        "written": facts["session"]["mode"] == SessionMode.WRITTEN,
        "central": facts["level"] == Level.CENTRAL,
        "counts": facts["counts"],
        "counted": counted_words(facts["counts"]),
    }


def counted_words(counts: Mapping[str, int]) -> str:
    """How many products of each rank; ranks that nobody has are not named."""
    ranks = (
        ("five", "sản phẩm 5 sao"),
        ("four", "sản phẩm 4 sao"),
        ("three", "sản phẩm 3 sao"),
        ("none", "sản phẩm không đạt 3 sao"),
        ("gated", "sản phẩm bị loại hoặc không đánh giá"),
    )
    return ", ".join(f"{counts[name]} {words}" for name, words in ranks if counts[name])


def _minutes(facts: Facts, _paper: Paper) -> dict[str, Any]:
    inputs = facts["inputs"]
    ended = facts["session"]["concluded_at"][:10]
    labels = {member["code"]: member["name"] for member in facts["members"]}
    counting = {row["how_counted"] for row in facts["products"]}
    # Said once where every product was counted alike.
    alike = counting.pop() if len(counting) == 1 else ""
    products = [_minuted(row, labels) for row in facts["products"]]
    return {
        **_council_head(facts, number=inputs["minutes_number"], date=ended),
        **_common(facts),
        "attendance": facts["attendance"],
        "quorum": facts["quorum"],
        "declared": facts["declared"],
        "remarks": inputs["remarks"],
        "secretary_title": inputs["secretary_title"],
        "secretary_name": inputs["secretary_name"],
        "how_counted": alike,
        "products": [{**row, "how_counted": ""} for row in products] if alike else products,
        "referred": facts["referred"],
    }


def _minuted(row: Facts, labels: Mapping[str, str]) -> dict[str, Any]:
    """A product as the minutes tell it: who gave how many points in each scoring round."""
    rounds = [
        {**before, "scores": _named(before["scores"], labels), "final": False}
        for before in row["earlier"]
    ]
    last = {
        "round": row["scoring_round"],
        "reason": "",
        "total": row["total"],
        "spread": row["spread"],
        "spread_exceeded": row["spread_exceeded"],
        "scores": _named(row["scores"], labels),
        "final": True,
    }
    named = (
        "position", "name", "number", "producer", "commune", "kind", "set", "spread_reason",
        "band", "stars", "outcome", "outcome_text", "gates", "gate_reason", "held_back",
        "how_counted", "sentence", "note", "vote",
    )  # fmt: skip
    return {
        **{key: row[key] for key in named},
        "rounds": [*rounds, last],
        "recused": list(row["recused"].values()),
    }


def _named(scores: Mapping[str, str], labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"name": label, "total": scores[code]} for code, label in labels.items() if code in scores
    ]


def _tally(facts: Facts, _paper: Paper) -> dict[str, Any]:
    ended = facts["session"]["concluded_at"][:10]
    members = facts["members"]
    return {
        **_council_head(facts, number="", date=ended),
        **_common(facts),
        "secretary_title": facts["inputs"]["secretary_title"],
        "secretary_name": facts["inputs"]["secretary_name"],
        "columns": [
            {"number": place, "name": member["name"], "organisation": member["organisation"]}
            for place, member in enumerate(members, start=1)
        ],
        "rows": [
            {
                "position": row["position"],
                "name": row["name"],
                "producer": row["producer"],
                "cells": [_cell(row, member["code"]) for member in members],
                "total": row["total"],
                "spread": row["spread"],
                "spread_exceeded": row["spread_exceeded"],
                "band": row["band"],
                "stars": row["stars"],
                "outcome": row["outcome"],
                "outcome_text": row["outcome_text"],
                "rescored": row["scoring_round"] > 1,
            }
            for row in facts["products"]
        ],
    }


def _cell(row: Facts, code: str) -> str:
    """A member's points; a dash for who has an interest, a cross for who gave none."""
    if code in row["recused"]:
        return "–"
    return str(row["scores"].get(code, "x"))


def _report(facts: Facts, _paper: Paper) -> dict[str, Any]:
    inputs = facts["inputs"]
    return {
        **_council_head(facts, number=inputs["report_number"], date=_day(facts)),
        **_common(facts),
        "to": facts["body"]["head"],
        "recipients": _lines(inputs["report_to"]),
        "quorum": facts["quorum"],
        "declared": facts["declared"],
        "products": [_told(row) for row in facts["products"]],
        "recognise": _of_way(facts, RECOGNISE),
        "approve": _of_way(facts, APPROVE),
    }


def _told(row: Facts) -> dict[str, Any]:
    """A product as lists of the report and of the submission name it."""
    keys = (
        "position", "name", "number", "producer", "address", "commune", "kind", "set", "total",
        "band", "stars", "outcome", "outcome_text", "sentence", "way", "spread_exceeded",
        "spread_reason", "gates", "gate_reason",
    )  # fmt: skip
    return {**{key: row[key] for key in keys}, "rescored": row["scoring_round"] > 1}


def _listed(row: Facts) -> dict[str, Any]:
    """A product as an annex lists it."""
    keys = ("name", "number", "producer", "address", "commune", "set", "total", "stars")
    return {key: row[key] for key in keys}


def _of_way(facts: Facts, way: str) -> list[dict[str, Any]]:
    rows = [row for row in facts["products"] if row["way"] == way]
    # The best first, as in the annex of a decision; equal ones in the order of the agenda.
    rows.sort(key=lambda row: (-row["stars"], row["position"]))
    return [_listed(row) for row in rows]


def _submission(facts: Facts, _paper: Paper) -> dict[str, Any]:
    inputs = facts["inputs"]
    return {
        "parent": inputs["office_parent"],
        "body": inputs["office"],
        "number": inputs["submission_number"],
        "place": inputs["place"],
        "date": _day(facts),
        "recipients": _lines(inputs["submission_to"]),
        "signer_title": inputs["office_title"],
        "signer_name": inputs["office_name"],
        **_common(facts),
        "to": facts["body"]["head"],
        "report_number": inputs["report_number"],
        "recognise": _of_way(facts, RECOGNISE),
        "approve": _of_way(facts, APPROVE),
        "rest": [_told(row) for row in facts["products"] if row["way"] == "none"],
    }


def _decision(facts: Facts, paper: Paper) -> dict[str, Any]:
    way = APPROVE if paper.part == "approval" else RECOGNISE
    items = _of_way(facts, way)
    number = facts["inputs"]["approval_number" if way == APPROVE else "decision_number"]
    place = lower_first(facts["body"]["unit"])
    return {
        **_authority_head(facts, number=number, to="decision_to"),
        **_common(facts),
        "office": facts["inputs"]["office"],
        "report_number": facts["inputs"]["report_number"],
        "submission_number": facts["inputs"]["submission_number"],
        "where": f"trên địa bàn {place}" if place else "cấp quốc gia",
        "items": items,
        "four": sum(item["stars"] == 4 for item in items),
        "three": sum(item["stars"] == 3 for item in items),
    }


def _publication(facts: Facts, _paper: Paper) -> dict[str, Any]:
    """Products to be recognised, with their stars: no points, and nothing of any other product."""
    place = lower_first(facts["body"]["unit"])
    items = _of_way(facts, RECOGNISE)
    common = {
        key: value
        for key, value in _common(facts).items()
        if key in ("basis", "authority", "central", "session")
    }
    return {
        **_authority_head(facts, number=facts["inputs"]["publication_number"], to="publication_to"),
        **common,
        "decision_number": facts["inputs"]["decision_number"],
        "where": f"trên địa bàn {place}" if place else "cấp quốc gia",
        "items": [{**item, "total": ""} for item in items],
    }


def _sheets(facts: Facts, paper: Paper) -> dict[str, Any]:
    return sheets_of_member(facts, paper.subject)


_PARTS = {
    "minutes": _minutes,
    "tally": _tally,
    "report": _report,
    "submission": _submission,
    "decision": _decision,
    "approval": _decision,
    "publication": _publication,
    "sheets": _sheets,
}
