"""The chain: one entry per change, nothing altered, nothing removed."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit.models import AuditEntry, AuditHead
from audit.selectors import timeline
from audit.services import record
from tests.factories.accounts import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def binh():
    return user("Trần Thị Bình")


@transaction.atomic
def note(target, actor=None, **fields):
    return record(actor=actor, verb="test.noted", target=target, **fields)


def verify():
    out = StringIO()
    call_command("verify_audit", "--json", stdout=out)
    return json.loads(out.getvalue())


def disable_guards(cursor):
    if connection.vendor == "sqlite":
        cursor.execute("DROP TRIGGER audit_entry_no_update")
        cursor.execute("DROP TRIGGER audit_entry_no_delete")
    else:
        # Keys are checked at commit; a table with checks pending can't be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")


def test_entry_tells_who_did_what_to_what(binh):
    before = AuditEntry.objects.count()
    entry = note(binh, actor=binh, old="a", new="b", reason="vì", data={"n": 1})
    assert AuditEntry.objects.count() == before + 1
    assert (entry.actor, entry.actor_label) == (binh, "Trần Thị Bình")
    assert (entry.target_type, entry.target_id) == ("accounts.user", str(binh.pk))
    assert list(timeline(binh)) == [entry]


def test_job_without_person_is_named_as_the_portal(binh):
    assert note(binh).actor_label == "Cổng OCOP"


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_refused():
    binh = user("Trần Thị Bình")
    with pytest.raises(RuntimeError):
        record(actor=None, verb="x", target=binh)


def test_entry_of_a_rolled_back_change_does_not_exist(binh):
    before = AuditEntry.objects.count()
    with transaction.atomic():
        note(binh)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == before
    assert AuditHead.objects.get().last_seq == before


def test_sound_chain_verifies(binh):
    for number in range(3):
        note(binh, data={"n": number})
    assert verify() == {"checked": AuditEntry.objects.count(), "faults": []}


@pytest.mark.parametrize(
    "statement", ("UPDATE audit_auditentry SET reason = 'x'", "DELETE FROM audit_auditentry")
)
def test_database_refuses_change_of_an_entry(binh, statement):
    note(binh)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_verify_names_an_entry_altered_by_hand(binh):
    entries = [note(binh, data={"n": number}) for number in range(3)]
    with connection.cursor() as cursor:
        disable_guards(cursor)
        cursor.execute(
            "UPDATE audit_auditentry SET reason = 'sửa' WHERE seq = %s", [entries[1].seq]
        )
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out)
    assert f"Bản ghi số {entries[1].seq} (test.noted) đã bị sửa" in out.getvalue().splitlines()


@pytest.mark.parametrize("position", (1, 2))
def test_verify_names_an_entry_removed_by_hand(binh, position):
    entries = [note(binh, data={"n": number}) for number in range(3)]
    with connection.cursor() as cursor:
        disable_guards(cursor)
        cursor.execute("DELETE FROM audit_auditentry WHERE seq = %s", [entries[position].seq])
    with pytest.raises(CommandError):
        verify()
