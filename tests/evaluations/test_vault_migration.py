"""Files that lay in dossiers became papers of their producers, and can go back."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from evaluations.models import DossierPaper
from producers.models import Paper
from tests.factories import evaluations, products

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="the stricter database says it for both"
    ),
]
BEFORE = [("evaluations", "0003_paper_of_vault")]


def _migrate(targets: list[tuple[str, str | None]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def _told() -> list[tuple[str, str, str, int, int]]:
    """What every use of a paper says: code, title, name of the file, bytes, dossier."""
    found = DossierPaper.objects.select_related("paper").order_by("pk")
    return [(one.code, one.title, one.filename, one.file.pk, one.dossier_id) for one in found]


@pytest.fixture
def latest() -> Any:
    """The newest tables again, whatever the test did."""
    yield
    _migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.usefixtures("latest")
def test_files_of_dossiers_become_one_paper_for_each_producer_and_can_go_back() -> None:
    first = evaluations.fill_in(evaluations.dossier())
    owner = first.product.producer
    second = evaluations.dossier(products.product("Ruốc tôm", owner), actor=first.opened_by)
    shared = first.papers.order_by("pk")[0].paper
    DossierPaper.objects.create(dossier=second, paper=shared, added_by=first.opened_by)
    before = _told()
    papers = Paper.objects.count()
    assert papers == len(before) - 1

    old = _migrate(BEFORE)
    uses = old.get_model("evaluations", "DossierPaper").objects
    rows = uses.order_by("pk").values_list("code", "title", "filename", "file_id", "dossier_id")
    assert list(rows) == before
    uses.update(paper=None)
    old.get_model("producers", "Paper").objects.all().delete()

    _migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert _told() == before
    assert Paper.objects.count() == papers
    kept = DossierPaper.objects.get(dossier=second).paper
    assert kept == first.papers.order_by("pk")[0].paper
    assert kept.producer_id == owner.pk
