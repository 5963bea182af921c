"""HTML template → PDF bytes, without network and without files of the machine."""

import base64
import functools
from typing import Any

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import ImageFile


@functools.cache
def _engine() -> tuple[Any, Any]:
    """WeasyPrint and one shared FontConfiguration per process (a new one leaks per document).

    Imported here: without Pango the import raises OSError, and the portal must still start and say
    so (system check ocop.E001).
    """
    import weasyprint  # noqa: PLC0415 -- see above
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- see above

    # WeasyPrint tells Pillow, for the whole process, to accept images that are cut off in the
    # middle. A photo somebody uploads must be whole, also after the first PDF.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint, FontConfiguration()


def check_engine() -> None:
    """Load what PDF needs.

    Raises:
        OSError: a system library is missing; the message names it.
    """
    _engine()


def _fetcher() -> Any:
    """Fetches ``static:`` files of this project and ``data:`` only; anything else is refused.

    WeasyPrint's own fetcher would embed any local file named in a text from outside.
    """
    weasyprint, _fonts = _engine()

    class StaticFetcher(weasyprint.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("static:"):
                path = finders.find(url.removeprefix("static:").lstrip("/"))
                if path is None:
                    raise ValueError(f"Không có tệp tĩnh {url}")
                with open(path, "rb") as handle:  # noqa: PTH123
                    body = handle.read()
                return weasyprint.urls.URLFetcherResponse(url, body=body)
            return super().fetch(url, headers)

    return StaticFetcher(allowed_protocols=["data", "static"])


@functools.lru_cache(maxsize=16)
def _stylesheet(name: str) -> Any:
    weasyprint, fonts = _engine()
    path = finders.find(name)
    if path is None:
        raise ValueError(f"Không có tệp kiểu dáng {name}")
    return weasyprint.CSS(
        filename=path, base_url="static:/css/", url_fetcher=_fetcher(), font_config=fonts
    )


def render_pdf(
    *, template: str, context: dict[str, Any], stylesheets: tuple[str, ...] = ()
) -> bytes:
    """Render ``template`` with ``context`` to PDF/A-3u bytes with embedded fonts.

    ``stylesheets`` are names below ``static/``; by default the sheet that goes with the kind of
    paper (``certificate.css`` for certificates, else ``official.css``). The template may name
    no other files than ``static:`` and ``data:`` ones.
    """
    weasyprint, fonts = _engine()
    if not stylesheets:
        name = "certificate" if template.endswith("certificate.html") else "official"
        stylesheets = (f"css/{name}.css",)
    html = render_to_string(template, {**context, "portal": settings.PORTAL})
    document = weasyprint.HTML(
        string=html, base_url="static:/", url_fetcher=_fetcher(), media_type="print"
    )
    pdf: bytes = document.write_pdf(
        stylesheets=[_stylesheet(name) for name in stylesheets],
        font_config=fonts,
        pdf_variant="pdf/a-3u",
    )
    return pdf


def qr_data_uri(text: str) -> str:
    """A QR code of ``text`` as an SVG data address, error level M, quiet zone included."""
    svg = segno.make(text, error="m", micro=False).svg_inline(
        scale=1, border=2, dark="#1b2b27", light="#ffffff", omitsize=True
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
