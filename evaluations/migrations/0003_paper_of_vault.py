import django.db.models.deletion
from django.db import migrations, models

# What 0005 takes away; empty meanwhile, so that going back can fill it again.
TAKEN_AWAY = {
    "file": models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="documents.storedfile",
    ),
    "filename": models.CharField(max_length=200, null=True, verbose_name="tên tệp"),
    "kind": models.CharField(max_length=20, null=True, verbose_name="loại giấy tờ"),
    "title": models.CharField(max_length=200, null=True, verbose_name="tên giấy tờ"),
}


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0002_published_sheet_guard"),
        ("producers", "0004_paper_vault"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossierpaper",
            name="paper",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uses",
                to="producers.paper",
            ),
        ),
        *(
            migrations.AlterField(model_name="dossierpaper", name=name, field=field)
            for name, field in TAKEN_AWAY.items()
        ),
    ]
