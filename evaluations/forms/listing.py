"""Filters of the list of dossiers."""

from typing import cast

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from common.filtering import FilterForm
from communes.models import AdministrativeUnit
from evaluations.enums import DossierState
from evaluations.workflow.dossier import (
    CENTRE,
    COMMUNE,
    COUNCIL,
    LEADER,
    PRODUCER,
    PROVINCE,
)

STATIONS = (
    (PRODUCER, "Chủ thể"),
    (COMMUNE, "Xã, phường"),
    (PROVINCE, "Văn phòng Điều phối"),
    (COUNCIL, "Hội đồng"),
    (LEADER, "Chủ tịch tỉnh"),
    (CENTRE, "Trung ương"),
)
ORDERS = (
    ("", "Mới lập trước"),
    ("han", "Hạn gần trước"),
    ("tu", "Giữ lâu trước"),
    ("o", "Nơi giữ"),
)


class DossierFilterForm(FilterForm):
    """Filters of the list; a wrong value filters nothing."""

    q = forms.CharField(required=False)
    giu = forms.ChoiceField(label="Đang ở", required=False, choices=[("", "Mọi nơi"), *STATIONS])
    han = forms.ChoiceField(
        label="Hạn",
        required=False,
        choices=[("", "Mọi hạn"), ("qua", "Quá hạn"), ("sap", "Sắp đến hạn")],
    )
    buoc = forms.ChoiceField(
        label="Bước", required=False, choices=[("", "Mọi bước"), *DossierState.choices]
    )
    xa = forms.ModelChoiceField(
        label="Xã, phường",
        required=False,
        queryset=AdministrativeUnit.objects.none(),
        to_field_name="key",
        empty_label="Mọi xã, phường",
    )
    xep = forms.ChoiceField(label="Xếp theo", required=False, choices=ORDERS)

    def __init__(
        self, data: MultiValueDict[str, str], *, units: QuerySet[AdministrativeUnit]
    ) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField", self.fields["xa"]).queryset = units
