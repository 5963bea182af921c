"""The public register: counts planned and imported, checked against the CSV beside the workbook."""

import csv
import json
import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from audit.models import AuditEntry
from certificates.models import Certificate, Decision, RegisterEntry
from common.text import fold
from exchange.models import ImportLine, ImportRun
from exchange.services import undo_run
from producers.models import Producer
from products.models import Product

DATA = Path(__file__).parent / "data"
WORKBOOK = DATA / "ocop_register_public.xlsx"
OUTCOMES = ("create", "match", "change", "skip", "error", "choose")
# Words of the CSV for what the command calls a commune's outcome.
PLACES = {"no_commune": "none"}


def truth():
    with (DATA / "ocop_register_public.csv").open(encoding="utf-8", newline="") as handle:
        return {row["row_id"]: row for row in csv.DictReader(handle)}


def run_command(*options):
    out = StringIO()
    call_command("import_register", str(WORKBOOK), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def contents():
    """Every row of the rooms that an import writes to, as stored."""
    return {
        model._meta.label: sorted(map(repr, model.objects.values_list()))
        for app in ("producers", "products", "certificates")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


@pytest.fixture
def units(db):
    call_command("seed_reference", stdout=StringIO())


def expected_counts():
    rows = truth().values()
    return {
        "rows": len(rows),
        "by_stars": dict(Counter(row["stars"] or "none" for row in rows)),
        "by_status": dict(Counter(row["status"] for row in rows)),
        "communes": dict(
            Counter(PLACES.get(row["resolve_outcome"], row["resolve_outcome"]) for row in rows)
        ),
    }


def test_public_register_is_planned_imported_and_taken_back(units, django_user_model):
    before = contents()
    planned = run_command()
    assert {name: planned[name] for name in expected_counts()} == expected_counts()
    assert {name: planned[name] for name in OUTCOMES} == {
        "create": 478,
        "match": 0,
        "change": 0,
        "skip": 0,
        "error": 0,
        # A person says whether they are one: Muối hầm sạch beside Muối hạt sạch of its maker, and
        # a lantern without maker beside the same lantern of a known one.
        "choose": 2,
    }
    assert planned["executed"] is False
    assert contents() == before
    assert not ImportRun.objects.exists()

    done = run_command("--execute")
    assert done == {**planned, "executed": True}
    _check_what_is_imported()

    run = ImportRun.objects.get()
    stored = contents()
    entries = AuditEntry.objects.count()
    again = run_command("--execute")
    assert (again["create"], again["change"], again["match"], again["choose"]) == (0, 0, 478, 2)
    assert contents() == stored
    assert AuditEntry.objects.count() == entries
    assert ImportRun.objects.get() == run

    undo_run(run=run, actor=django_user_model.objects.create(username="thai"))
    assert contents() == before


def _check_what_is_imported():
    rows = truth()
    lines = {line.values["row_key"]: line for line in ImportLine.objects.all()}
    assert set(lines) == set(rows)
    written = {key for key, line in lines.items() if line.outcome == "create"}
    assert set(rows) - written == {"R0712", "R0770"}
    entries = {
        entry.row_key: entry
        for entry in RegisterEntry.objects.select_related(
            "certificate__decision", "product__producer", "product__unit", "product__current_unit"
        )
    }
    assert set(entries) == written

    by = Counter((rows[key]["stars"], rows[key]["status"]) for key in written)
    assert by == Counter(
        (str(entry.stars or ""), entry.get_status_display()) for entry in entries.values()
    )
    recognised = {
        key for key in written if rows[key]["status"] == "công nhận" and rows[key]["stars"]
    }
    certified = {key: e.certificate for key, e in entries.items() if e.certificate_id}
    assert set(certified) == recognised
    assert Certificate.objects.count() == len(recognised)
    assert {key: str(row.stars) for key, row in certified.items()} == {
        key: rows[key]["stars"] for key in recognised
    }

    # Provinces: each line counts for the province printed above it, old names included.
    def bare(name):
        # One source writes Ð (eth) for Đ.
        return re.sub(r"^(tinh|thanh pho|tp\.?) ?", "", fold(name.replace("\u00d0", "Đ")))

    planned = Counter(bare(line.values["province"]) for line in lines.values())
    assert planned == Counter(bare(row["province"]) for row in rows.values())
    imported = Counter(bare(entry.printed["province"]) for entry in entries.values())
    assert imported == planned - Counter(bare(rows[key]["province"]) for key in set(rows) - written)

    for key, row in rows.items():
        line = lines[key]
        outcome = PLACES.get(row["resolve_outcome"], row["resolve_outcome"])
        assert line.place == outcome, key
        if key not in entries:
            continue
        product = entries[key].product
        if outcome == "resolved":
            assert product.current_unit.code == row["new_commune_code"], key
        if outcome == "ambiguous":
            assert product.current_unit is None, key
            assert len(line.options) == len(row["new_commune_candidates"].split(";")), key
        if row["decision_date_iso"]:
            assert str(entries[key].decided_on) == row["decision_date_iso"], key
        assert product.producer.named == bool(row["producer"]), key
    # A number is unique only with its authority and year.
    assert Decision.objects.filter(number__startswith="5445/").count() == 2
    # Recognised in 2020 and again in 2024: one product with two entries.
    deer = Product.objects.get(name__iexact="Rượu nhung hươu Hương Luật")
    assert sorted(deer.register_entries.values_list("round_year", flat=True)) == [2020, 2024]
    assert Producer.objects.filter(named=True).count() == 273
