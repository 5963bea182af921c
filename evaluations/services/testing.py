"""Further tests that a team asks for while it appraises, and what came back (Đ7.3.c)."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import today, vn_date
from common.errors import DomainError
from common.text import normalise
from evaluations.enums import EvaluationVerb
from evaluations.models import Appraisal, DossierPaper, RequestedTest
from evaluations.notices import appraisal as notices
from evaluations.selectors.dossier import producers_people, province_people
from evaluations.services.appraisal import lock_appraisal, require_open
from evaluations.services.dossier.moving import tell
from evaluations.workflow.appraisal import REMARK_MAX, TESTS_MAX
from evaluations.workflow.requests import long_text

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
