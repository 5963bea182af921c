"""The database of a test run: begun from a template, emptied quickly between tests that commit.

Running every migration takes longer than many a folder of tests, and gives the same tables until a
migration changes. So they run once into a template, a file in ``var/`` or a database beside the
tests' own, whose name carries the fingerprint of all migrations; a run starts with a copy, and
``migrate`` still goes over it. ``pytest --create-db`` runs them from the first one.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import TransactionTestCase

# Written by ``migrate`` after every migration, the same each time: a test leaves them alone.
KEPT = {"django_content_type", "auth_permission"}
_open: list[sqlite3.Connection] = []


# --- the template ---------------------------------------------------------------------------------


def fingerprint() -> str:
    """Sixteen hexadecimal digits that change with Django and with every line of a migration."""
    digest = hashlib.sha256(django.get_version().encode())
    for app in apps.get_app_configs():
        name, _ = MigrationLoader.migrations_module(app.label)
        try:
            folder = Path(import_module(name or "").__path__[0])
        except (ImportError, ValueError):
            continue
        for path in sorted(folder.glob("*.py")):
            digest.update(f"{app.label}/{path.name}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "test-template"
    return folder


@contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    """The processes of a run ask together: one makes the template, the others wait for it."""
    _folder().mkdir(parents=True, exist_ok=True)
    with (_folder() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )


def _copy_template_into(target: sqlite3.Connection) -> None:
    wanted = _folder() / f"{fingerprint()}.sqlite3"
    with _one_at_a_time("sqlite"):
        if not wanted.exists():
            for old in _folder().glob("*.sqlite3*"):
                old.unlink()
            unfinished = _folder() / "unfinished.sqlite3"
            _migrate(f"sqlite:///{unfinished}")
            with closing(sqlite3.connect(unfinished)) as made:
                made.execute("PRAGMA journal_mode=DELETE")  # a copy in memory has no log beside it
            unfinished.replace(wanted)
        with closing(sqlite3.connect(wanted)) as template:
            template.backup(target)


def _template_database() -> str:
    """Beside the tests' own database, on the same server."""
    name = connection.settings_dict["NAME"]
    start, wanted = f"test_{name}_template_", f"test_{name}_template_{fingerprint()}"
    unfinished = f"{start}unfinished"
    with _one_at_a_time(start), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [start])
        found = {row[0] for row in cursor.fetchall()}
        if wanted not in found:
            for old in found:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            base, _, rest = os.environ["DATABASE_URL"].rpartition("/")
            _migrate(f"{base}/{unfinished}{rest[len(name) :]}")
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{wanted}"')
    return wanted


def begin_with_the_template() -> None:
    """From here on the test database is created as a copy of the template."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = _template_database()
        return
    creation = connection.creation
    create = creation._create_test_db

    def create_and_copy(*args: Any, **kwargs: Any) -> str:
        name: str = create(*args, **kwargs)
        if not _open:
            # Kept open: a database in memory lives as long as somebody is connected to it.
            _open.append(sqlite3.connect(name, uri=True))
            _copy_template_into(_open[0])
        return name

    creation._create_test_db = create_and_copy


def let_go() -> None:
    """The end of the run: nothing of ours holds the database."""
    while _open:
        _open.pop().close()


# --- between tests that commit --------------------------------------------------------------------


def _filled(cursor: Any) -> list[str]:
    """The tables with rows. One statement for all: most are empty after any test."""
    tables = sorted(
        set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        - KEPT
    )
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")"  # noqa: S608 -- our own names
            for table in tables
        )
    )
    return [row[0] for row in cursor.fetchall()]


@contextmanager
def _without_guards(cursor: Any) -> Iterator[None]:
    """Triggers that refuse to delete are off inside."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
        guarded = [row[0] for row in cursor.fetchall()]
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    guards = cursor.fetchall()
    for name, _ in guards:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in guards:
        cursor.execute(sql)


def empty_tables() -> None:
    """Leave the database as ``migrate`` left it.

    Django's own flush truncates a hundred tables, which PostgreSQL answers with as many new files,
    and then writes every permission again.
    """
    from audit.models import AuditHead

    with transaction.atomic(), connection.cursor() as cursor:
        tables = _filled(cursor)
        with _without_guards(cursor):
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- our own names
        AuditHead.objects.create(pk=1)


def empty_tables_instead_of_flushing() -> None:
    """For every test that commits, of pytest-django and of Django."""

    def teardown(_case: TransactionTestCase) -> None:
        empty_tables()

    TransactionTestCase._fixture_teardown = teardown
