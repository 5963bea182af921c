"""The public register of Thanh Hóa: 51 lines of newspapers and portals, brought in as any office's.

``data/thanh_hoa_register.xlsx`` is laid out as a provincial office keeps its list; what a line does
not say stays unsaid.
"""

import datetime as dt
from pathlib import Path

from accounts.models import User
from communes.models import AdministrativeUnit
from exchange.models import ImportRun
from exchange.services.commanding import import_file
from producers.models import Producer
from producers.services import merge_producers

DATA = Path(__file__).resolve().parents[2] / "data" / "thanh_hoa_register.xlsx"
FILENAME = "so-ocop-thanh-hoa.xlsx"
# A brand that names its maker: products of the brand whose maker no line names are this one's.
BRAND, BRAND_MAKER = "Lê Gia", "Cơ sở Lê Gia (tên theo nhãn sản phẩm)"


def load_register(*, province: AdministrativeUnit) -> None:
    """Bring the register into the province's by the import that offices use; once."""
    if not ImportRun.objects.filter(filename=FILENAME).exists():
        import_file(
            content=DATA.read_bytes(), filename=FILENAME, province=province.key, execute=True
        )


def give_brand_its_maker(*, maker: Producer, actor: User, on: dt.date) -> None:
    """Let the nameless makers of the brand's products be ``maker``, merged as officers do it."""
    nameless = Producer.objects.filter(
        named=False, merged_into__isnull=True, products__name__contains=BRAND
    )
    for producer in nameless.distinct().order_by("pk"):
        merge_producers(keep=maker, absorb=producer, take=(), actor=actor, on=on)
