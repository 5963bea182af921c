"""Pages that belong to no app: health, errors, the gallery of components."""

import datetime as dt
import logging
import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from kombu import Connection
from kombu.exceptions import KombuError

from accounts.enums import Role
from accounts.selectors import has_role
from common.codes import new_code
from common.dates import now, today
from notifications.selectors import heartbeats

log = logging.getLogger(__name__)

_JOBS_LATE_AFTER = dt.timedelta(minutes=5)
_DISK_LEAST = 200 * 1024 * 1024


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Live: the process answers. Touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Ready: database, broker, jobs and disk; 503 when one is not."""
    checks = {
        "database": _database_ok(),
        "broker": _broker_ok(),
        "jobs": _jobs_ok(),
        "disk": _disk_ok(),
    }
    ready = all(checks.values())
    body = {"status": "ok" if ready else "not ready", "checks": checks}
    return JsonResponse(body, status=200 if ready else 503)


def _database_ok() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_ok() -> bool:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    try:
        with Connection(settings.CELERY_BROKER_URL, transport_options=options) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (KombuError, OSError, ConnectionError):
        return False
    return True


def _jobs_ok() -> bool:
    try:
        beats = {row.name: row.beat_at for row in heartbeats()}
    except DatabaseError:
        return False
    return "beat" in beats and now() - beats["beat"] < _JOBS_LATE_AFTER


def _disk_ok() -> bool:
    return shutil.disk_usage(settings.BASE_DIR).free > _DISK_LEAST


def favicon(_request: HttpRequest) -> HttpResponse:
    """Browsers that ask for the old address get the drawn one."""
    return redirect(static("img/logo.svg"), permanent=True)


@login_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in its states, for those who build and run the portal."""
    if not (settings.DEMO or has_role(request.user, Role.ADMINISTRATOR, on=today())):
        raise PermissionDenied("Việc này dành cho quản trị hệ thống")
    return render(request, "gallery.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 without technical words."""
    if isinstance(exception, DisallowedHost):
        # The frame would ask for the host again and fail.
        context = {"portal": settings.PORTAL, "demo": settings.DEMO}
        return HttpResponse(render_to_string("errors/400.html", context), status=400)
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the sentence that the view gave."""
    message = str(exception) if exception.args else ""
    return render(request, "errors/403.html", {"message": message}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404 that helps to find."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a code to tell the office, found again in the log.

    Needs neither database nor session.
    """
    code = new_code(6)
    log.error("Sự cố %s ở %s %s", code, request.method, request.path)
    return render(request, "errors/500.html", {"code": code}, status=500)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429 of the sign-in pages."""
    return render(request, "errors/429.html", status=429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of a form that stayed open too long."""
    return render(request, "errors/403_csrf.html", status=403)
