"""Forms of the people pages: choices are narrowed to what the person may give."""

import datetime as dt
from typing import Any, cast

from django import forms

from accounts.enums import PLACES_OF_ROLE, Role, Title
from accounts.models import User
from accounts.selectors import appointable_places, appointable_roles
from common.fields import day_field
from common.filtering import FilterForm
from communes.models import AdministrativeUnit

_FIELDS = ("full_name", "title", "position", "email", "phone")


class PersonForm(forms.Form):
    """Who somebody is."""

    full_name = forms.CharField(
        label="Họ và tên", max_length=120, error_messages={"required": "Chưa có họ và tên"}
    )
    title = forms.ChoiceField(label="Cách gọi", choices=Title.choices)
    position = forms.CharField(
        label="Chức vụ, đơn vị",
        required=False,
        max_length=160,
        help_text="Hiện thay cho tên vai trò, ví dụ: Công chức nông nghiệp, xã Hoằng Thanh",
    )
    email = forms.EmailField(
        label="Thư điện tử", required=False, help_text="Nhận thông báo; để trống thì chỉ xem ở cổng"
    )
    phone = forms.CharField(
        label="Điện thoại",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )

    @staticmethod
    def initial_of(person: User) -> dict[str, Any]:
        return {name: getattr(person, name) for name in _FIELDS}


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: AdministrativeUnit) -> str:
        return obj.full_name


class PostForm(forms.Form):
    """One role for one place. ``province`` says whose communes are offered."""

    role = forms.ChoiceField(label="Vai trò", error_messages={"required": "Chưa chọn vai trò"})
    unit = PlaceField(
        label="Nơi",
        queryset=AdministrativeUnit.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="Cả nước, không theo nơi",
        error_messages={"invalid_choice": "Chọn nơi có trong danh sách"},
    )
    basis = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=200,
        help_text="Số quyết định hoặc văn bản phân công, nếu có",
    )

    def __init__(
        self,
        *args: Any,
        actor: User,
        province: AdministrativeUnit | None,
        on: dt.date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        roles = appointable_roles(actor, on=on)
        role = cast("forms.ChoiceField", self.fields["role"])
        role.choices = [("", "Chọn vai trò"), *[(item.value, item.label) for item in roles]]
        unit = cast("PlaceField", self.fields["unit"])
        if province is not None:
            unit.queryset = appointable_places(actor, province, on=on)
        if not any(None in PLACES_OF_ROLE[item] for item in roles):
            unit.required = True
            unit.empty_label = "Chọn xã, phường"
            unit.error_messages["required"] = "Chưa chọn xã, phường"


class NewPersonForm(PersonForm, PostForm):
    """A new account: name to sign in with, the person, the first role."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=30,
        help_text="Chữ thường không dấu, ví dụ binh.hoangthanh. Không đổi được về sau",
        error_messages={"required": "Chưa có tên đăng nhập"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class EndForm(forms.Form):
    """The last day of a role."""

    on = day_field("Ngày cuối cùng giữ vai trò")


class ReasonForm(forms.Form):
    """Why an account is shut."""

    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        help_text="Ghi vào nhật ký, ví dụ: chuyển công tác từ 01/12/2026",
        error_messages={"required": "Hãy ghi lý do tạm khóa"},
    )


class PeopleFilterForm(FilterForm):
    """The filters of the list, as a plain GET form. Wrong values filter nothing."""

    q = forms.CharField(label="Tìm", required=False, max_length=120)
    vai = forms.ChoiceField(
        label="Vai trò", required=False, choices=[("", "Mọi vai trò"), *Role.choices]
    )
