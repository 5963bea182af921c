import django.db.models.deletion
from django.db import migrations, models


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
    ]
