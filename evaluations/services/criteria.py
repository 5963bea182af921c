"""Loading score sheets as drafts and publishing the sound ones."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from evaluations.enums import EvaluationVerb, SheetState
from evaluations.models import CriteriaSheet, RuleVersion
from evaluations.rating import (
    Problem,
    Sheet,
    SheetFormatError,
    check_sheet,
    is_sound,
    parse_sheet,
    reference_codes,
    reference_data,
)
from products.models import ProductSet
from products.services import classification

# The decisions as they stand in the record. 1048 ended the day before 148 replaced it on its day of
# signature; 148 and 1489 cease 60 days after 22/05/2026 (Đ11), beside 26/2026 until then.
RULE_VERSIONS: dict[str, dict[str, str | None]] = {
    "QD26": {
        "number": "26/2026/QĐ-TTg",
        "title": "Quyết định về Bộ tiêu chí và quy trình đánh giá, phân hạng sản phẩm OCOP",
        "issued_on": "2026-05-22",
        "valid_from": "2026-05-22",
        "valid_to": None,
        "notes": "Có hiệu lực từ 22/05/2026 (Điều 11).",
    },
    "QD148": {
        "number": "148/QĐ-TTg",
        "title": "Quyết định ban hành Bộ tiêu chí và quy trình đánh giá, phân hạng sản phẩm OCOP",
        "issued_on": "2023-02-24",
        "valid_from": "2023-02-24",
        "valid_to": "2026-07-21",
        "notes": (
            "Sửa đổi bởi Quyết định 1489/QĐ-TTg từ 06/07/2025. Hết hiệu lực sau 60 ngày kể từ "
            "22/05/2026 (Điều 11 Quyết định 26/2026/QĐ-TTg); chỉ còn dùng cho hồ sơ chuyển tiếp "
            "theo Điều 12."
        ),
    },
    "QD1048": {
        "number": "1048/QĐ-TTg",
        "title": "Quyết định ban hành Bộ tiêu chí đánh giá, phân hạng sản phẩm OCOP",
        "issued_on": "2019-08-21",
        "valid_from": "2019-08-21",
        "valid_to": "2023-02-23",
        "notes": "Sửa đổi bởi Quyết định 781/QĐ-TTg ngày 08/06/2020. Đã được thay thế.",
    },
}


def digest_of(data: Any) -> str:
    """SHA-256 of the canonical JSON (keys sorted, no blanks): the same for file and database."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def load_sheet(*, data: Any, actor: User | None = None) -> CriteriaSheet:
    """Bring a sheet in as a draft, with everything that is wrong with it in `problems`.

    The same content again changes nothing and returns the row that stands. A draft of the same code
    is replaced. Raises DomainError when the data are not a sheet, its product set or decision is
    unknown, or a published sheet of this code says something else (it never changes).
    """
    try:
        sheet = parse_sheet(data)
    except SheetFormatError as fault:
        raise DomainError(
            "Tệp không phải phiếu chấm điểm: " + "; ".join(fault.problems) + ".", code="invalid"
        ) from None
    digest = digest_of(data)
    with transaction.atomic():
        row = CriteriaSheet.objects.select_for_update().filter(code=sheet.code).first()
        if row is not None and row.digest == digest:
            return row
        if row is not None and row.state == SheetState.PUBLISHED:
            raise DomainError(
                f"Phiếu {sheet.code} đã công bố nên không sửa được; nội dung trong tệp khác với "
                f"phiếu đã công bố.",
                code="state",
            )
        row = row or CriteriaSheet(code=sheet.code)
        return _store(row, sheet, data, digest, actor)


def publish_sheet(*, sheet: CriteriaSheet, actor: User | None) -> CriteriaSheet:
    """Publish a draft: from now on it is scored with and never changes again.

    Raises DomainError, with the list under `fields["problems"]`, when the sheet contradicts itself,
    when it is published already, or when its set has a published sheet under the same decision.
    """
    with transaction.atomic():
        row = CriteriaSheet.objects.select_for_update().get(pk=sheet.pk)
        if row.state == SheetState.PUBLISHED:
            raise DomainError(f"Phiếu {row.code} đã công bố rồi.", code="state")
        # Checked again: the checks may have grown since the draft was loaded.
        problems = check_sheet(row.content)
        if not is_sound(problems):
            raise DomainError(
                f"Phiếu {row.code} còn lỗi nên chưa công bố được.",
                fields={"problems": error_lines(problems)},
            )
        if (
            CriteriaSheet.objects.filter(
                rule_version=row.rule_version_id,
                product_set=row.product_set_id,
                state=SheetState.PUBLISHED,
            )
            .exclude(pk=row.pk)
            .exists()
        ):
            raise DomainError(
                f"Bộ sản phẩm của phiếu {row.code} đã có phiếu công bố theo cùng quyết định.",
                code="state",
            )
        row.state = SheetState.PUBLISHED
        row.published_at = now()
        row.problems = [problem.as_dict() for problem in problems]
        row.error_count = 0
        row.save(update_fields=["state", "published_at", "problems", "error_count", "updated_at"])
        record(
            actor=actor,
            verb=EvaluationVerb.SHEET_PUBLISHED,
            target=row,
            old=SheetState.DRAFT,
            new=SheetState.PUBLISHED,
            data={"digest": row.digest},
        )
        return row


def load_reference(*, codes: Iterable[str] | None = None) -> dict[str, int]:
    """Load the three decisions and the 77 sheets of the portal, and publish the sound ones.

    With `codes` only those sheets. Harmless and quick to run again. Gives the rows written:
    {"rule_versions": 3, "sheets": 77, "published": 69} on an empty database, zeros afterwards.
    """
    with transaction.atomic():
        versions = _load_rule_versions()
        classification.load_reference()
        standing = dict(CriteriaSheet.objects.values_list("code", "digest"))
        drafts = set(
            CriteriaSheet.objects.filter(state=SheetState.DRAFT, error_count=0).values_list(
                "code", flat=True
            )
        )
        loaded = published = 0
        for code in reference_codes() if codes is None else codes:
            data = reference_data(code)
            new = standing.get(code) != digest_of(data)
            if not new and code not in drafts:
                continue
            row = load_sheet(data=data)
            loaded += new
            if row.error_count == 0:
                publish_sheet(sheet=row, actor=None)
                published += 1
        return {"rule_versions": versions, "sheets": loaded, "published": published}


def error_lines(problems: list[Problem]) -> list[str]:
    """The errors among the findings as lines "place: sentence"."""
    return [
        f"{problem.where}: {problem.message}" for problem in problems if not is_sound([problem])
    ]


def _store(
    row: CriteriaSheet,
    sheet: Sheet,
    data: Any,
    digest: str,
    actor: User | None,
) -> CriteriaSheet:
    problems = check_sheet(data)
    product_set = ProductSet.objects.filter(code=sheet.code).first()
    if product_set is None:
        raise DomainError(
            f"Danh mục chưa có bộ sản phẩm {sheet.code}; nạp danh mục bộ sản phẩm trước.",
            code="invalid",
        )
    version = RuleVersion.objects.filter(code=sheet.generation).first()
    if version is None:
        raise DomainError(
            f"Chưa có quyết định {sheet.generation} ({sheet.decision}) trong danh mục.",
            code="invalid",
        )
    old = row.digest
    row.rule_version = version
    row.product_set = product_set
    row.content = data
    row.digest = digest
    row.problems = [problem.as_dict() for problem in problems]
    row.error_count = sum(not is_sound([problem]) for problem in problems)
    row.reconstructed = sheet.reconstructed
    row.save()
    record(
        actor=actor,
        verb=EvaluationVerb.SHEET_LOADED,
        target=row,
        old=SheetState.DRAFT if old else "",
        new=SheetState.DRAFT,
        data={"digest": digest, "digest_before": old, "errors": row.error_count},
    )
    return row


def _load_rule_versions() -> int:
    standing = {version.code: version for version in RuleVersion.objects.all()}
    written = 0
    for code, values in RULE_VERSIONS.items():
        version = standing.get(code) or RuleVersion(code=code)
        fresh = RuleVersion(code=code, **values)
        # dates come as text here and as dates from the database
        fresh.clean_fields(exclude=["id"])
        names = list(values)
        if version.pk and all(getattr(version, n) == getattr(fresh, n) for n in names):
            continue
        for name in names:
            setattr(version, name, getattr(fresh, name))
        version.save()
        written += 1
    return written
