"""The form of one producer: it narrows choices and keeps what was typed."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from common.fields import day_field
from communes.models import AdministrativeUnit
from producers.enums import Gender, ProducerKind, YesNo
from producers.models import Producer
from producers.validators import (
    NEEDS_CONSENT,
    normal_phone,
    normal_tax_code,
    phone_fault,
    tax_code_fault,
)

IDENTITY = ("name", "kind", "tax_code", "unit")
# What only old registers say: nobody enters it anew.
_OLD_KINDS = (ProducerKind.ENTERPRISE, ProducerKind.UNKNOWN)


def _choice(kind: ProducerKind) -> tuple[str, str]:
    return kind.value, str(kind.label)


class UnitField(forms.ModelChoiceField):
    """A commune, named by its key in the page; chosen already when there is only one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=AdministrativeUnit.objects.none(),
            to_field_name="key",
            label="Xã, phường",
            empty_label="Chọn xã, phường",
            error_messages={
                "required": "Chưa chọn xã, phường",
                "invalid_choice": "Chọn xã, phường có trong danh sách",
            },
            **options,
        )

    def offer(self, units: QuerySet[AdministrativeUnit]) -> None:
        self.queryset = units
        if len(units[:2]) == 1:
            self.empty_label = None


class ProducerForm(forms.Form):
    name = forms.CharField(
        label="Tên chủ thể",
        help_text="Đúng như trên giấy đăng ký",
        max_length=250,
        error_messages={"required": "Chưa có tên chủ thể"},
    )
    kind = forms.ChoiceField(
        label="Loại hình",
        choices=[
            ("", "Chọn loại hình"),
            *(choice for choice in ProducerKind.choices if choice[0] not in _OLD_KINDS),
        ],
        error_messages={"required": "Chưa chọn loại hình"},
    )
    unit = UnitField()
    tax_code = forms.CharField(
        label="Mã số thuế",
        required=False,
        max_length=20,
        help_text="10 hoặc 13 chữ số; hộ và cá nhân: hoặc 12 số định danh",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    registration_number = forms.CharField(label="Số giấy đăng ký", required=False, max_length=60)
    registered_on = day_field("Ngày thành lập, đăng ký", required=False)
    address = forms.CharField(
        label="Địa chỉ",
        required=False,
        max_length=250,
        help_text="Số nhà, thôn, tổ dân phố; không cần ghi lại xã và tỉnh",
    )
    phone = forms.CharField(
        label="Điện thoại",
        required=False,
        max_length=25,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(label="Thư điện tử", required=False, max_length=254)
    website = forms.URLField(
        label="Trang web", required=False, max_length=200, assume_scheme="https"
    )
    representative = forms.CharField(
        label="Người đại diện theo pháp luật", required=False, max_length=120
    )
    representative_position = forms.CharField(label="Chức vụ", required=False, max_length=120)
    representative_gender = forms.ChoiceField(
        label="Giới tính", required=False, choices=[("", "Chưa ghi"), *Gender.choices]
    )
    consent_on = day_field(
        "Ngày người đại diện đồng ý cho ghi dân tộc, khuyết tật",
        "Chưa đồng ý thì để trống cả ba mục",
        required=False,
    )
    representative_ethnicity = forms.CharField(label="Dân tộc", required=False, max_length=60)
    representative_disability = forms.ChoiceField(
        label="Là người khuyết tật", required=False, choices=[("", "Chưa ghi"), *YesNo.choices]
    )
    representative_address = forms.CharField(
        label="Địa chỉ thường trú", required=False, max_length=250
    )

    def __init__(
        self,
        *args: Any,
        units: QuerySet[AdministrativeUnit],
        identity: bool = True,
        producer: Producer | None = None,
        **options: Any,
    ) -> None:
        """``units`` may be chosen; without ``identity`` the fields that name the producer go.

        A company that an old register calls only a company may stay one.
        """
        self.producer = producer
        super().__init__(*args, **options)
        if producer is not None and producer.kind == ProducerKind.ENTERPRISE:
            kind = cast("forms.ChoiceField", self.fields["kind"])
            kind.choices = [*cast("list[Any]", kind.choices), _choice(ProducerKind.ENTERPRISE)]
        unit = cast("UnitField", self.fields["unit"])
        unit.offer(units)
        if not identity:
            for name in IDENTITY:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The service checks again; here so that all faults show at once."""
        values = self.cleaned_data
        tax_code = normal_tax_code(values.get("tax_code", ""))
        faults = {
            "tax_code": tax_code_fault(tax_code, kind=values.get("kind", "")),
            "phone": phone_fault(normal_phone(values.get("phone", ""))),
            "consent_on": self._consent_fault(),
        }
        for name, sentence in faults.items():
            if sentence and name not in self.errors:
                self.add_error(name, sentence)
        return values

    def _consent_fault(self) -> str | None:
        """As the service: old entries without a day may stay until somebody touches them."""
        values, held = self.cleaned_data, self.producer
        if values.get("consent_on"):
            return None
        given = (values.get("representative_ethnicity"), values.get("representative_disability"))
        present = held and (held.representative_ethnicity, held.representative_disability)
        untouched = held is not None and held.consent_on is None and given == present
        return None if untouched or not any(given) else NEEDS_CONSENT

    @staticmethod
    def initial_of(producer: Producer) -> dict[str, Any]:
        values = {name: getattr(producer, name) for name in ProducerForm.base_fields}
        return values | {"unit": producer.unit.key}
