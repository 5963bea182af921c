"""The demo story as data: who makes what, how far each dossier has come, how it was marked."""

from exchange.services.demo.dossiers import Item, Maker
from exchange.services.demo.register import BRAND_MAKER
from producers.enums import Gender, PaperKind, ProducerKind

COMMUNE = "16000"

LE_GIA = Maker(BRAND_MAKER, ProducerKind.UNKNOWN, COMMUNE, "Đồng Thị An", Gender.FEMALE, "chuthe")
COOP = Maker(
    "HTX Mắm Hoằng Thanh (bản chạy thử)",
    ProducerKind.COOPERATIVE,
    COMMUNE,
    "Lê Văn Thành",
    Gender.MALE,
    "chuthe",
)
HOUSEHOLD = Maker(
    "Hộ kinh doanh Cao Thị Sen (bản chạy thử)",
    ProducerKind.HOUSEHOLD,
    COMMUNE,
    "Cao Thị Sen",
    Gender.FEMALE,
)
WEAVERS = Maker(
    "HTX Cói Nga Sơn (bản chạy thử)",
    ProducerKind.COOPERATIVE,
    "16093",
    "Mai Thị Cúc",
    Gender.FEMALE,
)
BEES = Maker(
    "Tổ hợp tác Ong rừng Thường Xuân (bản chạy thử)",
    ProducerKind.COOPERATIVE_GROUP,
    "15646",
    "Lang Văn Đức",
    Gender.MALE,
)
HERBS = Maker(
    "Công ty TNHH Dược liệu Bá Thước (bản chạy thử)",
    ProducerKind.LLC,
    "14923",
    "Hà Thị Én",
    Gender.FEMALE,
)
VILLAGE = Maker(
    "HTX Du lịch cộng đồng Pù Luông (bản chạy thử)",
    ProducerKind.COOPERATIVE,
    "14956",
    "Lương Văn Giáp",
    Gender.MALE,
)
# Waiting at each desk, in the order of the way.
ON_THE_WAY = (
    (
        Item(
            LE_GIA,
            "Ruốc tôm bóc nõn",
            8,
            "Hũ 200 g",
            71,
            misprints=(
                (PaperKind.TEST, "product_name", "Ruốc tôm bóc non"),
                (
                    PaperKind.CONDITIONS,
                    "holder_address",
                    "Thôn 3, xã Hoằng Phụ, huyện Hoằng Hóa, tỉnh Thanh Hóa",
                ),
            ),
        ),
        "draft",
    ),
    (Item(COOP, "Mắm cáy Hoằng Thanh", 9, "Chai 500 ml", 74), "filed"),
    (Item(HOUSEHOLD, "Mắm tôm phơi nắng", 9, "Hũ 400 g", 66), "filed"),
    (Item(COOP, "Nước chấm chay", 9, "Chai 300 ml", 61), "returned"),
    (Item(HOUSEHOLD, "Chả cá thu", 8, "Gói 500 g", 72), "proposed"),
    (Item(COOP, "Mực một nắng", 8, "Gói 500 g", 78), "received"),
    (Item(HOUSEHOLD, "Bột canh hải sản", 10, "Hũ 250 g", 69), "supplement"),
    (Item(COOP, "Mắm nêm cá cơm", 9, "Chai 500 ml", 73), "accepted"),
)
NONE: tuple[int | None, ...] = (None,) * 5
# Before the council today, with each member's total; None: not begun.
IN_SESSION = (
    (Item(COOP, "Mắm tôm chua Hoằng Thanh", 9, "Hũ 500 g", 75), (74, 76, 73, 75, 77, 74, 75)),
    (Item(HOUSEHOLD, "Tép khô rang muối", 8, "Gói 300 g", 68), (66, 70, 67, *NONE[:4])),
    (Item(COOP, "Nước mắm cá cơm 35 độ đạm", 9, "Chai 500 ml", 88), (84, 86, *NONE)),
    (
        Item(HOUSEHOLD, "Rượu nếp cái hoa vàng", 14, "Chai 500 ml", 63),
        (58, 75, 60, 61, 62, 59, 63),
    ),
)
APPRAISED = 2  # the advisory team has reported on this one
OPENED = 3  # the last one stands opened: two sheets are 17 points apart
# Concluded some weeks ago: members' totals, minima kept up to, fixed marks.
CONCLUDED: tuple[tuple[Item, tuple[int, ...], int, dict[str, int]], ...] = (
    (
        Item(LE_GIA, "Nước mắm Lê Gia - Cốt đặc biệt", 9, "Chai 500 ml", 96, keeps=5),
        (94, 93, 95, 94, 94, 95, 93),
        5,
        {},
    ),
    (
        Item(COOP, "Mắm tôm đặc biệt Hoằng Thanh", 9, "Hũ 500 g", 84, keeps=4),
        (82, 81, 83, 80, 82, 84, 81),
        4,
        {},
    ),
    (
        Item(HOUSEHOLD, "Mắm tép đặc biệt Hoằng Thanh", 9, "Hũ 400 g", 76),
        (75, 76, 74, 77, 75, 76, 74),
        4,
        {"c3_5": 1},
    ),
    (
        Item(WEAVERS, "Chiếu cói dệt hoa văn", 21, "Chiếc 1,6 m", 82, keeps=4),
        (80, 79, 81, 80, 82, 80, 78),
        4,
        {},
    ),
    (
        Item(BEES, "Mật ong hoa rừng Thường Xuân", 4, "Chai 500 ml", 66),
        (64, 63, 65, 66, 64, 62, 64),
        3,
        {},
    ),
    (
        Item(HERBS, "Trà thảo mộc Bá Thước", 12, "Hộp 20 gói", 68),
        (67, 66, 68, 65, 67, 69, 67),
        3,
        {},
    ),
    (
        Item(VILLAGE, "Lưu trú cộng đồng bản Pù Luông", 26, "Gói 2 ngày 1 đêm", 74, keeps=4),
        (73, 72, 74, 75, 73, 72, 74),
        4,
        {},
    ),
    (
        Item(HOUSEHOLD, "Muối ớt tôm", 10, "Hũ 120 g", 52, keeps=0),
        (44, 45, 43, 46, 45, 44, 45),
        0,
        {},
    ),
)
