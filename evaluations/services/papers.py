"""Papers of a dossier: out of the producer's vault, tied to the criteria they prove."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from evaluations.enums import DossierState, EvaluationVerb
from evaluations.models import Dossier, DossierPaper
from evaluations.notices.papers import paper_withdrawn
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import commune_people, province_people
from evaluations.selectors.vault import choosable, newest_of
from evaluations.services.dossier import lock_dossier
from evaluations.workflow.dossier import PAPERS_OPEN
from notifications.services import queue
from producers.enums import PaperKind
from producers.models import Paper, Producer
from producers.services import Received, keep_paper, receive

PAPERS_MAX = 200


def _locked(dossier: Dossier) -> Dossier:
    """The dossier, its producer's row locked before it, as everywhere."""
    Producer.objects.select_for_update().get(pk=dossier.product.producer_id)
    row = lock_dossier(dossier)
    if row.state not in PAPERS_OPEN:
        raise DomainError(
            f"Hồ sơ đang ở bước “{row.get_state_display()}” nên không thêm bớt giấy tờ được",
            code="state",
        )
    return row


def _invalid(field: str, sentence: str) -> DomainError:
    return DomainError(sentence, code="invalid", fields={field: [sentence]})


def _check_criteria(dossier: Dossier, criteria: Collection[str]) -> None:
    unknown = [code for code in criteria if code not in parsed(dossier.sheet).by_code]
    if unknown:
        sentence = f"Phiếu chấm không có tiêu chí {', '.join(sorted(unknown))}"
        raise _invalid("criteria", sentence)


def _in_order(dossier: Dossier, criteria: Collection[str]) -> list[str]:
    return [item.code for item in parsed(dossier.sheet).criteria if item.code in criteria]


def add_paper(
    *,
    dossier: Dossier,
    upload: "UploadedFile[Any]",
    kind: str,
    title: str,
    criteria: Collection[str],
    actor: User,
    on: dt.date,
) -> DossierPaper:
    """Store an uploaded paper in the vault and use it; without a title the kind's name is taken.

    Raises:
        DomainError: ``invalid`` on ``file`` (wrong kind, empty, too big, damaged, there already),
            ``kind`` or ``criteria``; ``state`` when papers can't be changed now.
    """
    return add_papers(
        dossier=dossier,
        uploads=[upload],
        kind=kind,
        title=title,
        criteria=criteria,
        actor=actor,
        on=on,
    )


def add_papers(
    *,
    dossier: Dossier,
    uploads: "Sequence[UploadedFile[Any]]",
    kind: str,
    title: str,
    criteria: Collection[str],
    actor: User,
    on: dt.date,
) -> DossierPaper:
    """As :func:`add_paper`; several photos become one paper, a page each.

    A file that the vault holds already is used as it stands there.
    """
    if kind not in PaperKind.values:
        raise _invalid("kind", "Chọn loại giấy tờ trong danh sách của Mẫu số 02")
    _check_criteria(dossier, criteria)
    # Before the lock: reading and hashing must not hold up anybody.
    received = receive(uploads=uploads, actor=actor)
    return _use_received(dossier, received, kind, title, criteria, actor=actor, on=on)


@transaction.atomic
def _use_received(
    dossier: Dossier,
    received: Received,
    kind: str,
    title: str,
    criteria: Collection[str],
    *,
    actor: User,
    on: dt.date,
) -> DossierPaper:
    kept = keep_paper(
        producer=dossier.product.producer,
        file=received.file,
        filename=received.filename,
        kind=kind,
        title=title,
        actor=actor,
    )
    row = _locked(dossier)
    known = row.papers.filter(paper__file=received.file).first()
    if known is not None:
        sentence = f"Tệp “{received.filename}” đã có trong hồ sơ với tên “{known.title}”"
        raise _invalid("file", sentence)
    return add_use(row, kept, criteria, actor=actor, on=on)


_FULL = f"Hồ sơ đã có {PAPERS_MAX} giấy tờ, nhiều nhất là chừng ấy"


def add_use(
    row: Dossier, paper: Paper, criteria: Collection[str], *, actor: User, on: dt.date
) -> DossierPaper:
    """Write one use, for who holds the dossier's lock and knows that papers may be added."""
    if row.papers.count() >= PAPERS_MAX:
        raise _invalid("file", _FULL)
    use = DossierPaper.objects.create(
        dossier=row, paper=paper, criteria=_in_order(row, criteria), added_by=actor
    )
    record(
        actor=actor,
        verb=EvaluationVerb.PAPER_ADDED,
        target=row,
        data={"paper": use.code, "kind": paper.kind, "sha256": paper.file.digest, "on": on},
    )
    return use


@transaction.atomic
def use_papers(
    *,
    dossier: Dossier,
    papers: Collection[Paper],
    criteria: Collection[str],
    actor: User,
    on: dt.date,
) -> list[DossierPaper]:
    """Use papers of the producer's vault, all of them for the same criteria.

    Raises:
        DomainError: ``invalid`` on ``papers`` when none is chosen, one can't be used any more
            (withdrawn, replaced, in the dossier already) or there would be too many; ``criteria``;
            ``state`` when papers can't be changed now.
    """
    if not papers:
        raise _invalid("papers", "Đánh dấu ít nhất một giấy tờ trong kho")
    _check_criteria(dossier, criteria)
    row = _locked(dossier)
    found = list(choosable(row).filter(pk__in=[paper.pk for paper in papers]))
    if len(found) < len(papers):
        gone = next(paper for paper in papers if paper not in found)
        raise _invalid("papers", f"“{gone.title}” vừa được dùng, rút hoặc thay. Hãy chọn lại")
    if row.papers.count() + len(found) > PAPERS_MAX:
        raise _invalid("papers", _FULL)
    return [add_use(row, paper, criteria, actor=actor, on=on) for paper in found]


@transaction.atomic
def tag_paper(
    *, paper: DossierPaper, criteria: Collection[str], actor: User, on: dt.date
) -> DossierPaper:
    """Say anew which criteria a paper proves.

    Raises:
        DomainError: ``invalid`` on ``criteria``; ``state`` when papers can't be changed now;
            ``conflict`` when the paper is no longer in the dossier.
    """
    _check_criteria(paper.dossier, criteria)
    row = _locked(paper.dossier)
    use = _there(row, paper)
    before, use.criteria = use.criteria, _in_order(row, criteria)
    if before == use.criteria:
        return use
    use.save(update_fields=["criteria", "updated_at"])
    data = {"paper": use.code, "criteria": [before, use.criteria], "on": on}
    record(actor=actor, verb=EvaluationVerb.PAPER_TAGGED, target=row, data=data)
    return use


@transaction.atomic
def take_newer(*, paper: DossierPaper, actor: User, on: dt.date) -> DossierPaper:
    """Change over to the renewed paper, for the same criteria; the old one leaves the dossier.

    What was filed before keeps the old one by digest.

    Raises:
        DomainError: ``state`` when there is no newer one, or papers can't be changed now;
            ``conflict`` when the paper is no longer in the dossier.
    """
    row = _locked(paper.dossier)
    use = _there(row, paper)
    newer = newest_of([use.paper_id]).get(use.paper_id)
    if newer is None:
        raise DomainError(f"Kho chưa có bản mới của “{use.title}”", code="state")
    old = use.paper
    known = row.papers.filter(paper=newer).first()
    if known is not None:
        use.delete()
        use, gained = known, {*known.criteria, *use.criteria}
        use.criteria = _in_order(row, gained)
    use.paper = newer
    use.save(update_fields=["paper", "criteria", "updated_at"])
    data = {"paper": use.code, "sha256": [old.file.digest, newer.file.digest], "on": on}
    record(actor=actor, verb=EvaluationVerb.PAPER_SWAPPED, target=row, data=data)
    return use


@transaction.atomic
def remove_paper(*, paper: DossierPaper, actor: User, on: dt.date) -> None:
    """Take a paper out of the dossier; it stays in the producer's vault.

    What was filed with it stays in the frozen copy by digest.

    Raises:
        DomainError: ``state`` when papers can't be changed now, ``conflict`` when it is gone.
    """
    row = _locked(paper.dossier)
    found = _there(row, paper)
    data = {"paper": found.code, "kind": found.kind, "sha256": found.file.digest, "on": on}
    found.delete()
    record(actor=actor, verb=EvaluationVerb.PAPER_REMOVED, target=row, data=data)


def _there(row: Dossier, paper: DossierPaper) -> DossierPaper:
    found = row.papers.filter(pk=paper.pk).first()
    if found is None:
        raise DomainError("Giấy tờ này đã được bỏ khỏi hồ sơ trước đó", code="conflict")
    return found


def tell_of_withdrawal(*, paper: Paper, actor: User, on: dt.date) -> None:
    """Tell commune and province of the withdrawal, for each dossier under way that they hold.

    A draft's own people see it where they choose the papers.
    """
    dossiers = Dossier.objects.filter(papers__paper=paper, filed_on__isnull=False)
    rows = dossiers.exclude(state__in=DossierState.closed).select_related(
        "product__producer", "unit__parent"
    )
    for row in rows.distinct().order_by("pk"):
        people = {user.pk: user for user in commune_people(row, on=on)}
        if row.proposed_on:
            people |= {user.pk: user for user in province_people(row, on=on)}
        people.pop(actor.pk, None)
        letter = paper_withdrawn(row, paper, on=on)
        queue(
            kind=letter.kind,
            to=people.values(),
            subject=letter.subject,
            body=letter.body,
            url=letter.url,
            target=row,
        )
