"""Forms of what belongs to a producer: people, sites, certificates held, the place of today."""

from typing import Any, cast

from django import forms
from django.core import signing
from django.db.models import QuerySet

from accounts.models import User
from common.fields import day_field
from communes.models import AdministrativeUnit
from documents.models import StoredFile
from producers.enums import HeldKind, SiteKind
from producers.forms.producer import UnitField
from producers.models import HeldCertificate, ProductionSite


class MemberForm(forms.Form):
    """Who may act for the producer: an account that the office has opened, by its name."""

    username = forms.ModelChoiceField(
        label="Tên đăng nhập của người làm hồ sơ thay chủ thể",
        queryset=User.objects.filter(is_active=True),
        to_field_name="username",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Văn phòng Điều phối cấp tài khoản; ở đây chỉ nối tài khoản với chủ thể.",
        error_messages={
            "required": "Ghi tên đăng nhập",
            "invalid_choice": "Không có tài khoản nào đang dùng mang tên này",
        },
    )


class PlaceForm(forms.Form):
    """Today's commune, out of those into which the recorded unit went."""

    xa = UnitField()

    def __init__(self, *args: Any, units: QuerySet[AdministrativeUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        field = cast("UnitField", self.fields["xa"])
        field.queryset = units


class SiteForm(forms.Form):
    kind = forms.ChoiceField(
        label="Loại cơ sở",
        choices=[("", "Chọn loại"), *SiteKind.choices],
        error_messages={"required": "Chưa chọn loại cơ sở"},
    )
    name = forms.CharField(
        label="Tên cơ sở", max_length=160, error_messages={"required": "Chưa có tên cơ sở"}
    )
    unit = UnitField()
    address = forms.CharField(
        label="Địa chỉ",
        required=False,
        max_length=250,
        help_text="Thôn, tổ dân phố; không cần ghi lại xã và tỉnh",
    )
    area = forms.CharField(
        label="Diện tích, công suất",
        required=False,
        max_length=120,
        help_text="Ví dụ 2,5 ha; 300 lít mỗi ngày",
    )
    closed_on = day_field("Ngừng từ ngày", "Đang hoạt động thì để trống", required=False)

    def __init__(self, *args: Any, units: QuerySet[AdministrativeUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("UnitField", self.fields["unit"]).offer(units)

    @staticmethod
    def initial_of(site: ProductionSite) -> dict[str, Any]:
        values = {name: getattr(site, name) for name in SiteForm.base_fields}
        return values | {"unit": site.unit.key}


class HeldForm(forms.Form):
    """A certificate held; its file stays chosen when something else has to be corrected."""

    kind = forms.ChoiceField(
        label="Loại chứng nhận",
        choices=[("", "Chọn loại"), *HeldKind.choices],
        error_messages={"required": "Chưa chọn loại chứng nhận"},
    )
    title = forms.CharField(
        label="Tên, tiêu chuẩn",
        required=False,
        max_length=160,
        help_text="Ví dụ TCVN 11892-1:2017; loại “Chứng nhận khác” phải ghi",
    )
    number = forms.CharField(label="Số", required=False, max_length=80)
    issuer = forms.CharField(
        label="Nơi cấp", max_length=160, error_messages={"required": "Chưa ghi nơi cấp"}
    )
    issued_on = day_field("Ngày cấp", required=False)
    valid_until = day_field(
        "Có giá trị đến hết ngày", "Giấy không ghi hạn thì để trống", required=False
    )
    scope = forms.CharField(
        label="Phạm vi",
        required=False,
        max_length=250,
        help_text="Sản phẩm, diện tích hoặc dây chuyền được chứng nhận",
    )
    file = forms.FileField(label="Bản chụp giấy", required=False, allow_empty_file=True)
    # The file of the attempt before, signed for this person: only the browser forgets it.
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.signer = signing.Signer(salt=f"producers.held:{person.pk}")

    def kept_file(self) -> StoredFile | None:
        """The file stored at an earlier attempt, if this person was handed it."""
        try:
            pk = self.signer.unsign(self.data.get("kept", ""))
        except signing.BadSignature:
            return None
        return StoredFile.objects.filter(pk=pk).first()

    def keep(self, file: StoredFile) -> None:
        """Hand the stored file to the next attempt."""
        self.data = {**self.data.dict(), "kept": self.signer.sign(str(file.pk))}

    @staticmethod
    def initial_of(held: HeldCertificate) -> dict[str, Any]:
        names = ("kind", "title", "number", "issuer", "issued_on", "valid_until", "scope")
        return {name: getattr(held, name) for name in names}
