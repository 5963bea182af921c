"""Making, countersigning and voiding the papers of a sitting for signing.

The facts are frozen when somebody asks for a package; a job draws the papers from them one by one.
It may come twice or die half-way: what is drawn stays, and the next run goes on from there.
"""

import logging
import tempfile
from collections.abc import Mapping
from typing import BinaryIO, cast

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.dates import now, today
from common.errors import DomainError
from common.workflow import require
from documents.enums import FileKind
from documents.models import IssuedDocument, StoredFile
from documents.services import issue_document
from documents.services.files import read_bytes, store_file
from evaluations.enums import EvaluationVerb, PackageMove, PackageState
from evaluations.models import CouncilSession, PackageDocument, SessionPackage
from evaluations.notices import package as notices
from evaluations.selectors.council.package import facts_digest, package_facts
from evaluations.selectors.council.package_inputs import INPUTS
from evaluations.selectors.council.package_papers import Paper, papers_of, snapshot_of
from evaluations.selectors.council.packages import people_of, waiting_to_be_made
from evaluations.services.council.package_zip import write_zip
from evaluations.tasks import make_package as make_package_job
from evaluations.workflow.package import PACKAGE_MOVES
from notifications.services import queue

log = logging.getLogger(__name__)

_BROKEN = "Có lỗi khi lập văn bản nên chưa có bộ nào dùng được."


def _locked(package: SessionPackage) -> SessionPackage:
    """The package, locked behind its sitting."""
    CouncilSession.objects.select_for_update(of=("self",)).get(pk=package.session_id)
    return (
        SessionPackage.objects.select_for_update(of=("self",))
        .select_related("session__council__unit", "made_by")
        .get(pk=package.pk)
    )


def _clean(inputs: Mapping[str, str]) -> dict[str, str]:
    """What the office wrote, known fields only.

    Raises:
        DomainError: ``invalid`` for a text that is too long, at its field.
    """
    found = {name: str(inputs.get(name, "")).replace("\r\n", "\n").strip() for name in INPUTS}
    long = {
        name: [f"Nhiều nhất {INPUTS[name]} ký tự"]
        for name, text in found.items()
        if len(text) > INPUTS[name]
    }
    if long:
        raise DomainError("Có chỗ dài quá mức cho phép", code="invalid", fields=long)
    return found


@transaction.atomic
def make_package(
    *, session: CouncilSession, inputs: Mapping[str, str], actor: User
) -> SessionPackage:
    """Freeze the facts of a sitting that is over and have its papers made by a job.

    The next version after the last one; one stands at a time. Who presided and ``actor`` hear when
    it is ready.

    Raises:
        DomainError: ``state`` while the sitting isn't over or a version stands that isn't voided.
    """
    row = (
        CouncilSession.objects.select_for_update(of=("self",))
        .select_related("regulation", "council__unit", "round")
        .get(pk=session.pk)
    )
    facts = package_facts(row, _clean(inputs))
    last = SessionPackage.objects.filter(session=row).order_by("-version").first()
    if last is not None and last.state != PackageState.VOIDED:
        raise DomainError(
            f"Bản {last.version} ở bước “{last.get_state_display()}”; hãy hủy bản đó trước khi lập "
            "bản mới",
            code="state",
        )
    package = SessionPackage.objects.create(
        session=row,
        version=last.version + 1 if last else 1,
        facts=facts,
        facts_digest=facts_digest(facts),
        made_by=actor,
    )
    record(
        actor=actor,
        verb=EvaluationVerb.PACKAGE_MADE,
        target=package,
        new=package.state,
        data={"code": package.code, "session": row.code, "digest": package.facts_digest},
    )
    transaction.on_commit(lambda: _ask(package.pk))
    return package


def _ask(package_id: int) -> None:
    """Ask a worker now; the timetable asks again, so failing here is harmless."""
    try:
        make_package_job.delay(package_id=package_id)
    except Exception:  # the broker is down: the timetable finds the package
        log.warning("Chưa gọi được tiến trình lập bộ văn bản %s", package_id, exc_info=True)


def ask_for_packages() -> int:
    """Ask once more for packages whose job never came or died; returns how many."""
    waiting = waiting_to_be_made(now())
    for package in waiting:
        _ask(package.pk)
    return len(waiting)


def draw_package(package_id: int) -> None:
    """Draw what is missing of a package and close it: READY with its ZIP, or FAILED.

    Left alone when it isn't being made, so the job may come twice.
    """
    package = (
        SessionPackage.objects.filter(pk=package_id, state=PackageState.MAKING)
        .select_related("session", "made_by")
        .first()
    )
    if package is None:
        return
    try:
        for paper in papers_of(package.facts):
            _draw(package, paper)
        file = _zip(package)
    except Exception:
        _fail(package)
        raise
    _finish(package, file)


def _draw(package: SessionPackage, paper: Paper) -> None:
    """One paper, unless it is there; drawing holds no lock, its number keeps it single."""
    if PackageDocument.objects.filter(package=package, position=paper.position).exists():
        return
    number = f"{package.code}-{paper.position:02d}"
    known = IssuedDocument.objects.filter(kind=paper.kind, number=number)
    document = known.first()
    if document is None:
        try:
            document = issue_document(
                kind=paper.kind,
                number=number,
                template=paper.template,
                snapshot=snapshot_of(package.facts, paper),
                actor=package.made_by,
            )
        except IntegrityError:  # another run drew it meanwhile
            document = known.get()
    with transaction.atomic():
        PackageDocument.objects.get_or_create(
            package=package,
            position=paper.position,
            defaults={"name": paper.name, "document": document},
        )


def _zip(package: SessionPackage) -> StoredFile:
    files = dict(package.documents.values_list("name", "document__file"))
    stored = StoredFile.objects.in_bulk(files.values())
    with tempfile.TemporaryFile() as target:
        write_zip(
            target,
            facts=package.facts,
            digest=package.facts_digest,
            pdf=lambda paper: read_bytes(stored[files[paper.name]]),
        )
        return store_file(file=cast("BinaryIO", target), kind=FileKind.ZIP)


@transaction.atomic
def _finish(package: SessionPackage, file: StoredFile) -> None:
    row = _locked(package)
    if row.state != PackageState.MAKING:
        return
    old, row.state = row.state, require(PACKAGE_MOVES, PackageMove.FINISH, row).target
    row.file, row.made_at, row.fault = file, now(), ""
    row.save(update_fields=["state", "file", "made_at", "fault", "updated_at"])
    record(
        actor=row.made_by,
        verb=EvaluationVerb.PACKAGE_MADE,
        target=row,
        old=old,
        new=row.state,
        data={"code": row.code, "file": file.digest},
    )
    told = people_of(row.session, on=today())
    queue(to=[*told.presiding, row.made_by], **notices.ready(row))


@transaction.atomic
def _fail(package: SessionPackage) -> None:
    row = _locked(package)
    if row.state != PackageState.MAKING:
        return
    old, row.state = row.state, require(PACKAGE_MOVES, PackageMove.FAIL, row).target
    row.fault = _BROKEN
    row.save(update_fields=["state", "fault", "updated_at"])
    record(
        actor=row.made_by,
        verb=EvaluationVerb.PACKAGE_MADE,
        target=row,
        old=old,
        new=row.state,
        reason=row.fault,
    )
    queue(to=[row.made_by], **notices.failed(row))


@transaction.atomic
def countersign_package(*, package: SessionPackage, actor: User) -> SessionPackage:
    """Who presided approves the papers: from now on they are only voided, never edited.

    Raises:
        DomainError: ``state`` unless the package is ready, or its facts don't carry their digest.
    """
    row = _locked(package)
    step = require(PACKAGE_MOVES, PackageMove.COUNTERSIGN, row)
    if facts_digest(row.facts) != row.facts_digest:
        raise DomainError("Số liệu của bộ văn bản không khớp mã băm đã lưu", code="state")
    old, row.state = row.state, step.target
    row.countersigned_by, row.countersigned_at = actor, now()
    row.save(update_fields=["state", "countersigned_by", "countersigned_at", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.PACKAGE_COUNTERSIGNED,
        target=row,
        old=old,
        new=row.state,
        data={"code": row.code, "digest": row.facts_digest},
    )
    told = people_of(row.session, on=today())
    queue(to=[*told.office, *told.secretaries, row.made_by], **notices.countersigned(row))
    return row


@transaction.atomic
def void_package(*, package: SessionPackage, reason: str, actor: User) -> SessionPackage:
    """Void a version so that another one can be made; its files stay as they were.

    Raises:
        DomainError: ``state`` while it is being made, when it is void already, without a reason.
    """
    row = _locked(package)
    step = require(PACKAGE_MOVES, PackageMove.VOID, row, reason=reason)
    old, row.state = row.state, step.target
    row.voided_by, row.voided_at, row.void_reason = actor, now(), reason.strip()
    row.save(update_fields=["state", "voided_by", "voided_at", "void_reason", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.PACKAGE_VOIDED,
        target=row,
        old=old,
        new=row.state,
        reason=row.void_reason,
        data={"code": row.code},
    )
    told = people_of(row.session, on=today())
    queue(to=[*told.presiding, *told.secretaries, *told.office], **notices.voided(row))
    return row
