from typing import Any

from django.db import migrations

_BATCH = 500


def into_vault(apps: Any, _editor: Any) -> None:
    """Each file of a dossier becomes a paper of its producer, once; the dossier uses it."""
    uses = apps.get_model("evaluations", "DossierPaper")
    papers = apps.get_model("producers", "Paper")
    kept: dict[tuple[int, int], Any] = {}
    changed = []
    for use in uses.objects.select_related("dossier__product").order_by("pk").iterator():
        key = (use.dossier.product.producer_id, use.file_id)
        if key not in kept:
            kept[key], _made = papers.objects.get_or_create(
                producer_id=key[0],
                file_id=key[1],
                withdrawn_on=None,
                defaults={
                    "kind": use.kind,
                    "title": use.title,
                    "filename": use.filename,
                    "added_by_id": use.added_by_id,
                },
            )
        use.paper = kept[key]
        changed.append(use)
    uses.objects.bulk_update(changed, ["paper"], batch_size=_BATCH)


def out_of_vault(apps: Any, _editor: Any) -> None:
    """What the use said before, from its paper."""
    uses = apps.get_model("evaluations", "DossierPaper")
    changed = []
    for use in uses.objects.select_related("paper").order_by("pk").iterator():
        use.file_id, use.kind = use.paper.file_id, use.paper.kind
        use.title, use.filename = use.paper.title, use.paper.filename
        changed.append(use)
    fields = ["file", "kind", "title", "filename"]
    uses.objects.bulk_update(changed, fields, batch_size=_BATCH)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0003_paper_of_vault")]

    operations = [migrations.RunPython(into_vault, out_of_vault)]
