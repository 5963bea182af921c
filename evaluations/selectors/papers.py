"""What goes into the frozen copies of a dossier and onto the forms Mẫu số 01, 02 and 03."""

import datetime as dt
from typing import Any

from common.text import lower_first, normalise
from evaluations.enums import DossierKind
from evaluations.models import CommuneAssessment, Dossier
from evaluations.rating import Criterion, Option
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import (
    answers_of,
    explanations_of,
    last_submission,
    papers_in_order,
    prediction,
    province_of,
)
from evaluations.workflow.dossier import FORMS_OPEN
from evaluations.workflow.forms26 import GENDERS


def _chosen(criterion: Criterion, answer: Any) -> Option | None:
    case = answer["case"] if isinstance(answer, dict) else None
    points = answer["points"] if isinstance(answer, dict) else answer
    found = (option for option in criterion.options_of(case) if option.points == points)
    return next(found, None)


def _score_rows(dossier: Dossier) -> list[dict[str, Any]]:
    answers, words = answers_of(dossier), explanations_of(dossier)
    papers = papers_in_order(dossier)
    rows = []
    for criterion in parsed(dossier.sheet).criteria:
        answer = answers.get(criterion.code)
        option = None if answer is None else _chosen(criterion, answer)
        rows.append(
            {
                "part": criterion.part,
                "criterion": criterion.code,
                "name": criterion.name,
                "max": criterion.max_points,
                "case": option.case if option else None,
                "points": option.points if option else None,
                "label": option.label if option else "",
                "explanation": words.get(criterion.code, ""),
                "papers": [paper.title for paper in papers if criterion.code in paper.criteria],
            }
        )
    return rows


def _receipts(dossier: Dossier) -> dict[str, Any]:
    return {
        "commune": dossier.commune_receipt,
        "commune_on": dossier.filed_on,
        "province": dossier.province_receipt,
        "province_on": dossier.received_on,
    }


def submission_snapshot(dossier: Dossier, *, on: dt.date) -> dict[str, Any]:
    """Everything that is handed in, as plain facts; Mẫu 01 and 02 are printed from it alone."""
    producer, sheet = dossier.product.producer, parsed(dossier.sheet)
    result = prediction(dossier)
    return {
        "dossier": {"code": dossier.code, "kind": dossier.kind, "on": on, "year": on.year},
        "sheet": {
            "code": sheet.code,
            "digest": dossier.sheet.digest,
            "decision": sheet.decision,
            "number": sheet.number,
            "name": sheet.name,
            "parts": [
                {"code": part.code, "name": part.name, "max": part.max_points}
                for part in sheet.parts
            ],
            "samples": sheet.requires_samples,
        },
        "product": {"code": dossier.product.code, "name": dossier.product.name},
        "producer": {"code": producer.code, "name": producer.name, "kind": producer.kind},
        "commune": {"code": dossier.unit.code, "name": dossier.unit.full_name},
        "province": {
            "code": province_of(dossier.unit).code,
            "name": lower_first(province_of(dossier.unit).full_name),
        },
        "receipts": _receipts(dossier),
        "registration": dossier.registration,
        "report": dossier.report,
        "scores": _score_rows(dossier),
        "result": result.as_dict() if result else None,
        "papers": [
            {
                "code": paper.code,
                "kind": paper.kind,
                "title": paper.title,
                "filename": paper.filename,
                "sha256": paper.file.digest,
                "size": paper.file.size,
                "pages": paper.paper.pages,
                "number": paper.paper.number,
                "issuer": paper.paper.issuer,
                "issued_on": paper.paper.issued_on,
                "valid_until": paper.paper.valid_until,
                "holder": paper.paper.holder,
                "holder_address": paper.paper.holder_address,
                "holder_tax_code": paper.paper.holder_tax_code,
                "product_name": paper.paper.product_name,
                "withdrawn_on": paper.paper.withdrawn_on,
                "criteria": paper.criteria,
            }
            for paper in papers_in_order(dossier)
        ],
    }


def _meeting(assessment: CommuneAssessment | None) -> dict[str, Any] | None:
    """The chairman's meeting, where one was held (Đ7.2.a para. 2)."""
    if assessment is None or assessment.meeting_on is None:
        return None
    return {
        "on": assessment.meeting_on,
        "place": assessment.meeting_place,
        "people": assessment.meeting_people,
        "conclusion": assessment.meeting_conclusion,
    }


def assessment_snapshot(
    dossier: Dossier, assessment: CommuneAssessment | None, *, on: dt.date
) -> dict[str, Any]:
    """Mẫu số 03 as facts: who and what it is about (from Mẫu 02), the four contents, the letter."""
    report = dossier.report
    name = lower_first(dossier.unit.full_name)
    return {
        "body": f"Ủy ban nhân dân {name}",
        "commune": name,
        "province": lower_first(province_of(dossier.unit).full_name),
        "number": assessment.report_number if assessment else "",
        "letter_number": assessment.letter_number if assessment else "",
        "place": dossier.unit.name,
        "date": on,
        "producer": dossier.product.producer.name,
        "product": dossier.product.name,
        "organisation": report.get("organisation", ""),
        "address": report.get("address", ""),
        "representative": report.get("representative", ""),
        "gender": dict(GENDERS).get(report.get("gender", ""), ""),
        "ethnicity": report.get("ethnicity", ""),
        "permanent_address": report.get("permanent_address", ""),
        "material": assessment.material if assessment else "",
        "labour": assessment.labour if assessment else "",
        "idea": assessment.idea if assessment else "",
        "identity": assessment.identity if assessment else "",
        "meeting": _meeting(assessment),
        "signer_name": assessment.signer if assessment else "",
    }


def paper_facts(dossier: Dossier, *, on: dt.date) -> tuple[dict[str, Any], str]:
    """What Mẫu 01 and 02 are printed from, and why that is only a draft, empty when it isn't.

    Dossiers that are written or completed print what stands there now; everything else the frozen
    copy of the latest filing, with the receipts as the offices have filled them in since.
    """
    submission = last_submission(dossier)
    if dossier.state in FORMS_OPEN or submission is None:
        draft = "chưa nộp" if submission is None else "đang bổ sung, chưa gửi lại"
        return submission_snapshot(dossier, on=on), draft
    return {**submission.snapshot, "receipts": _receipts(dossier)}, ""


def prefilled_registration(dossier: Dossier) -> dict[str, Any]:
    """Mẫu 01 as far as the register knows it."""
    producer, product_set = dossier.product.producer, dossier.product.product_set
    parts = []
    if product_set is not None:
        parts = [product_set.group.name, product_set.subgroup, str(product_set)]
    return {
        "unit_name": producer.name,
        "representative": producer.representative,
        "position": producer.representative_position,
        "contact_address": producer.address,
        "phone": producer.phone,
        "email": producer.email,
        "product_name": dossier.product.name,
        "classification": normalise("; ".join(part for part in parts if part)),
        "place": dossier.unit.name,
    }


def prefilled_report(dossier: Dossier) -> dict[str, Any]:
    """Mẫu 02 as far as the register knows it."""
    producer, product = dossier.product.producer, dossier.product
    described = [product.name, product.packaging, product.description]
    return {
        "producer_name": producer.name,
        "organisation": producer.get_kind_display(),
        "address": producer.address,
        "phone": producer.phone,
        "email": producer.email,
        "representative": producer.representative,
        "gender": producer.representative_gender,
        "ethnicity": producer.representative_ethnicity,
        "permanent_address": producer.representative_address,
        "founded_on": producer.registered_on.isoformat() if producer.registered_on else "",
        "registration_number": producer.registration_number,
        "description": "\n".join(text for text in described if text),
        "place": dossier.unit.name,
    }


KIND_BOXES = tuple((kind.value, str(kind.label)) for kind in DossierKind)
