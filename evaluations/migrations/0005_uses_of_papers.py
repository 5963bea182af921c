import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0004_papers_into_vault")]

    operations = [
        migrations.AlterModelOptions(
            name="dossierpaper",
            options={
                "ordering": ["paper__kind", "pk"],
                "verbose_name": "giấy tờ trong hồ sơ",
                "verbose_name_plural": "giấy tờ trong hồ sơ",
            },
        ),
        migrations.RemoveConstraint(model_name="dossierpaper", name="dossier_paper_file_once"),
        migrations.RemoveField(model_name="dossierpaper", name="file"),
        migrations.RemoveField(model_name="dossierpaper", name="filename"),
        migrations.RemoveField(model_name="dossierpaper", name="kind"),
        migrations.RemoveField(model_name="dossierpaper", name="title"),
        migrations.AlterField(
            model_name="dossierpaper",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uses",
                to="producers.paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossierpaper",
            constraint=models.UniqueConstraint(
                fields=("dossier", "paper"), name="dossier_paper_once"
            ),
        ),
    ]
