"""The person's own notices; the outbox for those who keep accounts."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from common.dates import today
from common.http import get_visible, need, page_of, table_response, wanted_table
from common.spreadsheets import Column
from notifications import selectors, services
from notifications.enums import MailState
from notifications.models import Notice, OutboxMail

KEEPERS = "Việc này dành cho quản trị hệ thống và Văn phòng Điều phối của tỉnh"


NOTICES = (
    Column("Lúc", 18),
    Column("Thông báo", 48),
    Column("Nội dung", 60),
    Column("Đọc lúc", 18),
)
MAILS = (
    Column("Lúc", 18),
    Column("Thư", 48),
    Column("Người nhận", 28),
    Column("Địa chỉ", 32),
    Column("Tình trạng", 16),
    Column("Gửi lúc", 18),
    Column("Số lần thử", 10),
    Column("Máy chủ thư trả lời", 40),
)


def _notice_cells(rows: QuerySet[Notice]) -> Iterator[tuple[object, ...]]:
    for row in rows.iterator(chunk_size=1000):
        yield (row.created_at, row.subject, row.body, row.read_at)


def _mail_cells(rows: QuerySet[OutboxMail]) -> Iterator[tuple[object, ...]]:
    """Where each mail stands, never what it says: that is the recipient's."""
    for row in rows.iterator(chunk_size=1000):
        yield (
            row.created_at,
            row.notice.subject,
            str(row.notice.recipient),
            row.to,
            str(row.get_state_display()),
            row.sent_at,
            row.attempts,
            row.error if row.state != MailState.SENT else "",
        )


def _number(text: str | None) -> int:
    """The key a button sent; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0


@login_required
@require_GET
def notice_list(request: HttpRequest) -> HttpResponseBase:
    """Newest first; unread ones are marked."""
    rows = selectors.notices_of(request.user)
    if kind := wanted_table(request):
        cells = _notice_cells(rows)
        return table_response(kind, title="Thông báo", columns=NOTICES, rows=cells)
    page = page_of(request, rows)
    context = {"page": page, "reads_outbox": request.user.has_perm("notifications.view_outbox")}
    return render(request, "notifications/notice_list.html", context)


@login_required
@require_POST
def notice_open(request: HttpRequest) -> HttpResponse:
    """Mark one notice as read and go to what it is about."""
    notice = get_visible(selectors.notices_of(request.user), pk=_number(request.POST.get("notice")))
    services.mark_read(user=request.user, notice_pk=notice.pk)
    # Only addresses of the portal itself: a notice is no door to elsewhere.
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("notifications:list")


@login_required
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all of one's own notices as read."""
    services.mark_read(user=request.user)
    return redirect("notifications:list")


@login_required
@require_GET
def outbox(request: HttpRequest) -> HttpResponseBase:
    """The mails of the own people: where each stands, and in the demo what it says."""
    need(request.user, "notifications.view_outbox", None, KEEPERS)
    rows = selectors.mails_for(request.user, on=today())
    if kind := wanted_table(request):
        return table_response(kind, title="Thư gửi đi", columns=MAILS, rows=_mail_cells(rows))
    page = page_of(request, rows)
    context = {"page": page, "shows_body": settings.DEMO}
    return render(request, "notifications/outbox.html", context)


@login_required
@require_POST
def mail_retry(request: HttpRequest) -> HttpResponse:
    """Send a mail that was given up once more."""
    need(request.user, "notifications.view_outbox", None, KEEPERS)
    mails = selectors.mails_for(request.user, on=today())
    mail = get_visible(mails, pk=_number(request.POST.get("mail")))
    services.retry(mail=mail, actor=request.user)
    messages.success(request, f"Đã đưa thư tới {mail.notice.recipient} vào hàng chờ")
    return redirect("notifications:outbox")
