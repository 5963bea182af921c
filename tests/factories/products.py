"""Products and their photos, entered through the services."""

import datetime as dt
import io
import itertools
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from producers.enums import HeldKind
from producers.models import HeldCertificate, Producer
from products.enums import ChannelKind, Generation, ImageKind
from products.models import (
    Product,
    ProductGroup,
    ProductImage,
    ProductSet,
    ProductVariant,
    SalesChannel,
)
from products.services import add_channel, add_image, add_variant, register_product
from tests.factories import producers

ON = producers.ON
_GROUPS = {"I": "Thực phẩm", "II": "Đồ uống", "IV": "Hàng thủ công mỹ nghệ"}
_POSITIONS = {"I": 1, "II": 2, "IV": 4}
_numbers = itertools.count(1)


def product_set(
    number: int = 9, *, generation: str = Generation.QD26, group: str = "I", name: str = ""
) -> ProductSet:
    """One set of a decision, without loading all; asking again gives the same row."""
    group_row, _ = ProductGroup.objects.get_or_create(
        generation=generation,
        code=group,
        defaults={"name": _GROUPS[group], "position": _POSITIONS[group]},
    )
    row, _ = ProductSet.objects.get_or_create(
        generation=generation,
        number=number,
        defaults={
            "code": f"{generation}-{number:02d}",
            "name": name or "Tương, nước mắm, gia vị dạng lỏng khác",
            "group": group_row,
        },
    )
    return row


def product(
    name: str = "",
    producer: Producer | None = None,
    *,
    actor: User | None = None,
    on: dt.date = ON,
    **details: Any,
) -> Product:
    """A product of set 9 (nước mắm) unless told; ``product_set=None`` leaves it unclassified."""
    details.setdefault("product_set", product_set())
    if details["product_set"] is None:
        del details["product_set"]
    return register_product(
        actor=actor,
        on=on,
        producer=producer or producers.producer(),
        name=name or f"Mắm tép số {next(_numbers)}",
        **details,
    )


def picture(
    name: str = "anh.jpg",
    *,
    size: tuple[int, int] = (64, 48),
    colour: str = "#a3242b",
    mode: str = "RGB",
    **save: Any,
) -> SimpleUploadedFile:
    """An upload with a real picture; the format follows from the name."""
    out = io.BytesIO()
    form = "PNG" if name.lower().endswith(".png") else "JPEG"
    Image.new(mode, size, colour).save(out, form, **save)
    return SimpleUploadedFile(name, out.getvalue())


def image(
    of: Product,
    *,
    caption: str = "Chai 500 ml",
    colour: str = "#a3242b",
    kind: str = ImageKind.PRODUCT,
    size: tuple[int, int] = (64, 48),
) -> ProductImage:
    """A photo of ``of``; other colour, other photo."""
    upload = picture(colour=colour, size=size)
    return add_image(product=of, upload=upload, kind=kind, caption=caption, actor=None)


def variant(of: Product, name: str = "", **facts: Any) -> ProductVariant:
    """One way in which ``of`` is sold, under a name of its own unless told."""
    return add_variant(product=of, actor=None, name=name or f"Chai số {next(_numbers)}", **facts)


def channel(of: Product, name: str = "", **facts: Any) -> SalesChannel:
    """A place where ``of`` is sold: a supermarket unless told."""
    facts.setdefault("kind", ChannelKind.SUPERMARKET)
    return add_channel(
        product=of, actor=None, name=name or f"Siêu thị số {next(_numbers)}", **facts
    )


def held(by: Producer, kind: str = HeldKind.VIETGAP, **facts: Any) -> HeldCertificate:
    """A certificate that ``by`` holds, with a number of its own unless told."""
    facts = {"issuer": "VinaCert", "number": f"VG-{next(_numbers)}"} | facts
    return HeldCertificate.objects.create(producer=by, kind=kind, **facts)
