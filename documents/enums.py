"""Closed lists of the documents room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    """What a stored file is, by its content, not by its name."""

    PDF = "application/pdf", _("PDF")
    JPEG = "image/jpeg", _("ảnh JPG")
    PNG = "image/png", _("ảnh PNG")
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel (.xlsx)")
    ZIP = "application/zip", _("tệp nén (.zip)")


class DocumentKind(TextChoices):
    """Papers that the portal itself issues."""

    REGISTRATION = "registration", _("Phiếu đăng ký (Mẫu số 01)")
    SELF_REPORT = "self_report", _("Báo cáo tự đánh giá (Mẫu số 02)")
    COMMUNE_REPORT = "commune_report", _("Báo cáo của xã, phường (Mẫu số 03)")
    CERTIFICATE = "certificate", _("Giấy chứng nhận")
    RESULT_LETTER = "result_letter", _("Thông báo kết quả")
    SUPPLEMENT_SLIP = "supplement_slip", _("Phiếu yêu cầu bổ sung")
    INVITATION = "invitation", _("Giấy mời họp Hội đồng")
    CONFLICT_DECLARATION = "conflict_declaration", _("Bản khai xung đột lợi ích")
    COUNCIL_MINUTES = "council_minutes", _("Biên bản họp Hội đồng")
    MEMBERS_TALLY = "members_tally", _("Bảng tổng hợp điểm của các thành viên")
    COUNCIL_REPORT = "council_report", _("Báo cáo kết quả của Hội đồng")
    SUBMISSION = "submission", _("Tờ trình")
    DRAFT_DECISION = "draft_decision", _("Dự thảo quyết định")
    PUBLICATION = "publication", _("Bản công bố kết quả")
    MEMBER_SHEETS = "member_sheets", _("Phiếu chấm của thành viên")


UPLOAD_KINDS = (FileKind.PDF, FileKind.JPEG, FileKind.PNG)
IMAGE_KINDS = (FileKind.JPEG, FileKind.PNG)
EXTENSIONS = {
    FileKind.PDF: (".pdf",),
    FileKind.JPEG: (".jpg", ".jpeg"),
    FileKind.PNG: (".png",),
    FileKind.XLSX: (".xlsx",),
    FileKind.ZIP: (".zip",),
}
# Photos of an iPhone, by their content; taken as pages of a scan only.
HEIC = ("image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence")
PHOTO_EXTENSIONS = (".jpg", ".jpeg", ".png", ".heic", ".heif")
