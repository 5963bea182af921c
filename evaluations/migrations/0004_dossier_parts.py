import django.core.serializers.json
from django.db import migrations, models

import common.codes


class Migration(migrations.Migration):
    """Saves per part, the end of the certificate in hand, codes of papers, frozen Mẫu số 03."""

    dependencies = [("evaluations", "0003_published_sheet_guard")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="saves",
            field=models.JSONField(
                default=dict,
                encoder=django.core.serializers.json.DjangoJSONEncoder,
                verbose_name="lần lưu từng phần",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="expires_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="giấy chứng nhận đang có hết hạn ngày"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "rerating"), _negated=True)
                | models.Q(("expires_on__isnull", False)),
                name="dossier_rerating_has_expiry",
            ),
        ),
        migrations.AddField(
            model_name="dossierpaper",
            name="code",
            field=models.CharField(
                default=common.codes.new_record_code,
                max_length=12,
                unique=True,
                verbose_name="mã",
            ),
        ),
        migrations.AddField(
            model_name="communeassessment",
            name="snapshot",
            field=models.JSONField(
                encoder=django.core.serializers.json.DjangoJSONEncoder,
                null=True,
                verbose_name="nội dung lúc đề nghị",
            ),
        ),
        migrations.AddField(
            model_name="communeassessment",
            name="digest",
            field=models.CharField(blank=True, max_length=64, verbose_name="mã băm"),
        ),
    ]
