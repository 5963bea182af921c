from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_spreadsheets")]

    operations = [
        migrations.AlterField(
            model_name="issueddocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("registration", "Phiếu đăng ký (Mẫu số 01)"),
                    ("self_report", "Báo cáo tự đánh giá (Mẫu số 02)"),
                    ("commune_report", "Báo cáo của xã, phường (Mẫu số 03)"),
                    ("certificate", "Giấy chứng nhận"),
                    ("result_letter", "Thông báo kết quả"),
                    ("supplement_slip", "Phiếu yêu cầu bổ sung"),
                ],
                max_length=30,
                verbose_name="loại",
            ),
        ),
    ]
