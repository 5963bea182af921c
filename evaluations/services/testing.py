"""Further tests that a team asks for while it appraises, and what came back (Đ7.3.c)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import today, vn_date
from common.errors import DomainError
from common.text import normalise
from evaluations.enums import EvaluationVerb
from evaluations.models import Appraisal, DossierPaper, RequestedTest
from evaluations.notices import appraisal as notices
from evaluations.selectors.appraisal import marking_begun, team_of
from evaluations.selectors.dossier import producers_people, province_people
from evaluations.selectors.testing import result_papers
from evaluations.services.appraisal import lock_appraisal, require_open
from evaluations.services.dossier.moving import tell
from evaluations.services.papers import add_use
from evaluations.workflow.appraisal import REMARK_MAX, TESTS_MAX, handing_fault
from evaluations.workflow.requests import long_text
from producers.enums import PaperKind
from producers.models import Paper, Producer
from producers.services import Received, keep_paper, receive

_LIMITS = {"what": 250, "laboratory": 160}


@transaction.atomic
def request_test(
    *, appraisal: Appraisal, what: str, laboratory: str = "", actor: User, on: dt.date
) -> RequestedTest:
    """Ask for a further test; the producer's people and the office are told.

    Raises:
        DomainError: ``invalid`` on ``what`` or ``laboratory``; ``state`` once it is reported.
    """
    dossier, row = lock_appraisal(appraisal)
    require_open(row, dossier)
    said = {"what": normalise(what), "laboratory": normalise(laboratory)}
    faults = {
        name: [f"Dài {len(said[name])} chữ cái, nhiều nhất {limit}"]
        for name, limit in _LIMITS.items()
        if len(said[name]) > limit
    }
    if not said["what"]:
        faults["what"] = ["Ghi chỉ tiêu cần kiểm nghiệm"]
    count = row.tests.count()
    if count >= TESTS_MAX:
        faults["what"] = [f"Đã đề nghị {count} kiểm nghiệm, nhiều nhất {TESTS_MAX}"]
    if faults:
        raise DomainError(next(iter(faults.values()))[0], code="invalid", fields=faults)
    test = RequestedTest.objects.create(appraisal=row, number=count + 1, asked_on=on, **said)
    record(
        actor=actor,
        verb=EvaluationVerb.TEST_REQUESTED,
        target=row,
        data={"on": on, "number": test.number, **said},
    )
    people = {person.pk: person for person in producers_people(dossier, on=on)}
    people |= {person.pk: person for person in province_people(dossier, on=on)}
    letter = notices.test_requested(dossier, test, on=on)
    tell(dossier, people=people.values(), letter=letter, actor=actor)
    return test


def hand_in_test(
    *,
    test: RequestedTest,
    uploads: "Sequence[UploadedFile[Any]]" = (),
    paper: Paper | None = None,
    actor: User,
    on: dt.date,
) -> RequestedTest:
    """The producer's paper with the result: into the vault, into the dossier, to the team.

    ``paper`` is one that the vault holds already. The forms of the dossier stay as they were
    filed; what the result means the team writes (:func:`answer_test`). Handing in again, until
    then, puts the later paper forward.

    Raises:
        DomainError: ``invalid`` on ``file`` or ``paper``; ``state`` once the result is written,
            the appraisal reported, or the council marks.
    """
    if uploads or paper is None:
        # Before the locks: reading and hashing must not hold up anybody.
        return _hand_in(test, receive(uploads=uploads, actor=actor), actor=actor, on=on)
    return _hand_in(test, paper, actor=actor, on=on)


@transaction.atomic
def _hand_in(
    test: RequestedTest, given: Paper | Received, *, actor: User, on: dt.date
) -> RequestedTest:
    producer = test.appraisal.dossier.product.producer
    if isinstance(given, Received):
        given = keep_paper(
            producer=producer,
            file=given.file,
            filename=given.filename,
            kind=PaperKind.TEST,
            title=f"Phiếu kiểm nghiệm: {test.what}",
            actor=actor,
        )
    Producer.objects.select_for_update().get(pk=producer.pk)
    dossier, appraisal = lock_appraisal(test.appraisal)
    row = RequestedTest.objects.select_for_update().get(pk=test.pk)
    fault = handing_fault(
        state=appraisal.state,
        dossier_state=dossier.state,
        begun=marking_begun(dossier),
        answered=bool(row.result),
    )
    if fault:
        raise DomainError(fault, code="state")
    if given not in result_papers(dossier):
        sentence = f"“{given.title}” vừa được rút hoặc thay. Hãy chọn lại"
        raise DomainError(sentence, code="invalid", fields={"paper": [sentence]})
    use = dossier.papers.filter(paper=given).first()
    row.paper = use or add_use(dossier, given, (), actor=actor, on=on)
    row.save(update_fields=["paper", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.TEST_HANDED_IN,
        target=appraisal,
        data={"on": on, "number": row.number, "paper": row.paper.code},
    )
    people = {one.user_id: one.user for one in team_of(appraisal)}
    people |= {person.pk: person for person in province_people(dossier, on=on)}
    letter = notices.test_handed_in(dossier, row, on=on)
    tell(dossier, people=people.values(), letter=letter, actor=actor)
    return row


@transaction.atomic
def answer_test(
    *,
    test: RequestedTest,
    result: str,
    result_on: dt.date,
    paper: DossierPaper | None = None,
    actor: User,
    on: dt.date,
) -> RequestedTest:
    """Write down what came back, with the dossier's paper that shows it; may be corrected.

    Raises:
        DomainError: ``invalid`` on ``result``, ``result_on``, ``paper``; ``state`` once reported.
    """
    dossier, appraisal = lock_appraisal(test.appraisal)
    require_open(appraisal, dossier)
    row = RequestedTest.objects.select_for_update().get(pk=test.pk)
    said = long_text(result)
    faults = {}
    if not said:
        faults["result"] = ["Ghi kết quả kiểm nghiệm"]
    elif len(said) > REMARK_MAX:
        faults["result"] = [f"Kết quả dài {len(said)} chữ cái, nhiều nhất {REMARK_MAX}"]
    if not row.asked_on <= result_on <= max(on, today()):
        faults["result_on"] = [
            f"Ngày có kết quả phải từ {vn_date(row.asked_on)} đến hôm nay {vn_date(today())}"
        ]
    if paper is not None and paper.dossier_id != dossier.pk:
        faults["paper"] = ["Giấy tờ này không thuộc hồ sơ"]
    if faults:
        raise DomainError(next(iter(faults.values()))[0], code="invalid", fields=faults)
    row.result, row.result_on, row.paper = said, result_on, paper
    row.save(update_fields=["result", "result_on", "paper", "updated_at"])
    record(
        actor=actor,
        verb=EvaluationVerb.TEST_ANSWERED,
        target=appraisal,
        data={"on": on, "number": row.number, "result_on": result_on},
    )
    return row
