"""The open API: reading without sign-in, from the same selectors as the pages."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers as fields
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue import selectors
from catalogue.api import serializers
from catalogue.api.documentation import operations
from catalogue.enums import Ordering
from certificates.selectors import verify
from common.dates import today
from common.paging import ApiPagination
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import current_communes, unit_by_code
from producers.selectors import search as search_producers
from products.models import Product

_BAD = {400: serializers.ErrorEnvelope}
_MISSING = {404: serializers.ErrorEnvelope}


class OpenView(APIView):
    """GET only, for everybody; a session changes nothing."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names = ("get", "head", "options")

    def asked(self, request: Request, query: type[serializers.PageQuery]) -> dict[str, Any]:
        """The checked parameters; a value that isn't known is a 400 that names it."""
        form = query(data=request.query_params)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def paged(self, rows: Any, to_data: Any) -> Response:
        """One page of ``rows`` in the envelope of a list."""
        pager = ApiPagination()
        page: list[Any] | None = pager.paginate_queryset(rows, self.request, view=self)
        return pager.get_paginated_response(to_data(page or []))


def _province(code: str, on: dt.date) -> AdministrativeUnit:
    unit = unit_by_code(code, level=UnitLevel.PROVINCE, on=on)
    if unit is None:
        raise ValidationError({"province": [f"Không có tỉnh, thành phố mang mã {code}"]})
    return unit


def _commune(code: str, on: dt.date) -> AdministrativeUnit:
    unit = selectors.place_facts(code)
    if unit is None and code.isdigit():
        unit = unit_by_code(code, level=UnitLevel.COMMUNE, on=on)
    if unit is None:
        raise ValidationError({"commune": [f"Không có xã, phường mang khóa hoặc mã {code}"]})
    return unit


def _paged(row: Any) -> Any:
    """The schema of a page of ``row``."""
    return inline_serializer(
        f"Page{row.__name__}",
        {
            "count": fields.IntegerField(),
            "next": fields.URLField(allow_null=True),
            "previous": fields.URLField(allow_null=True),
            "results": row(many=True),
        },
    )


class ProductList(OpenView):
    """Products of the register."""

    @extend_schema(
        operation_id="products_list",
        summary="Danh sách sản phẩm",
        parameters=[serializers.ProductQuery],
        responses={200: _paged(serializers.ProductRow), **_BAD},
        tags=["products"],
    )
    def get(self, request: Request) -> Response:
        """Sản phẩm từng được công nhận, lọc theo sao, tình trạng, ngành, nơi."""
        on = today()
        asked = self.asked(request, serializers.ProductQuery)
        rows = selectors.in_order(_chosen(asked, on), asked.get("ordering") or Ordering.NAME)
        return self.paged(
            rows.values_list("pk", flat=True), lambda keys: selectors.register_page(keys, on=on)
        )


def _chosen(asked: dict[str, Any], on: dt.date) -> QuerySet[Product]:
    place = _commune(asked["commune"], on) if asked.get("commune") else None
    query = selectors.parsed(
        text=asked.get("q"),
        status=asked.get("status", ()),
        stars=asked.get("stars", ()),
        group=asked.get("group", ()),
        place=(),
    )
    rows = selectors.restrict(selectors.register(on), query)
    if place is not None:
        rows = rows.filter(_at(place, on))
    if asked.get("product_set"):
        rows = rows.filter(product_set__code=asked["product_set"])
    if asked.get("province"):
        province = _province(asked["province"], on)
        rows = rows.filter(_at(province, on))
    return rows


def _at(place: AdministrativeUnit, on: dt.date) -> Q:
    """What lies in a unit of today; what the papers name in a former one."""
    return selectors.belonging_to(place, on=on, seen=selectors.overview(on=on))


class ProductOne(OpenView):
    """One product."""

    @extend_schema(
        operation_id="products_retrieve",
        summary="Một sản phẩm",
        responses={200: serializers.ProductDetail, **_MISSING},
        tags=["products"],
    )
    def get(self, request: Request, code: str) -> HttpResponseBase:
        """Sản phẩm, ảnh và mọi giấy chứng nhận đã có; mã đã gộp chuyển (301) tới mã còn lại."""
        on = today()
        product = selectors.register(on).filter(code=code).first()
        if product is None:
            survivor = selectors.survivor_of(selectors.public_products(on), code)
            if survivor is None:
                raise NotFound("Không có sản phẩm công khai nào mang mã này")
            return redirect("api_product", code=survivor.code, permanent=True)
        row = selectors.register_row(product, provinces=selectors.provinces_today(on))
        images = [
            request.build_absolute_uri(reverse("catalogue:image", args=[image.code]))
            for image in product.images.all()
        ]
        row |= {
            "description": product.description,
            "story": product.story,
            "images": images,
            "certificates": selectors.certificates_of(product, on=on),
        }
        return Response(serializers.ProductDetail(row).data)


class ProducerList(OpenView):
    """Producers of public products."""

    @extend_schema(
        operation_id="producers_list",
        summary="Danh sách chủ thể",
        parameters=[serializers.PlaceQuery],
        responses={200: _paged(serializers.ProducerRow), **_BAD},
        tags=["producers"],
    )
    def get(self, request: Request) -> Response:
        """Chủ thể có sản phẩm từng được công nhận."""
        on = today()
        asked = self.asked(request, serializers.PlaceQuery)
        rows = selectors.public_producers().select_related(
            "unit__parent__parent", "current_unit__parent"
        )
        names = selectors.provinces_today(on)
        if asked.get("q"):
            rows = search_producers(rows, asked["q"])
        if asked.get("commune"):
            rows = rows.filter(_at(_commune(asked["commune"], on), on))
        if asked.get("province"):
            rows = rows.filter(_at(_province(asked["province"], on), on))
        certified = Q(products__certificates__isnull=False)
        rows = rows.annotate(known=Count("products", filter=certified, distinct=True))
        return self.paged(
            rows.order_by("sort_key", "pk"),
            lambda page: (
                serializers.ProducerRow(
                    [
                        selectors.place_fields(row, provinces=names) | _with_count(row)
                        for row in page
                    ],
                    many=True,
                ).data
            ),
        )


def _with_count(producer: Any) -> dict[str, Any]:
    return {
        "code": producer.code,
        "name": producer.name,
        "kind": producer.kind,
        "products": producer.known,
    }


class CommuneList(OpenView):
    """Communes of today."""

    @extend_schema(
        operation_id="communes_list",
        summary="Danh sách xã, phường hiện nay",
        parameters=[serializers.PlaceQuery],
        responses={200: _paged(serializers.CommuneRow), **_BAD},
        tags=["communes"],
    )
    def get(self, request: Request) -> Response:
        """Xã, phường, đặc khu từ ngày 01/07/2025, kèm số sản phẩm."""
        on = today()
        asked = self.asked(request, serializers.PlaceQuery)
        rows = current_communes(on=on)
        if asked.get("province"):
            rows = current_communes(province=_province(asked["province"], on), on=on)
        if asked.get("commune"):
            rows = rows.filter(pk=_commune(asked["commune"], on).pk)
        if asked.get("q"):
            rows = selectors.named(rows, asked["q"])
        counts = selectors.overview(on=on).counts("place")
        return self.paged(
            rows.order_by("sort_key", "pk"),
            lambda page: serializers.CommuneRow(page, many=True, context={"counts": counts}).data,
        )


class CertificateVerify(OpenView):
    """The check of a seal."""

    @extend_schema(
        operation_id="certificates_verify",
        summary="Kiểm tra tem, giấy chứng nhận",
        responses={200: serializers.VerificationRow, **_MISSING},
        tags=["certificates"],
    )
    def get(self, _request: Request, code: str) -> Response:
        """Giấy chứng nhận mang mã này hôm nay có giá trị gì."""
        found = verify(code[:40], on=today())
        if found is None:
            raise NotFound("Không có giấy chứng nhận nào mang mã này")
        return Response(serializers.VerificationRow(found).data)


class Statistics(OpenView):
    """Figures of the register."""

    @extend_schema(
        operation_id="statistics",
        summary="Số liệu của sổ",
        responses=serializers.StatisticsRow,
        tags=["statistics"],
    )
    def get(self, _request: Request) -> Response:
        """Số sản phẩm theo tình trạng, sao, ngành, nơi."""
        return Response(serializers.StatisticsRow(selectors.statistics(on=today())).data)


def api_docs(request: HttpRequest) -> HttpResponse:
    """The API as a page: every address with its parameters, from the schema itself."""
    context = {"operations": operations(), "base": settings.PORTAL["base_url"].rstrip("/")}
    return render(request, "catalogue/api_docs.html", context)
