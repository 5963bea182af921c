"""Closed lists of the catalogue room, and how the look names them."""

from enum import nonmember

from django.db.models import TextChoices

from certificates.enums import CertificateStatus


class Group(TextChoices):
    """The six groups (ngành) of Annex I, in the short form of cards and filters."""

    FOOD = "I", "Thực phẩm"
    DRINK = "II", "Đồ uống"
    HERBAL = "III", "Dược liệu"
    CRAFT = "IV", "Thủ công mỹ nghệ"
    ORNAMENTAL = "V", "Sinh vật cảnh"
    TOURISM = "VI", "Du lịch"


class Sort(TextChoices):
    """Orders of the result page."""

    MATCH = "khop", "Khớp nhất"
    STARS = "sao", "Sao cao trước"
    NEW = "moi", "Mới công nhận"
    NAME = "ten", "Tên A–Z"


class Ordering(TextChoices):
    """Orders of the product list of the API."""

    NAME = "name", "name"
    NAME_DESC = "-name", "-name"
    STARS = "stars", "stars"
    STARS_DESC = "-stars", "-stars"
    VALID_UNTIL = "valid_until", "valid_until"
    VALID_UNTIL_DESC = "-valid_until", "-valid_until"
    RECOGNISED = "recognised_on", "recognised_on"
    RECOGNISED_DESC = "-recognised_on", "-recognised_on"


class Tone(TextChoices):
    """The six state classes of the look."""

    OK = "ok", "ok"
    WARN = "warn", "warn"
    HALT = "halt", "halt"
    BAD = "bad", "bad"
    INFO = "info", "info"
    OFF = "off", "off"

    of_status = nonmember(
        {
            CertificateStatus.IN_FORCE: "ok",
            CertificateStatus.EXPIRING: "warn",
            CertificateStatus.EXPIRED: "off",
            CertificateStatus.SUSPENDED: "halt",
            CertificateStatus.REVOKED: "bad",
            CertificateStatus.SURRENDERED: "off",
            CertificateStatus.REPLACED: "info",
            CertificateStatus.NOT_YET: "info",
            CertificateStatus.UNCERTAIN: "off",
        }
    )


STARS = (5, 4, 3)
# Classes and drawings of the groups (the look, sections 2 and 7).
CLASS_OF_GROUP = {code: f"g{place}" for place, code in enumerate(Group.values, start=1)}
# Which drawing stands for a product set of group I without a photo.
DRAWING_OF_SET = {"QD26-04": "mat-ong", "QD26-09": "chai", "QD26-10": "gia-vi"}
