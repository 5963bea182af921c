"""Finding today's communes for printed addresses."""

from collections.abc import Iterator

from common.dates import today
from common.text import normalise
from communes.models import AdministrativeUnit
from communes.selectors import Gazetteer
from scripts.bench import stage
from scripts.bench.meter import Figure, against, best, number
from scripts.bench.people import Office

_ADDRESSES = 20_000


def measure(office: Office) -> Iterator[Figure]:
    """Loading the units, then 20,000 addresses as a register prints them."""
    on = today()
    units = AdministrativeUnit.objects.count()
    yield against(
        f"Nạp danh mục địa danh, {number(units)} đơn vị",
        best(lambda: Gazetteer.load(on=on)),
        best(lambda: list(AdministrativeUnit.objects.values_list())),
        of="một câu lệnh đọc cùng số dòng",
    )
    places = stage.places()
    printed = [places[place % len(places)][:2] for place in range(_ADDRESSES)]
    gazetteer = Gazetteer.load(on=on)
    known = {normalise(f"{commune}, {district}"): 0 for commune, district in printed}

    def resolve() -> None:
        for commune, district in printed:
            gazetteer.resolve(province=office.province.name, district=district, commune=commune)

    yield against(
        f"Tìm {number(_ADDRESSES)} địa chỉ như in trong sổ",
        best(resolve),
        best(lambda: [known[normalise(f"{one}, {two}")] for one, two in printed]),
        of="chuẩn hóa chữ và tra một từ điển",
    )
