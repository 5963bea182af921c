"""Papers of a dossier: uploaded once, stored by digest, tied to the criteria they prove."""

import datetime as dt
from collections.abc import Collection
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from documents.services import store_upload
from evaluations.enums import EvaluationVerb
from evaluations.models import Dossier, DossierPaper
from evaluations.selectors.criteria import parsed
from evaluations.services.dossier import lock_dossier
from evaluations.workflow.dossier import PAPERS_OPEN
from producers.enums import PaperKind
from producers.services import keep_paper

PAPERS_MAX = 200


def _locked(dossier: Dossier) -> Dossier:
    row = lock_dossier(dossier)
    if row.state not in PAPERS_OPEN:
        raise DomainError(
            f"Hồ sơ đang ở bước “{row.get_state_display()}” nên không thêm bớt giấy tờ được",
            code="state",
        )
    return row


def _invalid(field: str, sentence: str) -> DomainError:
    return DomainError(sentence, code="invalid", fields={field: [sentence]})


def add_paper(
    *,
    dossier: Dossier,
    upload: "UploadedFile[bytes]",
    kind: str,
    title: str,
    criteria: Collection[str],
    actor: User,
    on: dt.date,
) -> DossierPaper:
    """Store an uploaded paper in the dossier; without a title the kind's name is taken.

    Raises:
        DomainError: ``invalid`` on ``file`` (wrong kind, empty, too big, damaged, there already),
            ``kind`` or ``criteria``; ``state`` when papers can't be changed now.
    """
    if kind not in PaperKind.values:
        raise _invalid("kind", "Chọn loại giấy tờ trong danh sách của Mẫu số 02")
    unknown = [code for code in criteria if code not in parsed(dossier.sheet).by_code]
    if unknown:
        sentence = f"Phiếu chấm không có tiêu chí {', '.join(sorted(unknown))}"
        raise _invalid("criteria", sentence)
    name = PurePosixPath(str(upload.name or "").replace("\\", "/")).name
    # Before the lock: reading and hashing 20 MB must not hold up anybody.
    stored = store_upload(upload=upload, actor=actor)
    with transaction.atomic():
        # Producer before dossier, as everywhere.
        kept = keep_paper(
            producer=dossier.product.producer,
            file=stored,
            filename=name,
            kind=kind,
            title=title,
            actor=actor,
        )
        row = _locked(dossier)
        known = row.papers.filter(paper__file=stored).first()
        if known is not None:
            raise _invalid("file", f"Tệp “{name}” đã có trong hồ sơ với tên “{known.title}”")
        if row.papers.count() >= PAPERS_MAX:
            raise _invalid("file", f"Hồ sơ đã có {PAPERS_MAX} giấy tờ, nhiều nhất là chừng ấy")
        paper = DossierPaper.objects.create(
            dossier=row,
            paper=kept,
            criteria=[item.code for item in parsed(row.sheet).criteria if item.code in criteria],
            added_by=actor,
        )
        record(
            actor=actor,
            verb=EvaluationVerb.PAPER_ADDED,
            target=row,
            data={"paper": paper.code, "kind": kind, "sha256": stored.digest, "on": on},
        )
    return paper


@transaction.atomic
def remove_paper(*, paper: DossierPaper, actor: User, on: dt.date) -> None:
    """Take a paper out of the dossier; it stays in the producer's vault.

    What was filed with it stays in the frozen copy by digest.

    Raises:
        DomainError: ``state`` when papers can't be changed now, ``conflict`` when it is gone.
    """
    row = _locked(paper.dossier)
    found = row.papers.filter(pk=paper.pk).first()
    if found is None:
        raise DomainError("Giấy tờ này đã được bỏ khỏi hồ sơ trước đó", code="conflict")
    data = {"paper": found.code, "kind": found.kind, "sha256": found.file.digest, "on": on}
    found.delete()
    record(actor=actor, verb=EvaluationVerb.PAPER_REMOVED, target=row, data=data)
