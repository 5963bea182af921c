"""Closed lists of the exchange room."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    """Where an import stands; ``workflow.IMPORT_MOVES`` says what may follow."""

    UPLOADED = "uploaded", _("Đang đọc tệp")
    UNREADABLE = "unreadable", _("Không đọc được tệp")
    PLANNED = "planned", _("Chờ xem và ghi")
    EXECUTING = "executing", _("Đang ghi vào sổ")
    DONE = "done", _("Đã ghi vào sổ")
    UNDONE = "undone", _("Đã rút lại")
    DISCARDED = "discarded", _("Đã bỏ")

    # A job is at work: the page asks again by itself.
    busy = nonmember(("uploaded", "executing"))


class RunMove(TextChoices):
    """What can happen to an import."""

    PLAN = "plan", _("Lập kế hoạch ghi")
    FAIL = "fail", _("Báo không đọc được")
    REMAP = "remap", _("Chọn lại trang tính, cột")
    START = "start", _("Ghi vào sổ")
    FINISH = "finish", _("Xong")
    GIVE_BACK = "give_back", _("Dừng giữa chừng, chưa ghi gì")
    UNDO = "undo", _("Rút lại cả lần ghi")
    DISCARD = "discard", _("Bỏ tệp này")


class LineOutcome(TextChoices):
    """What the plan will do with a line."""

    CREATE = "create", _("Ghi mới")
    MATCH = "match", _("Đã có, giữ nguyên")
    CHANGE = "change", _("Sửa dòng đã có")
    SKIP = "skip", _("Bỏ qua")
    ERROR = "error", _("Lỗi, không ghi được")
    CHOOSE = "choose", _("Chờ chọn")

    writes = nonmember(("create", "change"))


class PlaceOutcome(TextChoices):
    """What became of the commune printed in a line."""

    RESOLVED = "resolved", _("Biết xã, phường hiện nay")
    AMBIGUOUS = "ambiguous", _("Xã cũ đã chia, chờ chọn")
    NOT_FOUND = "not_found", _("Chưa rõ là xã, phường nào")
    NONE = "none", _("Sổ không ghi xã")


class PlaceNames(TextChoices):
    """By which names an exported register says where something is made."""

    RECORDED = "luc-ghi", _("Như lúc ghi")
    TODAY = "hien-nay", _("Theo đơn vị hiện nay")


class FaultLevel(TextChoices):
    """How much a cell's fault matters: the line can't be written, or somebody should look."""

    ERROR = "error", _("Phải sửa")
    LOOK = "look", _("Nên xem lại")


class ExchangeVerb(TextChoices):
    """Audit verbs of this room."""

    IMPORT_UPLOADED = "import.uploaded", _("Đưa tệp danh sách lên")
    IMPORT_EXECUTED = "import.executed", _("Ghi danh sách vào sổ")
    IMPORT_UNDONE = "import.undone", _("Rút lại lần ghi danh sách")
    IMPORT_DISCARDED = "import.discarded", _("Bỏ tệp danh sách")
