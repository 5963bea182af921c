"""The vault: a producer's papers, uploaded once and used by any number of dossiers."""

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from common.text import normalise
from documents.models import StoredFile
from producers.enums import PaperKind, ProducerVerb
from producers.models import Paper, Producer
from producers.services.register import locked


@transaction.atomic
def keep_paper(
    *,
    producer: Producer,
    file: StoredFile,
    filename: str,
    kind: str,
    title: str,
    actor: User | None,
) -> Paper:
    """Put a stored file into the producer's vault; a file that is there already is given back.

    Without ``title`` the kind's name is taken. ``kind`` is one of ``PaperKind``.

    Raises:
        DomainError: ``state`` once the producer is merged into another.
    """
    row = locked(producer)
    known = row.papers.filter(file=file, withdrawn_on=None).first()
    if known is not None:
        return known
    paper = Paper(
        producer=row,
        file=file,
        filename=filename[-200:],
        kind=kind,
        title=(normalise(title) or str(PaperKind(kind).label))[:200],
        added_by=actor,
    )
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError:
        # SQLite takes no row locks: the same file may have come in between.
        return row.papers.get(file=file, withdrawn_on=None)
    record(
        actor=actor,
        verb=ProducerVerb.PAPER_KEPT,
        target=row,
        data={"paper": paper.code, "kind": kind, "sha256": file.digest},
    )
    return paper
