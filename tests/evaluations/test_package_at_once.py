"""Two people, or two jobs, at the papers of one sitting at the same moment."""

import pytest

from common.errors import DomainError
from documents.models import IssuedDocument
from evaluations.enums import PackageState
from evaluations.models import PackageDocument, SessionPackage
from evaluations.selectors.council.package_papers import papers_of
from evaluations.services.council.packaging import (
    countersign_package,
    draw_package,
    void_package,
)
from tests.evaluations.test_council_at_once import at_once
from tests.factories import packages

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_ask_at_once_get_one_package() -> None:
    of = packages.over(members=1)
    told = at_once(*(lambda: packages.asked(of) for _ in range(2)))
    assert sorted(told) == ["done", "state"]
    package = SessionPackage.objects.get()
    assert (package.version, package.state) == (1, PackageState.READY)


def test_two_jobs_at_once_draw_one_set_of_papers() -> None:
    of = packages.over(members=1)
    package = packages.asked(of)
    PackageDocument.objects.all().delete()
    IssuedDocument.objects.filter(number__startswith=package.code).delete()
    SessionPackage.objects.update(state=PackageState.MAKING, file=None, made_at=None)
    assert at_once(*(lambda: draw_package(package.pk) for _ in range(2))) == ["done", "done"]
    package.refresh_from_db()
    assert package.state == PackageState.READY
    expected = [paper.position for paper in papers_of(package.facts)]
    assert list(package.documents.values_list("position", flat=True)) == expected
    issued = IssuedDocument.objects.filter(number__startswith=package.code)
    assert issued.count() == len(expected)


def test_it_is_countersigned_or_voided_never_both_unsaid() -> None:
    of = packages.over(members=1)
    package = packages.asked(of)
    told = at_once(
        lambda: countersign_package(package=package, actor=of.chair),
        lambda: void_package(package=package, reason="Sai tên", actor=of.officer),
    )
    package.refresh_from_db()
    assert package.state == PackageState.VOIDED
    # Who came second saw what the first had done.
    assert told in (["done", "done"], ["state", "done"])
    with pytest.raises(DomainError):
        countersign_package(package=package, actor=of.chair)
