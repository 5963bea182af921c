"""System checks: mistakes of a set-up, told before somebody meets them."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as CheckWarning

from documents.services import check_engine

_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 fonts-liberation2"


@register()
def system_libraries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """PDF and file recognition need libraries of the system."""
    found: list[CheckMessage] = []
    hint = f"apt-get install -y --no-install-recommends {_PACKAGES}"
    try:
        check_engine()
    except OSError as error:
        found.append(Error(f"Không tạo được PDF: {error}", hint=hint, id="ocop.E001"))
    try:
        import magic  # noqa: PLC0415 -- the check itself

        magic.from_buffer(b"%PDF-1.7", mime=True)
    except (ImportError, OSError) as error:
        found.append(Error(f"Không nhận dạng được tệp: {error}", hint=hint, id="ocop.E002"))
    return found


@register(deploy=True)
def production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """What a production set-up must not be."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(Error("Cấu hình demo không dùng cho máy chủ thật", id="ocop.E003"))
    if not settings.REDIS_URL:
        found.append(
            CheckWarning(
                "REDIS_URL chưa đặt: hàng chờ bằng tệp chỉ dùng cho một máy", id="ocop.W001"
            )
        )
    if not settings.TWO_FACTOR_ROLES:
        found.append(Error("Chưa bắt buộc xác thực hai lớp cho vai trò nào", id="ocop.E004"))
    return found
