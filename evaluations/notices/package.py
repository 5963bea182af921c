"""What people are told about the papers of a sitting for signing."""

from django.urls import reverse

from evaluations.models import SessionPackage
from evaluations.notices.council import Words


def _words(package: SessionPackage, kind: str, subject: str, body: str) -> Words:
    session = package.session
    return Words(
        kind=kind,
        subject=f"{subject}, phiên họp ngày {session.held_on:%d/%m/%Y}",
        body=body,
        url=reverse("evaluations:package_detail", args=[session.code]),
        target=package,
        key=f"{kind.replace('_', '-')}:{package.code}",
    )


def ready(package: SessionPackage) -> Words:
    """To who presided and to who asked: the papers are made, the chair reads and approves."""
    return _words(
        package,
        "package_ready",
        f"Bộ văn bản trình ký, bản {package.version} đã lập xong",
        "Chủ tịch Hội đồng đọc rồi bấm “Duyệt bộ văn bản”. Cần sửa thì hủy bản này, ghi lý do và "
        "lập bản mới.",
    )


def failed(package: SessionPackage) -> Words:
    """To who asked for it: the papers could not be made."""
    return _words(
        package,
        "package_failed",
        f"Chưa lập được bộ văn bản trình ký, bản {package.version}",
        f"{package.fault} Hãy hủy bản này rồi lập lại; nếu vẫn lỗi, báo quản trị.",
    )


def countersigned(package: SessionPackage) -> Words:
    """To the office and the secretary: the chair approved, the papers may be submitted."""
    return _words(
        package,
        "package_countersigned",
        "Chủ tịch Hội đồng đã duyệt bộ văn bản trình ký",
        f"{package.countersigned_by} đã duyệt bản {package.version}. Văn phòng in, trình ký theo "
        "tờ trình và dự thảo quyết định (Điều 7.3.đ, e).",
    )


def voided(package: SessionPackage) -> Words:
    """To who presided, the secretary and the office: a version is void."""
    return _words(
        package,
        "package_voided",
        f"Đã hủy bộ văn bản trình ký, bản {package.version}",
        f"{package.voided_by} đã hủy. Lý do: {package.void_reason}. Bản cũ được giữ lại; xin không "
        "dùng bản đã in.",
    )
