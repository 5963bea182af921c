"""What the open API asks for and answers: English fields, ISO days."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from catalogue.enums import STARS, Group, Ordering
from catalogue.validators import MOST_LETTERS
from certificates.enums import CertificateStatus
from products.selectors import current_sets

_MOST_PAGES = 100_000


class Several(serializers.ListField):
    """One parameter with several values: repeated (``a=1&a=2``) or with commas (``a=1,2``)."""

    def get_value(self, dictionary: Any) -> Any:
        given = dictionary.getlist(self.field_name) if hasattr(dictionary, "getlist") else []
        values = [part.strip() for text in given for part in text.split(",") if part.strip()]
        return values or empty


class PageQuery(serializers.Serializer[Any]):
    """The parameters of every list."""

    q = serializers.CharField(
        required=False,
        max_length=MOST_LETTERS,
        help_text="Chữ cần tìm, có dấu hay không dấu đều được",
    )
    page = serializers.IntegerField(
        required=False, min_value=1, max_value=_MOST_PAGES, help_text="Trang, từ 1"
    )
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=100, help_text="Số dòng một trang, nhiều nhất 100"
    )


class PlaceQuery(PageQuery):
    """Lists that can be narrowed to a place."""

    commune = serializers.CharField(
        required=False,
        max_length=40,
        help_text=(
            "Khóa của xã, phường (c-16654) hoặc mã thống kê hiện nay (16654); khóa của đơn vị cũ"
            " cho những gì giấy, sổ ghi theo đơn vị ấy"
        ),
    )
    province = serializers.CharField(
        required=False, max_length=2, help_text="Mã tỉnh, thành phố hiện nay (38)"
    )


class ProductQuery(PlaceQuery):
    """The parameters of the product list."""

    stars = Several(
        child=serializers.ChoiceField(choices=[(str(star), f"{star} sao") for star in STARS]),
        required=False,
        help_text="Hạng sao trên giấy; nhiều giá trị cách nhau bằng dấu phẩy",
    )
    status = Several(
        child=serializers.ChoiceField(choices=CertificateStatus.choices),
        required=False,
        help_text="Tình trạng hôm nay; nhiều giá trị cách nhau bằng dấu phẩy",
    )
    group = Several(
        child=serializers.ChoiceField(choices=Group.choices),
        required=False,
        help_text="Ngành I đến VI; nhiều giá trị cách nhau bằng dấu phẩy",
    )
    product_set = serializers.CharField(
        required=False, max_length=12, help_text="Mã bộ sản phẩm (QD26-09)"
    )
    ordering = serializers.ChoiceField(
        choices=Ordering.values, required=False, help_text="Thứ tự; dấu trừ là ngược lại"
    )

    def validate_product_set(self, value: str) -> str:
        """One of the sets of the decision in force."""
        if not current_sets().filter(code=value).exists():
            raise serializers.ValidationError(f"Không có bộ sản phẩm mang mã {value}")
        return value


class ProductRow(serializers.Serializer[Any]):
    """A product of the register."""

    code = serializers.CharField()
    name = serializers.CharField()
    producer_code = serializers.CharField()
    producer = serializers.CharField()
    commune_code = serializers.CharField(allow_blank=True)
    commune = serializers.CharField(allow_blank=True)
    province = serializers.CharField(allow_blank=True)
    recorded_unit_code = serializers.CharField()
    recorded_unit = serializers.CharField()
    recorded_province = serializers.CharField()
    recorded_place = serializers.CharField(allow_blank=True)
    group = serializers.CharField(allow_blank=True)
    product_set = serializers.CharField(allow_blank=True)
    packaging = serializers.CharField(allow_blank=True)
    stars = serializers.IntegerField(min_value=3, max_value=5)
    status = serializers.ChoiceField(choices=CertificateStatus.choices)
    recognised_on = serializers.DateField(allow_null=True)
    recognised_year = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    decision = serializers.CharField(allow_blank=True)
    certificate = serializers.CharField()
    url = serializers.URLField()


class CertificateRow(serializers.Serializer[Any]):
    """A certificate of a product."""

    code = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    stars = serializers.IntegerField()
    status = serializers.ChoiceField(choices=CertificateStatus.choices)
    issued_on = serializers.DateField(allow_null=True)
    issued_year = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    decision = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_blank=True))
    def get_decision(self, row: Any) -> str:
        """The number of the decision."""
        return row.decision.number if row.decision else ""


class ProductDetail(ProductRow):
    """A product with its words, photos and every certificate it had."""

    description = serializers.CharField(allow_blank=True)
    story = serializers.CharField(allow_blank=True)
    images = serializers.ListField(child=serializers.URLField())
    certificates = CertificateRow(many=True)


class ProducerRow(serializers.Serializer[Any]):
    """A producer of public products. No person, address or number of a person."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    commune_code = serializers.CharField(allow_blank=True)
    commune = serializers.CharField(allow_blank=True)
    province = serializers.CharField(allow_blank=True)
    recorded_unit_code = serializers.CharField()
    recorded_unit = serializers.CharField()
    recorded_province = serializers.CharField()
    recorded_place = serializers.CharField(allow_blank=True)
    products = serializers.IntegerField(help_text="Sản phẩm từng được công nhận")


class CommuneRow(serializers.Serializer[Any]):
    """A commune of today."""

    key = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField(source="full_name")
    province = serializers.CharField(source="parent.full_name")
    valid_from = serializers.DateField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    products = serializers.SerializerMethodField(help_text="Sản phẩm từng được công nhận")

    @extend_schema_field(serializers.IntegerField())
    def get_products(self, row: Any) -> int:
        """Counted by the overview."""
        return int(self.context["counts"][row.key])


class Event(serializers.Serializer[Any]):
    """Something that happened to a certificate."""

    on = serializers.DateField()
    event = serializers.CharField()


class VerificationRow(serializers.Serializer[Any]):
    """What a seal is worth today."""

    code = serializers.CharField()
    status = serializers.ChoiceField(choices=CertificateStatus.choices)
    valid = serializers.BooleanField()
    headline = serializers.CharField()
    sentence = serializers.CharField()
    stars = serializers.IntegerField()
    product = serializers.CharField()
    product_code = serializers.CharField()
    producer = serializers.CharField()
    packaging = serializers.CharField(allow_blank=True)
    number = serializers.CharField(allow_blank=True)
    decision = serializers.CharField(allow_blank=True)
    authority = serializers.CharField(allow_blank=True)
    issued_on = serializers.DateField(allow_null=True)
    issued_year = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    successor_code = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    history = serializers.SerializerMethodField()

    @extend_schema_field(Event(many=True))
    def get_history(self, row: Any) -> list[dict[str, Any]]:
        """Recognition and acts, oldest first."""
        return [{"on": day.isoformat(), "event": words} for day, words in row.history]


class StatusCount(serializers.Serializer[Any]):
    """Products of one status."""

    status = serializers.ChoiceField(choices=CertificateStatus.choices)
    products = serializers.IntegerField()


class StarsCount(serializers.Serializer[Any]):
    """Products in force of one number of stars."""

    stars = serializers.IntegerField()
    products = serializers.IntegerField()


class GroupCount(serializers.Serializer[Any]):
    """Products in force of one group."""

    group = serializers.CharField()
    name = serializers.CharField()
    products = serializers.IntegerField()


class CommuneCount(serializers.Serializer[Any]):
    """Products in force of one place."""

    commune = serializers.CharField()
    name = serializers.CharField()
    settled = serializers.BooleanField(
        help_text="Là xã, phường hiện nay; nếu không, là đơn vị cũ hoặc tỉnh chưa rõ xã"
    )
    products = serializers.IntegerField()


class StatisticsRow(serializers.Serializer[Any]):
    """The figures of the register on a day."""

    as_of = serializers.DateField()
    products = serializers.IntegerField(help_text="Mọi sản phẩm từng được công nhận")
    products_in_force = serializers.IntegerField(help_text="Còn hiệu lực, kể cả sắp hết hạn")
    producers_in_force = serializers.IntegerField()
    by_status = StatusCount(many=True)
    by_stars = StarsCount(many=True)
    by_group = GroupCount(many=True)
    by_commune = CommuneCount(many=True)


class ErrorBody(serializers.Serializer[Any]):
    """What is wrong; ``fields`` names the parameters."""

    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]  # the name in the envelope
        child=serializers.ListField(child=serializers.CharField())
    )


class ErrorEnvelope(serializers.Serializer[Any]):
    """Every refusal has this shape."""

    error = ErrorBody()
