"""Photos made small and freed of what the camera wrote into them."""

import io

from PIL import Image, ImageOps

from common.errors import DomainError

MAX_SIDE = 1600
# For lists and cards.
SMALL_SIDE = 480
_QUALITY = 85


def plain_photo(content: bytes, *, side: int = MAX_SIDE) -> bytes:
    """``content`` (a JPG or PNG) as a JPEG with nothing but pixels and colour profile.

    Upright, at most ``side`` pixels a side, in RGB on white: neither place nor owner of the camera
    goes on.

    Raises:
        DomainError: ``invalid`` on the field ``file`` when the picture breaks off.
    """
    try:
        with Image.open(io.BytesIO(content)) as source:
            source.draft("RGB", (side, side))
            picture = ImageOps.exif_transpose(source)
            profile = source.info.get("icc_profile") if source.mode == "RGB" else None
    except (OSError, SyntaxError, ValueError):
        sentence = "Ảnh bị cắt giữa chừng, không mở được. Hãy chụp hoặc tải lại"
        raise DomainError(sentence, code="invalid", fields={"file": [sentence]}) from None
    picture.thumbnail((side, side))
    plain = on_white(picture)
    out = io.BytesIO()
    plain.save(
        out,
        "JPEG",
        quality=_QUALITY,
        optimize=True,
        progressive=True,
        icc_profile=profile,
        exif=b"",
    )
    return out.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    """The picture in RGB, what was transparent white, with nothing of its notes."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        above = picture.convert("RGBA")
        plain = Image.new("RGB", picture.size, "white")
        plain.paste(above, mask=above.getchannel("A"))
    else:
        plain = picture.convert("RGB")
    plain.info.clear()  # comments, XMP: Pillow would write them down again
    return plain
