"""The check of a seal: what a QR or a typed code is worth today. No sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from rest_framework.throttling import BaseThrottle

from catalogue import selectors
from catalogue.views.pages import drawing_of, tone_of
from certificates.enums import CertificateStatus
from certificates.selectors import Verification, verify
from certificates.validators import clean_code
from common.dates import now, today
from common.throttle import wait_seconds

CHECKS_A_MINUTE = 60
_MOST_LETTERS = 40


@never_cache
@require_GET
def verify_form(request: HttpRequest) -> HttpResponse:
    code = clean_code(request.GET.get("ma", "")[:_MOST_LETTERS])
    if code:
        return redirect("catalogue:verify", code=code)
    return render(request, "catalogue/verify_form.html", {"empty": "ma" in request.GET})


@never_cache
@require_GET
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    who = BaseThrottle().get_ident(request)
    wait = wait_seconds(f"verify:{who}", limit=CHECKS_A_MINUTE, seconds=60)
    if wait:
        return _too_many(request, wait)
    typed = code[:_MOST_LETTERS]
    found = verify(typed, on=today())
    if found is None:
        context = {"typed": typed, "at": now()}
        return render(request, "catalogue/verify_unknown.html", context, status=404)
    return render(request, "catalogue/verify.html", _context(found))


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    message = (
        f"Từ địa chỉ mạng này đã có hơn {CHECKS_A_MINUTE} lần kiểm tra trong một phút."
        " Mã trên tem không thay đổi, bạn có thể kiểm tra lại sau."
    )
    context = {"message": message, "retry_after": wait}
    answer = render(request, "errors/429.html", context, status=429)
    answer["Retry-After"] = str(wait)
    return answer


def _context(found: Verification) -> dict[str, object]:
    product = selectors.product_page(found.product_code, on=today())
    return {
        "found": found,
        "tone": tone_of(found.status),
        "at": now(),
        "product": product,
        "images": list(product.images.all()) if product else [],
        "place": selectors.whereabouts(product, on=today()) if product else None,
        "drawing": drawing_of(product) if product else {"group": "g1", "sub": ""},
        "newer": _newer(found, product),
        "no_longer": found.status in (CertificateStatus.EXPIRED, CertificateStatus.SURRENDERED),
        "must_cover": found.status in (CertificateStatus.REVOKED, CertificateStatus.SUSPENDED),
    }


def _newer(found: Verification, product: object) -> str:
    """The code of another certificate that is valid for the product today."""
    code = getattr(product, "rating_code", "")
    stars = getattr(product, "stars_now", None)
    return str(code) if stars and code != found.code else ""
