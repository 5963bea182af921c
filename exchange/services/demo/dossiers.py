"""Demo dossiers, walked step by step by the right people through the services."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from common.dates import today
from common.text import fold
from evaluations.enums import DossierKind, RequestLevel
from evaluations.models import Dossier, EvaluationRound
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import needs_samples
from evaluations.selectors.requests import due_by_default, intake_lines, suggestions
from evaluations.services import dossier as moves
from evaluations.services.checking import check_intake
from evaluations.services.intake import (
    open_dossier,
    save_assessment,
    save_registration,
    save_report,
    save_self_scores,
)
from evaluations.services.papers import add_paper
from evaluations.workflow.requests import PAPERS, REPORT, Judged, Point
from exchange.services.demo.marks import sheet_of_total
from exchange.services.demo.papers import KEPT, pdf_upload, photo_upload
from exchange.services.demo.papers import PAPERS as SCANS
from exchange.services.demo.people import Cast
from producers.enums import Gender, PaperKind, ProducerKind
from producers.models import Producer
from producers.services import (
    add_member,
    change_paper,
    keep_paper,
    receive,
    register_producer,
)
from products.models import Product, ProductSet
from products.services import add_image, change_product, register_product
from products.services.register import ProductDetails
from programmes.selectors.calendar import working_calendar

NOTE = "Hồ sơ mẫu của bản chạy thử."


@dataclass(frozen=True)
class Maker:
    """A made-up producer of the demo."""

    name: str
    kind: str
    place: str
    representative: str
    gender: str
    member: str = ""


@dataclass(frozen=True)
class Item:
    """A made-up product of the demo and how its own maker marks it."""

    maker: Maker
    name: str
    number: int
    packaging: str
    self_score: int
    keeps: int = 3
    # What some papers say otherwise than the register: kind, detail, text.
    misprints: tuple[tuple[str, str, str], ...] = ()


def make_producer(maker: Maker, *, cast: Cast, on: dt.date) -> Producer:
    """The producer, once."""
    unit = cast.communes[maker.place]
    known = Producer.objects.filter(folded_name=fold(maker.name), unit=unit).first()
    if known:
        return known
    producer = register_producer(
        actor=cast["tinh"],
        on=on,
        name=maker.name,
        kind=maker.kind,
        unit=unit,
        address="Thôn 3",
        phone="0912345678",
        registered_on=dt.date(2016, 5, 12),
        representative=maker.representative,
        representative_position="Giám đốc",
        representative_gender=maker.gender,
        representative_ethnicity="Kinh",
        consent_on=on,
        representative_address=unit.full_name,
    )
    if maker.member:
        add_member(producer=producer, user=cast[maker.member], actor=cast["tinh"], on=on)
        _fill_vault(producer, by=cast[maker.member])
    return producer


def _fill_vault(producer: Producer, *, by: User) -> None:
    """What the vault holds beside the papers of dossiers: one ends soon, one ended."""
    for paper in KEPT:
        received = receive(uploads=[pdf_upload(paper)], actor=by)
        keep_paper(
            producer=producer,
            file=received.file,
            filename=received.filename,
            kind=paper.kind,
            title=paper.title,
            actor=by,
            holder=producer.name,
            **paper.printed(today()),
        )


def make_product(item: Item, *, producer: Producer, cast: Cast, on: dt.date) -> Product:
    """The product with a drawn photo, once; one that the register names is told more of."""
    known = Product.objects.filter(producer=producer, folded_name=fold(item.name)).first()
    if known and known.product_set:
        return known
    details: ProductDetails = {
        "packaging": item.packaging,
        "description": f"{item.name}, {item.packaging}. {NOTE}",
        "story": "Nghề truyền thống của làng biển, giữ cách làm thủ công qua nhiều đời.",
    }
    product_set = ProductSet.objects.get(code=f"QD26-{item.number:02d}")
    by = cast["tinh"]
    if known:
        product = change_product(
            product=known,
            actor=by,
            on=on,
            product_set=product_set,
            unit=cast.communes[item.maker.place],
            **details,
        )
    else:
        product = register_product(
            actor=by,
            on=on,
            producer=producer,
            name=item.name,
            product_set=product_set,
            **details,
        )
    add_image(
        product=product,
        upload=photo_upload(item.name, item.packaging),
        caption=item.packaging,
        actor=cast["tinh"],
    )
    return product


def drafted(product: Product, item: Item, *, cast: Cast, on: dt.date) -> Dossier:
    """A draft with both forms, the self-score and papers: ready to be filed."""
    by = cast["chuthe"]
    row = open_dossier(product=product, kind=DossierKind.FIRST, actor=by, on=on)
    signed = {"place": product.unit.name, "signed_on": on.isoformat()}
    row = save_registration(
        dossier=row,
        data={**row.registration, "samples": 5, "position": "Giám đốc", **signed},
        actor=by,
        on=on,
        version=row.version,
    )
    row = save_report(
        dossier=row, data={**row.report, **_REPORT, **signed}, actor=by, on=on, version=row.version
    )
    row = save_self_scores(
        dossier=row,
        answers=sheet_of_total(
            parsed(row.sheet), item.self_score, keeps=item.keeps, **_marks_of_maker(item.maker)
        ),
        actor=by,
        on=on,
        version=row.version,
    )
    for paper in SCANS:
        known = parsed(row.sheet).by_code
        use = add_paper(
            dossier=row,
            upload=pdf_upload(paper),
            kind=paper.kind,
            title=paper.title,
            criteria=[code for code in paper.criteria if code in known],
            actor=by,
            on=on,
        )
        if not use.paper.number:
            printed = {**paper.printed(on), "holder": product.producer.name}
            printed |= {what: text for kind, what, text in item.misprints if kind == paper.kind}
            change_paper(paper=use.paper, actor=by, on=on, **printed)
    add_paper(
        dossier=row,
        upload=photo_upload(item.name, item.packaging),
        kind=PaperKind.PHOTO,
        title="Ảnh bao bì, nhãn",
        criteria=[],
        actor=by,
        on=on,
    )
    return row


def _marks_of_maker(maker: Maker) -> dict[str, int]:
    """The two marks that follow from who the maker is: kind of organisation, representative."""
    kinds = {
        ProducerKind.HOUSEHOLD: 1,
        ProducerKind.COOPERATIVE_GROUP: 1,
        ProducerKind.LLC: 2,
        ProducerKind.COOPERATIVE: 3,
    }
    marks = {"c3_2": int(maker.gender == Gender.FEMALE)}
    kind = kinds.get(ProducerKind(maker.kind))
    return marks if kind is None else {**marks, "c3_1": kind}


def filed(row: Dossier, *, cast: Cast, on: dt.date) -> Dossier:
    """Filed at the commune."""
    return moves.file_dossier(dossier=row, actor=cast["chuthe"], on=on)


def proposed(row: Dossier, *, cast: Cast, on: dt.date) -> Dossier:
    """Assessed by the commune and proposed to the province."""
    by = cast["xa"]
    held = {"meeting_on": (on - dt.timedelta(days=1)).isoformat(), **_MEETING}
    row = save_assessment(
        dossier=row, data={**_ASSESSMENT, **held}, actor=by, on=on, version=row.version
    )
    return moves.propose_dossier(dossier=row, actor=by, on=on)


def received(row: Dossier, *, cast: Cast, on: dt.date) -> Dossier:
    """Received by the office."""
    return moves.receive_dossier(dossier=row, actor=cast["tinh"], on=on)


def checked(
    row: Dossier, *, cast: Cast, on: dt.date, lacking: dict[str, str] | None = None
) -> Dossier:
    """Components and contents checked line by line, five samples received."""
    wanting = lacking or {}
    samples = needs_samples(row)
    judged = {
        line.item: Judged("lacking", wanting[line.item]) if line.item in wanting else Judged("ok")
        for line in intake_lines(row, samples=samples)
    }
    return check_intake(
        dossier=row,
        judged=judged,
        actor=cast["tinh"],
        on=on,
        samples=5 if samples else None,
        samples_on=on if samples else None,
    )


def accepted(row: Dossier, *, cast: Cast, entered: EvaluationRound, on: dt.date) -> Dossier:
    """Accepted into a round once every line of the check is in order."""
    row = checked(row, cast=cast, on=on)
    return moves.accept_dossier(dossier=row, evaluation_round=entered, actor=cast["tinh"], on=on)


def returned(row: Dossier, *, cast: Cast, on: dt.date) -> Dossier:
    """Sent back to the producer point by point; one of the points has its reply already."""
    row = moves.return_dossier(
        dossier=row,
        points=_RETURNED,
        due_on=due_by_default(RequestLevel.COMMUNE, on, working_calendar()),
        actor=cast["xa"],
        on=on,
    )
    reply = "Đã ghi thêm doanh thu, lợi nhuận năm 2025 vào mục II của báo cáo."
    moves.reply_points(dossier=row, replies={3: reply}, actor=cast["chuthe"], on=on)
    return row


def asked(row: Dossier, *, cast: Cast, on: dt.date) -> Dossier:
    """Checked with two lines lacking, and asked for a supplement of just these."""
    wanting = {
        "gates": "Chưa có giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm còn hiệu lực",
        "evidence": "Hợp đồng đại lý chưa có chữ ký của hai đại lý ngoài tỉnh",
    }
    row = checked(row, cast=cast, on=on, lacking=wanting)
    return moves.ask_supplement(
        dossier=row,
        points=[one.point for one in suggestions(row, RequestLevel.PROVINCE)],
        due_on=due_by_default(RequestLevel.PROVINCE, on, working_calendar()),
        actor=cast["tinh"],
        on=on,
    )


def upgraded(item: Item, *, cast: Cast, on: dt.date) -> None:
    """The maker of a recognised product begins an upgrade; the draft holds what was filed."""
    rows = Dossier.objects.filter(product__name=item.name).select_related("product")
    if len(rows) == 1 and rows[0].filed_on is not None:
        open_dossier(
            product=rows[0].product, kind=DossierKind.UPGRADE, actor=cast[item.maker.member], on=on
        )


def has_dossier(product: Product) -> bool:
    """Whether the product has been through here before."""
    return Dossier.objects.filter(product=product).exists()


_RETURNED = (
    Point("Bổ sung phiếu kiểm nghiệm còn hạn, có chỉ tiêu an toàn thực phẩm", PAPERS, "9"),
    Point("Thêm ảnh nhãn thấy rõ ngày sản xuất, hạn sử dụng", PAPERS, "2.3"),
    Point("Ghi rõ doanh thu, lợi nhuận năm 2025 trong báo cáo", REPORT),
)
_REPORT: dict[str, Any] = {
    "ethnicity": "Kinh",
    "ticks": ["business", "declaration", "food_safety"],
    "description": "Sản phẩm đóng chai thủy tinh, công bố theo TCCS 01:2026.",
    "history": f"Thành lập năm 2016 từ nhóm hộ làm nghề của thôn. {NOTE}",
    "structure": "Ban giám đốc 2 người, tổ sản xuất 12 người, tổ bán hàng 3 người.",
    "result_material": "Nguyên liệu mua theo hợp đồng của ngư dân trong xã; ủ chum sành, lọc tay.",
    "result_quality": "Đổi sang chai thủy tinh, nhãn có mã truy xuất, kiểm nghiệm hai lần một năm.",
    "result_market": "Bảy đại lý trong và ngoài tỉnh, hai siêu thị, một sàn thương mại điện tử.",
    "result_business": "Doanh thu năm 2025 tăng 18 % so với năm 2024.",
    "plan": "Mở thêm ba kênh bán hàng hiện đại và đăng ký nhãn hiệu tập thể của xã.",
}
_MEETING: dict[str, Any] = {
    "meeting_place": "Hội trường Ủy ban nhân dân",
    "meeting_people": "Chủ tịch UBND; cán bộ OCOP; Hội Nông dân; đại diện chủ thể.",
    "meeting_conclusion": "Thống nhất nội dung Mẫu số 03 và đề nghị tỉnh đánh giá, phân hạng.",
}
_ASSESSMENT: dict[str, Any] = {
    "material": "Nguyên liệu do ngư dân trong xã cung cấp, chiếm trên 75 % theo sổ mua hàng.",
    "labour": "13 trên 15 lao động thường trú tại xã, có danh sách đóng bảo hiểm.",
    "idea": "Sản phẩm truyền thống của làng, nay thêm bao bì và công bố chất lượng.",
    "identity": "Cách ủ chum sành phơi nắng và chọn cá theo mùa là kinh nghiệm riêng của làng.",
    "report_number": "12/BC-UBND",
    "letter_number": "45/UBND-KT",
    "signer": "Nguyễn Hữu Lộc",
}
