"""Triggers on both databases: a published score sheet never changes and is never deleted.

A later migration that rebuilds this table on SQLite drops its triggers: lay them again there.
"""

from django.db import migrations

MESSAGE = "a published criteria sheet never changes"
FROZEN = (
    "code",
    "content",
    "digest",
    "state",
    "published_at",
    "rule_version_id",
    "product_set_id",
)
CHANGED_SQLITE = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FROZEN)
CHANGED_POSTGRES = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)

SQLITE = (
    f"""CREATE TRIGGER criteria_sheet_no_update BEFORE UPDATE ON evaluations_criteriasheet
       WHEN OLD.state = 'published' AND ({CHANGED_SQLITE})
       BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER criteria_sheet_no_delete BEFORE DELETE ON evaluations_criteriasheet
       WHEN OLD.state = 'published'
       BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
)
POSTGRES = (
    f"""CREATE FUNCTION criteria_sheet_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$""",
    f"""CREATE TRIGGER criteria_sheet_no_update BEFORE UPDATE ON evaluations_criteriasheet
       FOR EACH ROW WHEN (OLD.state = 'published' AND ({CHANGED_POSTGRES}))
       EXECUTE FUNCTION criteria_sheet_refuse()""",
    """CREATE TRIGGER criteria_sheet_no_delete BEFORE DELETE ON evaluations_criteriasheet
       FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION criteria_sheet_refuse()""",
)


def guard(_apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def unguard(_apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for name in ("criteria_sheet_no_update", "criteria_sheet_no_delete"):
        suffix = "" if vendor == "sqlite" else " ON evaluations_criteriasheet"
        schema_editor.execute(f"DROP TRIGGER {name}{suffix}")
    if vendor != "sqlite":
        schema_editor.execute("DROP FUNCTION criteria_sheet_refuse")


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
