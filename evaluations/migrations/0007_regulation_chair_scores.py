from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0006_council_rows_once")]

    operations = [
        migrations.AddField(
            model_name="councilregulation",
            name="chair_scores",
            field=models.BooleanField(default=True, verbose_name="chủ tịch cũng chấm điểm"),
        ),
    ]
