"""Sittings that are over, and their papers for signing."""

from typing import Any

from accounts.models import User
from common.dates import now, today
from evaluations.enums import PackageState
from evaluations.models import SessionItem, SessionPackage, Verdict
from evaluations.rating import Sheet
from evaluations.selectors.council.package_inputs import default_inputs
from evaluations.services.council.packaging import draw_package, make_package
from evaluations.services.council.sitting import (
    conclude_session,
    open_item,
    record_gates,
    rescore_item,
)
from evaluations.services.council.verdict import conclude_item
from evaluations.services.council.voting import note_vote
from tests.factories import council as factory

Answers = dict[str, Any]


def over(members: int = 2) -> factory.Sitting:
    """A sitting over one product, 80 points from everybody, concluded and ended."""
    of = factory.sitting(members=members)
    factory.concluded(of, *[eighty(of.form)] * members)
    return ended(of)


def ended(of: factory.Sitting) -> factory.Sitting:
    """Bế mạc."""
    of.session = conclude_session(session=of.session, actor=of.chair, on=today())
    return of


def eighty(form: Sheet, **named: Any) -> Answers:
    """80 points on sheet QD26-09, every mark of 4 stars reached, none of 5 missed but points."""
    less = {"c1_1": 1, "c1_2": 1, "c1_3": 1, "c3_1": 1, "c3_3": 1, "c4_2": 0, "c4_3": 0}
    return factory.answers(form, **{**less, **named})


def poor(form: Sheet) -> Answers:
    """46 points on sheet QD26-09."""
    lost = {"c7": 0, "c5_3": 0, "c9": 1, "c5_1": 0, "c6_5": 0, "c4_1": 1, "c2_1": 0}
    return eighty(form, c3_5=1, **lost)


def _scored(of: factory.Sitting, item: SessionItem, given: dict[int, Answers]) -> SessionItem:
    for index, answers in given.items():
        factory.score(of, index, answers, item)
    return open_item(item=item, actor=of.chair)


def _concluded(of: factory.Sitting, item: SessionItem, **words: str) -> None:
    conclude_item(item=item, actor=of.chair, on=today(), **words)


def varied() -> factory.Sitting:
    """Three members, five products, ended: 4 stars held at 3 (77,67), no star (46), rejected by a
    gate, 100 points, and one scored twice by two members after the third recused himself (79,50).
    """
    of = factory.sitting(members=3, dossiers=5)
    factory.start(of)
    form = of.form
    held, low, gated, best, twice = of.items
    worse = eighty(form, c3_5=1)
    less = eighty(form, c3_5=1, c8=4)
    _concluded(of, _scored(of, held, {0: worse, 1: less, 2: worse}), note="Cần đăng ký nhãn hiệu.")
    _concluded(of, _scored(of, low, dict.fromkeys(range(3), poor(form))))
    item = _scored(of, gated, dict.fromkeys(range(3), factory.answers(form)))
    record_gates(item=item, gates=["R0"], reason="Công văn 12/CCATTP", actor=of.chair)
    _concluded(of, item)
    _concluded(of, _scored(of, best, dict.fromkeys(range(3), factory.answers(form))))
    factory.recused(of, 1, twice)
    item = _scored(of, twice, {0: factory.answers(form), 2: worse})
    again = rescore_item(item=item, reason="Hai phiếu lệch 22 điểm", actor=of.chair)
    item = _scored(of, again, {0: eighty(form), 2: eighty(form, c8=4)})
    note_vote(item=item, in_favour=2, against=0, abstained=0, actor=of.chair)
    _concluded(of, item)
    return ended(of)


def asked(of: factory.Sitting, actor: User | None = None, **inputs: str) -> SessionPackage:
    """Asked for; no job has come yet."""
    words = {**default_inputs(of.session), **inputs}
    return make_package(session=of.session, inputs=words, actor=actor or of.officer)


def ready(of: factory.Sitting, **inputs: str) -> SessionPackage:
    """Ready, as far as the machine is concerned; written past the job, which takes its time."""
    package = asked(of, **inputs)
    verdict = Verdict.objects.filter(item__session=of.session).select_related("letter").first()
    assert verdict is not None
    assert verdict.letter is not None
    SessionPackage.objects.filter(pk=package.pk).update(
        state=PackageState.READY, file=verdict.letter.file_id, made_at=now()
    )
    package.refresh_from_db()
    return package


def made(of: factory.Sitting, **inputs: str) -> SessionPackage:
    """Drawn and ready."""
    package = asked(of, **inputs)
    draw_package(package.pk)
    package.refresh_from_db()
    return package
