"""Dossiers given to advisers, written, reported."""

import datetime as dt
from typing import Any

from accounts.enums import Role
from accounts.models import User
from communes.models import AdministrativeUnit
from evaluations.models import Appraisal, Dossier
from evaluations.selectors.dossier import province_of
from evaluations.services.appraisal import assign_appraisal, report_appraisal, save_appraisal
from tests.factories import accounts, evaluations

ON = evaluations.ON
TEXTS = {
    "survey_place": "Xưởng tại thôn 3",
    "survey_people": "Tổ tư vấn, cán bộ xã, giám đốc hợp tác xã",
    "survey_findings": "Xưởng sạch, có nhật ký ủ; chum không có nắp lưới.",
    "strengths": "Nguyên liệu trong xã, có hợp đồng thu mua.",
    "weaknesses": "Nhãn chưa ghi hạn dùng sau khi mở nắp.",
    "conclusion": "Đủ điều kiện đưa ra Hội đồng.",
}


def adviser(unit: AdministrativeUnit, full_name: str = "Lưu Văn Khoa") -> User:
    """A member of the province's advisory team."""
    return accounts.user(full_name, Role.ADVISER, unit)


def appraisal(
    dossier: Dossier | None = None, *, lead: User | None = None, on: dt.date = ON, **given: Any
) -> Appraisal:
    """A dossier of a round, given to Khoa."""
    row = dossier or evaluations.in_state("accepted", on=on)
    province = province_of(row.unit)
    return assign_appraisal(
        dossier=row,
        lead=lead or adviser(province),
        actor=accounts.province_officer(province),
        on=on,
        **given,
    )


def lead_of(row: Appraisal) -> User:
    """Who leads it."""
    return row.members.get(leads=True).user


def written(row: Appraisal, *, on: dt.date = ON, **texts: str) -> Appraisal:
    """Everything that a report asks for, two remarks."""
    row.refresh_from_db()
    return save_appraisal(
        appraisal=row,
        texts={**TEXTS, **texts},
        findings={"1.1": "Có sổ thu mua.", "3.1": "Cảm quan đạt."},
        survey_on=on,
        version=row.version,
        actor=lead_of(row),
        on=on,
    )


def reported(row: Appraisal | None = None, *, on: dt.date = ON, **texts: str) -> Appraisal:
    """Written and handed to the chair."""
    row = written(row or appraisal(on=on), on=on, **texts)
    return report_appraisal(appraisal=row, signer="Lưu Văn Khoa", actor=lead_of(row), on=on)
