import unicodedata

from django.db import migrations, models


def fold_names(apps, schema_editor):
    user_model = apps.get_model("accounts", "User")
    for user in user_model.objects.all():
        text = user.full_name.translate(str.maketrans({"đ": "d", "Đ": "D"}))
        bare = "".join(
            c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)
        )
        user.folded_name = " ".join(bare.casefold().split())
        user.save(update_fields=["folded_name"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="one_time_until",
            field=models.DateField(
                blank=True, null=True, verbose_name="mật khẩu một lần đến hết ngày"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="folded_name",
            field=models.CharField(
                blank=True,
                db_index=True,
                default="",
                max_length=120,
                verbose_name="họ và tên không dấu",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
