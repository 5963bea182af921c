"""The demo province's idea stage: one call for next year, an idea at each step."""

import datetime as dt
from dataclasses import dataclass

from common.dates import today
from exchange.services.demo import dossiers as steps
from exchange.services.demo.dossiers import Maker
from exchange.services.demo.people import Cast
from exchange.services.demo.story import COMMUNE, COOP, HOUSEHOLD
from producers.enums import ProducerKind
from products.models import ProductSet
from products.selectors import current_sets
from programmes.enums import IdeaKind, IdeaMove, IdeaState, SurveyLevel, SurveyOpinion
from programmes.models import IdeaCall, ProductIdea
from programmes.services.calls import make_call, publish_call
from programmes.services.choosing import decide_ideas, take_up_idea
from programmes.services.ideas import IdeaDetails, register_idea, survey_idea, withdraw_idea

_G, _F, _W = SurveyLevel.GOOD, SurveyLevel.FAIR, SurveyLevel.WEAK
_HEADINGS = ("material", "labour", "tradition", "capacity", "market")
_BEFORE = (IdeaState.REGISTERED, IdeaState.WITHDRAWN)
_PEOPLE = "Lê Thị Bình, cán bộ xã; Nguyễn Văn Thái, Văn phòng Điều phối"


@dataclass(frozen=True)
class _Idea:
    """``maker`` is of the register, or the name of a household that is not."""

    maker: Maker | str
    place: str
    name: str
    number: int
    goal: str
    texts: tuple[str, str, str, str]
    levels: tuple[SurveyLevel, ...] = ()
    opinion: str = SurveyOpinion.SELECT
    note: str = ""
    reason: str = ""
    kind: str = IdeaKind.NEW
    taken: bool = False


_IDEAS = (
    _Idea(
        COOP,
        COMMUNE,
        "Mắm tép chưng thịt",
        9,
        IdeaState.SELECTED,
        (
            "Tép moi đánh bắt ven biển xã, mắm tép của hợp tác xã ủ từ 6 tháng.",
            "12 người, đều ở trong xã, có 8 phụ nữ.",
            "Món ăn của người đi biển mang theo tàu, các cụ trong làng còn giữ cách chưng.",
            "Bếp chưng 60 m², ngày làm được 200 hũ; cần nồi thanh trùng.",
        ),
        (_G, _G, _G, _F, _G),
        note="Đã bán thử ở chợ, người mua hỏi lại nhiều.",
        reason="Nguyên liệu tại chỗ, đã có bếp và khách hàng",
        taken=True,
    ),
    _Idea(
        "Hộ ông Nguyễn Văn Bốn",
        COMMUNE,
        "Rong sụn sấy",
        7,
        IdeaState.SELECTED,
        (
            "Rong sụn trồng 2 ha mặt nước của xã.",
            "Hai vợ chồng và 5 người làm theo vụ.",
            "Nghề mới của xã từ năm 2023.",
            "Giàn phơi 200 m²; cần lò sấy để không phụ thuộc nắng.",
        ),
        (_G, _F, _F, _F, _F),
        reason="Sản phẩm mới của vùng biển, được hỗ trợ lò sấy",
    ),
    _Idea(
        HOUSEHOLD,
        COMMUNE,
        "Ruốc cá thu",
        8,
        IdeaState.NOT_SELECTED,
        ("Cá thu mua ở cảng.", "3 người trong nhà.", "Tự nghĩ ra.", "Bếp gia đình 15 m²."),
        (_F, _W, _W, _W, _F),
        opinion=SurveyOpinion.REFUSE,
        note="Bếp chung với nhà ở, chưa tách khu chế biến.",
        reason="Chưa có khu chế biến riêng; hướng dẫn sửa bếp rồi đăng ký lại",
    ),
    _Idea(
        COOP,
        COMMUNE,
        "Mắm tôm Hoằng Thanh hũ nhỏ",
        9,
        IdeaState.SURVEYED,
        (
            "Moi biển đánh bắt từ tháng 2 đến tháng 4.",
            "10 xã viên.",
            "Nghề mắm của làng có từ lâu đời.",
            "Đang làm 5 tấn mỗi năm, muốn thêm hũ 100 g cho khách du lịch.",
        ),
        (_G, _G, _G, _G, _F),
        note="Chỉ cần thêm bao bì.",
        kind=IdeaKind.EXISTING,
    ),
    _Idea(
        "Hộ bà Trương Thị Hạnh",
        COMMUNE,
        "Bánh gai nhân đậu xanh",
        6,
        IdeaState.SURVEYED,
        ("Lá gai, nếp của xã.", "4 người trong nhà.", "Học nghề từ mẹ.", "Ngày 300 bánh."),
        (_G, _F, _F, _W, _F),
        opinion=SurveyOpinion.SUPPORT,
        note="Cần lớp tập huấn an toàn thực phẩm.",
    ),
    _Idea(
        "Tổ hợp tác trồng rau má",
        "16093",
        "Trà rau má sấy lạnh",
        12,
        IdeaState.REGISTERED,
        (
            "Rau má 3 ha trồng theo hướng hữu cơ.",
            "15 hộ góp đất và công.",
            "Rau má là thức uống quen của người vùng này.",
            "Chưa có máy sấy, đang thuê.",
        ),
    ),
    _Idea(
        "Nhóm hộ bản Hiêu",
        "14956",
        "Ở nhà sàn, đi ruộng bậc thang",
        26,
        IdeaState.REGISTERED,
        (
            "Bảy nhà sàn cũ, thác và ruộng bậc thang của bản.",
            "Bảy hộ người Thái.",
            "Khách ăn cơm, nghe khặp Thái cùng gia đình.",
            "Đón được 60 khách một đêm.",
        ),
        kind=IdeaKind.EXISTING,
    ),
    _Idea(
        "Hộ ông Lê Văn Tình",
        COMMUNE,
        "Cá khô tẩm gia vị",
        8,
        IdeaState.WITHDRAWN,
        ("Cá chỉ vàng.", "2 người.", "", "Sân phơi 50 m²."),
        reason="Gia đình chuyển nghề",
    ),
)


def lay_ideas(cast: Cast) -> None:
    """The call and its ideas, once."""
    if IdeaCall.objects.exists():
        return
    on = today()
    opened = on - dt.timedelta(days=45)
    year = on.year + 1
    call = make_call(
        unit=cast.province,
        title=f"Đăng ký ý tưởng sản phẩm OCOP năm {year}",
        year=year,
        opens_on=opened,
        closes_on=on + dt.timedelta(days=24),
        guidance=(
            "Mỗi ý tưởng một phiếu. Ghi rõ vùng nguyên liệu và ai sẽ làm.\n\n"
            "Xã, phường đăng ký thay cho hộ chưa có tài khoản, rồi đi xem tại chỗ."
        ),
        actor=cast["tinh"],
    )
    call = publish_call(call=call, actor=cast["tinh"], on=opened)
    sets = {row.number: row for row in current_sets()}
    for step, told in enumerate(_IDEAS):
        _lay(told, call, cast=cast, product_set=sets[told.number], on=opened, step=step)


def _lay(
    told: _Idea, call: IdeaCall, *, cast: Cast, product_set: ProductSet, on: dt.date, step: int
) -> None:
    officer, office = cast["xa"], cast["tinh"]
    registered = on + dt.timedelta(days=3 + 2 * step)
    material, labour, tradition, scale = told.texts
    details: IdeaDetails = {
        "kind": told.kind,
        "product_name": told.name,
        "product_set": product_set,
        "material": material,
        "labour": labour,
        "tradition": tradition,
        "scale": scale,
        "market": "Bán ở chợ, qua mạng và cho khách du lịch",
        "support": "Bao bì, kiểm nghiệm, tập huấn",
    }
    if isinstance(told.maker, str):
        details["producer_name"] = told.maker
        group = told.maker.startswith(("Tổ", "Nhóm"))
        details["producer_kind"] = (
            ProducerKind.COOPERATIVE_GROUP if group else ProducerKind.HOUSEHOLD
        )
        details["unit"] = cast.communes[told.place]
        actor = officer if told.place == COMMUNE else office
    else:
        details["producer"] = steps.make_producer(told.maker, cast=cast, on=on)
        actor = cast[told.maker.member] if told.maker.member else officer
    idea = register_idea(call=call, actor=actor, on=registered, **details)
    if told.goal == IdeaState.WITHDRAWN:
        withdraw_idea(idea=idea, reason=told.reason, actor=officer, on=registered)
    if told.goal in _BEFORE:
        return
    idea = survey_idea(
        idea=idea,
        survey_on=registered + dt.timedelta(days=7),
        people=_PEOPLE,
        headings={name: (level, "") for name, level in zip(_HEADINGS, told.levels, strict=True)},
        opinion=told.opinion,
        note=told.note,
        actor=officer,
        on=registered + dt.timedelta(days=7),
    )
    if told.goal != IdeaState.SURVEYED:
        _decide(told, idea, cast=cast)


def _decide(told: _Idea, idea: ProductIdea, *, cast: Cast) -> None:
    on = today() - dt.timedelta(days=5)
    chosen = told.goal == IdeaState.SELECTED
    decide_ideas(
        call=idea.call,
        choices={idea.code: (IdeaMove.SELECT if chosen else IdeaMove.NOT_SELECT, told.reason)},
        number="04-DEMO/QĐ-UBND",
        decided_on=on,
        actor=cast["tinh"],
        on=on,
    )
    if told.taken:
        take_up_idea(
            idea=idea,
            name=told.name,
            product_set=idea.product_set,
            producer=None,
            actor=cast["xa"],
            on=today(),
        )
