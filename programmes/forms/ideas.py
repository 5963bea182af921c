"""Forms of the idea stage. They collect; services say what is wrong."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from common.fields import day_field
from common.filtering import FilterForm
from communes.models import AdministrativeUnit
from producers.enums import ProducerKind
from producers.models import Producer
from products.models import Product
from products.selectors import current_sets
from programmes.enums import (
    IdeaKind,
    IdeaMove,
    IdeaState,
    SurveyHeading,
    SurveyLevel,
    SurveyOpinion,
)
from programmes.models import IdeaCall, ProductIdea

_KINDS = [
    choice
    for choice in ProducerKind.choices
    if choice[0] not in (ProducerKind.ENTERPRISE, ProducerKind.UNKNOWN)
]


def _text(label: str, hint: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class CallForm(forms.Form):
    """A call of the province."""

    use_required_attribute = False
    title = forms.CharField(
        label="Tên đợt", max_length=200, help_text="Thí dụ: Đăng ký ý tưởng sản phẩm OCOP năm 2027"
    )
    year = forms.IntegerField(label="Cho năm", min_value=2018, max_value=2100)
    opens_on = day_field("Nhận từ ngày")
    closes_on = day_field("Nhận đến hết ngày")
    guidance = _text("Hướng dẫn", "Chủ thể và xã, phường đọc trước khi đăng ký", rows=5)

    @staticmethod
    def initial_of(call: IdeaCall) -> dict[str, Any]:
        """The form as the call stands."""
        names = ("title", "year", "opens_on", "closes_on", "guidance")
        return {name: getattr(call, name) for name in names}


class ReasonForm(forms.Form):
    """Why something ends."""

    use_required_attribute = False
    reason = forms.CharField(label="Lý do", max_length=300)


class _ProducerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Producer) -> str:
        return f"{obj.name} – {(obj.current_unit or obj.unit).full_name}"


class IdeaForm(forms.Form):
    """Phiếu đăng ký ý tưởng sản phẩm."""

    use_required_attribute = False
    kind = forms.ChoiceField(label="Ý tưởng về", choices=IdeaKind.choices, widget=forms.RadioSelect)
    producer = _ProducerField(
        label="Chủ thể trong sổ",
        queryset=Producer.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="Chưa có trong sổ, ghi ở dưới",
        error_messages={"invalid_choice": "Chọn chủ thể có trong danh sách"},
    )
    producer_name = forms.CharField(
        label="Tên hộ, nhóm hoặc đơn vị",
        max_length=250,
        required=False,
        help_text="Chỉ ghi khi chưa có trong sổ chủ thể",
    )
    producer_kind = forms.ChoiceField(
        label="Loại hình",
        choices=[("", "Chọn loại hình"), *_KINDS],
        required=False,
        help_text="Cùng với tên ở trên",
    )
    unit = forms.ModelChoiceField(
        label="Xã, phường",
        queryset=AdministrativeUnit.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="Chọn xã, phường",
        help_text="Chủ thể trong sổ thì lấy theo sổ",
        error_messages={"invalid_choice": "Chọn xã, phường có trong danh sách"},
    )
    address = forms.CharField(label="Địa chỉ", max_length=250, required=False)
    phone = forms.CharField(label="Điện thoại", max_length=20, required=False)
    product_name = forms.CharField(
        label="Tên sản phẩm",
        max_length=250,
        error_messages={"required": "Chưa có tên sản phẩm"},
    )
    product_set = forms.ModelChoiceField(
        label="Bộ sản phẩm dự kiến",
        queryset=current_sets(),
        to_field_name="code",
        required=False,
        empty_label="Chưa rõ",
        error_messages={"invalid_choice": "Chọn bộ sản phẩm có trong danh sách"},
    )
    material = _text("Nguyên liệu", "Loại gì, ở đâu, tự làm được bao nhiêu phần")
    labour = _text("Lao động", "Bao nhiêu người, người ở đâu, cộng đồng tham gia thế nào")
    tradition = _text("Nguồn gốc ý tưởng, bản sắc", "Nghề cũ hay ý tưởng mới, điều gì riêng có")
    scale = _text("Quy mô, cơ sở sản xuất", "Nhà xưởng, máy móc, sản lượng đang có hoặc dự kiến")
    market = _text("Thị trường", "Đang bán hoặc sẽ bán cho ai, ở đâu")
    support = _text("Cần hỗ trợ gì", "Kỹ thuật, bao bì, kiểm nghiệm, vốn, đào tạo")

    MAKER = ("producer", "producer_name", "producer_kind", "unit", "address", "phone")
    IDEA = ("material", "labour", "tradition", "scale", "market", "support")

    def __init__(
        self,
        *args: Any,
        producers: QuerySet[Producer],
        units: QuerySet[AdministrativeUnit] | None,
        **options: Any,
    ) -> None:
        """Without ``units`` the person registers for own producers only."""
        super().__init__(*args, **options)
        producer = cast("forms.ModelChoiceField", self.fields["producer"])
        producer.queryset = producers
        if units is not None:
            unit = cast("forms.ModelChoiceField", self.fields["unit"])
            unit.queryset = units
            if len(units[:2]) == 1:
                unit.empty_label = None
            return
        producer.required = True
        producer.label = "Chủ thể"
        producer.empty_label = "Chọn chủ thể"
        producer.error_messages["required"] = "Chưa chọn chủ thể"
        if len(producers[:2]) == 1:
            producer.empty_label = None
        for name in ("producer_name", "producer_kind", "unit"):
            del self.fields[name]

    @property
    def maker_fields(self) -> list[forms.BoundField]:
        """Who registers."""
        return [self[name] for name in self.MAKER if name in self.fields]

    @property
    def idea_fields(self) -> list[forms.BoundField]:
        """What is told of the idea."""
        return [self[name] for name in self.IDEA]

    @staticmethod
    def initial_of(idea: ProductIdea) -> dict[str, Any]:
        """The form as the sheet stands."""
        names = ("kind", "address", "phone", "product_name", *IdeaForm.IDEA)
        values: dict[str, Any] = {name: getattr(idea, name) for name in names}
        values["product_set"] = idea.product_set.code if idea.product_set else ""
        if idea.producer is not None:
            return values | {"producer": idea.producer.code}
        own = ("producer_name", "producer_kind")
        return values | {name: getattr(idea, name) for name in own} | {"unit": idea.unit.key}


class SurveyForm(forms.Form):
    """What was found on the spot."""

    use_required_attribute = False
    survey_on = day_field("Ngày khảo sát")
    people = forms.CharField(
        label="Người khảo sát", max_length=250, help_text="Họ tên, cơ quan; cách nhau dấu phẩy"
    )
    opinion = forms.ChoiceField(
        label="Đề nghị", choices=SurveyOpinion.choices, widget=forms.RadioSelect
    )
    note = _text("Nhận xét chung")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for heading in SurveyHeading:
            self.fields[f"level_{heading}"] = forms.ChoiceField(
                label=heading.label,
                choices=SurveyLevel.choices,
                widget=forms.RadioSelect,
                error_messages={"required": f"Chưa đánh giá: {heading.label}"},
            )
            self.fields[f"note_{heading}"] = forms.CharField(
                label="Nhận xét", required=False, max_length=1000
            )

    @property
    def headings(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Level and remark of each heading."""
        return [(self[f"level_{one}"], self[f"note_{one}"]) for one in SurveyHeading]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("survey_on", "people", "opinion", "note")},
            "headings": {
                str(one): (data[f"level_{one}"], data[f"note_{one}"]) for one in SurveyHeading
            },
        }

    @staticmethod
    def initial_of(idea: ProductIdea) -> dict[str, Any]:
        """The form as the last survey left it."""
        values: dict[str, Any] = {
            "survey_on": idea.survey_on,
            "people": idea.survey_people,
            "opinion": idea.survey_opinion,
            "note": idea.survey_note,
        }
        for name, found in idea.survey.items():
            values |= {f"level_{name}": found["level"], f"note_{name}": found["note"]}
        return values


class ChoosingForm(forms.Form):
    """Chosen or not, and why, for each surveyed idea; one decision for all."""

    use_required_attribute = False
    number = forms.CharField(
        label="Số quyết định",
        max_length=60,
        error_messages={"required": "Chưa ghi số quyết định"},
    )
    decided_on = day_field("Ngày quyết định")

    _LATER = "later"
    _CHOICES = (
        (_LATER, "Để sau"),
        (IdeaMove.SELECT.value, "Chọn"),
        (IdeaMove.NOT_SELECT.value, "Không chọn"),
    )

    def __init__(self, *args: Any, ideas: Iterable[ProductIdea], **options: Any) -> None:
        super().__init__(*args, **options)
        self.ideas = list(ideas)
        for idea in self.ideas:
            self.fields[f"choice_{idea.code}"] = forms.ChoiceField(
                label=f"Kết quả phiếu {idea.number}", choices=self._CHOICES, initial=self._LATER
            )
            self.fields[f"reason_{idea.code}"] = forms.CharField(
                label=f"Lý do phiếu {idea.number}", required=False, max_length=500
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each idea with its two fields."""
        return [
            {
                "idea": idea,
                "choice": self[f"choice_{idea.code}"],
                "reason": self[f"reason_{idea.code}"],
            }
            for idea in self.ideas
        ]

    def choices(self) -> dict[str, tuple[str, str]]:
        """What was chosen, by the idea's code."""
        data = self.cleaned_data
        return {
            one.code: (data[f"choice_{one.code}"], data[f"reason_{one.code}"])
            for one in self.ideas
            if data[f"choice_{one.code}"] != self._LATER
        }


class TakeUpForm(forms.Form):
    """The product that an idea has become: one of the register, or a new entry."""

    use_required_attribute = False
    product = forms.ModelChoiceField(
        label="Sản phẩm đã có trong sổ",
        queryset=Product.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="Chưa có, ghi sản phẩm mới",
        error_messages={"invalid_choice": "Chọn sản phẩm có trong danh sách"},
    )
    producer = _ProducerField(
        label="Chủ thể",
        queryset=Producer.objects.none(),
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": "Chọn chủ thể có trong danh sách"},
    )
    name = forms.CharField(
        label="Tên sản phẩm", max_length=250, required=False, help_text="Đúng như sẽ in trên nhãn"
    )
    product_set = forms.ModelChoiceField(
        label="Bộ sản phẩm",
        queryset=current_sets(),
        to_field_name="code",
        required=False,
        empty_label="Xếp sau",
        help_text="Phải xếp bộ trước khi mở hồ sơ đánh giá",
        error_messages={"invalid_choice": "Chọn bộ sản phẩm có trong danh sách"},
    )

    def __init__(
        self,
        *args: Any,
        idea: ProductIdea,
        products: QuerySet[Product],
        producers: QuerySet[Producer],
        **options: Any,
    ) -> None:
        chosen = idea.product_set.code if idea.product_set else ""
        initial = {"name": idea.product_name, "product_set": chosen}
        options["initial"] = initial
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField", self.fields["product"]).queryset = products
        producer = cast("forms.ModelChoiceField", self.fields["producer"])
        if idea.producer_id is not None:
            del self.fields["producer"]
            return
        producer.queryset = producers
        producer.empty_label = f"Ghi mới vào sổ: {idea.producer_name}"


class IdeaFilterForm(FilterForm):
    """The filters of a call's ideas."""

    q = forms.CharField(label="Tên người đăng ký, sản phẩm", required=False, max_length=100)
    buoc = forms.ChoiceField(
        label="Bước", required=False, choices=[("", "Mọi bước"), *IdeaState.choices]
    )
    loai = forms.ChoiceField(
        label="Loại phiếu", required=False, choices=[("", "Cả hai loại"), *IdeaKind.choices]
    )
    noi = forms.ChoiceField(label="Xã, phường", required=False)

    def __init__(self, *args: Any, places: QuerySet[AdministrativeUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["noi"]).choices = [
            ("", "Mọi xã, phường"),
            *((unit.key, unit.full_name) for unit in places),
        ]
