"""Closed lists of the programmes room. Stored values never change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DayKind(TextChoices):
    """How a day differs from the ordinary week, Monday to Friday."""

    OFF = "off", _("Nghỉ")
    WORKED = "worked", _("Làm bù")


class IdeaKind(TextChoices):
    """What an idea is about: the two sheets that Decision 1048/2019 asked for."""

    NEW = "new", _("Sản phẩm mới (Biểu 01)")
    EXISTING = "existing", _("Sản phẩm đã có (Biểu 02)")


class CallState(TextChoices):
    """Where a call for ideas stands; whether it takes ideas is also a matter of its days."""

    DRAFT = "draft", _("Đang soạn")
    PUBLISHED = "published", _("Đã công bố")
    CLOSED = "closed", _("Đã đóng sớm")


class CallMove(TextChoices):
    """What happens to a call."""

    PUBLISH = "publish", _("Công bố")
    CLOSE = "close", _("Đóng sớm")


class IdeaState(TextChoices):
    """Where an idea stands."""

    REGISTERED = "registered", _("Đã đăng ký")
    SURVEYED = "surveyed", _("Đã khảo sát")
    SELECTED = "selected", _("Được chọn")
    NOT_SELECTED = "not_selected", _("Không được chọn")
    WITHDRAWN = "withdrawn", _("Đã rút")


class IdeaMove(TextChoices):
    """What happens to an idea."""

    SURVEY = "survey", _("Ghi khảo sát")
    SELECT = "select", _("Chọn")
    NOT_SELECT = "not_select", _("Không chọn")
    WITHDRAW = "withdraw", _("Rút")


class SurveyHeading(TextChoices):
    """What is looked at on the spot; the four contents of Điều 7.2.a and the means to produce."""

    MATERIAL = "material", _("Nguyên liệu tại địa phương")
    LABOUR = "labour", _("Lao động và sự tham gia của cộng đồng")
    TRADITION = "tradition", _("Nguồn gốc ý tưởng, bản sắc, tri thức địa phương")
    CAPACITY = "capacity", _("Cơ sở, công nghệ, điều kiện an toàn")
    MARKET = "market", _("Thị trường và khả năng tiêu thụ")


class SurveyLevel(TextChoices):
    """How a heading was found; points are for the council, which scores the product later."""

    GOOD = "good", _("Tốt")
    FAIR = "fair", _("Khá")
    WEAK = "weak", _("Còn yếu")


class SurveyOpinion(TextChoices):
    """What those who surveyed propose."""

    SELECT = "select", _("Đề nghị chọn")
    SUPPORT = "support", _("Cần hỗ trợ thêm rồi mới chọn")
    REFUSE = "refuse", _("Đề nghị không chọn")


class ProgrammeVerb(TextChoices):
    """Audit verbs of this room."""

    DAY_ADDED = "calendar.day_added", _("Thêm ngày vào lịch làm việc")
    DAY_CHANGED = "calendar.day_changed", _("Sửa ngày trong lịch làm việc")
    DAY_REMOVED = "calendar.day_removed", _("Bỏ ngày khỏi lịch làm việc")
    CALL_MADE = "idea_call.made", _("Lập đợt đăng ký ý tưởng")
    CALL_CHANGED = "idea_call.changed", _("Sửa đợt đăng ký ý tưởng")
    CALL_PUBLISHED = "idea_call.published", _("Công bố đợt đăng ký ý tưởng")
    CALL_CLOSED = "idea_call.closed", _("Đóng sớm đợt đăng ký ý tưởng")
    IDEA_REGISTERED = "idea.registered", _("Đăng ký ý tưởng")
    IDEA_CHANGED = "idea.changed", _("Sửa phiếu đăng ký ý tưởng")
    IDEA_SURVEYED = "idea.surveyed", _("Khảo sát ý tưởng")
    IDEA_SELECTED = "idea.selected", _("Chọn ý tưởng")
    IDEA_NOT_SELECTED = "idea.not_selected", _("Không chọn ý tưởng")
    IDEA_WITHDRAWN = "idea.withdrawn", _("Rút ý tưởng")
    IDEA_TAKEN_UP = "idea.taken_up", _("Lập sản phẩm từ ý tưởng")
