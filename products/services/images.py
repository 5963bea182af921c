"""Photos of products: made small and freed of what the camera wrote into them."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from common.text import normalise
from documents.enums import IMAGE_KINDS, FileKind
from documents.services import SMALL_SIDE, check_upload, plain_photo, store_bytes
from products.enums import ImageKind, ProductVerb
from products.models import Product, ProductImage

MAX_IMAGES = 12
_CAPTION = 160
_MB = 1024 * 1024


def add_image(
    *,
    product: Product,
    upload: "UploadedFile[bytes]",
    kind: str = ImageKind.PRODUCT,
    caption: str = "",
    actor: User | None,
) -> ProductImage:
    """Add a photo after the others; writes one audit entry.

    Stored is a JPEG of at most 1600 px a side without EXIF, so neither place nor owner of the
    camera becomes public, and one of at most 480 px for lists; the bytes that were sent are not
    kept.

    Raises:
        DomainError: ``invalid`` for the field ``file`` (not a JPG or PNG, damaged, too big),
            ``kind`` or ``caption``; ``conflict`` when the product has that photo or twelve others
            already.
    """
    caption = normalise(caption)
    if len(caption) > _CAPTION:
        raise _refusal("caption", f"Chú thích nhiều nhất {_CAPTION} chữ, đang có {len(caption)}")
    if kind not in ImageKind.values:
        raise _refusal("kind", "Chọn loại ảnh có trong danh sách")
    content = _checked(upload)
    plain, small = plain_photo(content), plain_photo(content, side=SMALL_SIDE)
    with transaction.atomic():
        row = Product.objects.select_for_update().get(pk=product.pk)
        file = store_bytes(content=plain, kind=FileKind.JPEG)
        standing = list(row.images.values_list("file_id", "position"))
        if file.pk in {file_id for file_id, _ in standing}:
            raise _refusal("file", "Sản phẩm đã có ảnh này", code="conflict")
        if len(standing) >= MAX_IMAGES:
            raise _refusal(
                "file",
                f"Mỗi sản phẩm có nhiều nhất {MAX_IMAGES} ảnh. Hãy bỏ bớt một ảnh",
                code="conflict",
            )
        image = ProductImage.objects.create(
            product=row,
            kind=kind,
            file=file,
            thumbnail=store_bytes(content=small, kind=FileKind.JPEG),
            caption=caption,
            position=max((place for _, place in standing), default=0) + 1,
        )
        record(
            actor=actor,
            verb=ProductVerb.IMAGE_ADDED,
            target=row,
            data={"image": image.code, "digest": file.digest, "caption": caption},
        )
    return image


@transaction.atomic
def remove_image(*, image: ProductImage, actor: User) -> None:
    """Take a photo off its product; writes one audit entry. The stored bytes stay (others may
    share them).

    Raises:
        DomainError: ``conflict`` when somebody has removed it already.
    """
    product = Product.objects.select_for_update().get(pk=image.product_id)
    row = ProductImage.objects.filter(pk=image.pk).select_related("file").first()
    if row is None:
        raise DomainError("Ảnh này đã được bỏ trước đó", code="conflict")
    code, digest = row.code, row.file.digest
    row.delete()
    record(
        actor=actor,
        verb=ProductVerb.IMAGE_REMOVED,
        target=product,
        data={"image": code, "digest": digest, "caption": row.caption},
    )


def _checked(upload: "UploadedFile[bytes]") -> bytes:
    """The bytes of a photo, told of as a photo: its own limit is of the camera, not of a scan."""
    size, limit = upload.size or 0, settings.UPLOAD_MAX_BYTES
    if size > limit:
        found, most = (f"{number / _MB:.1f}".replace(".", ",") for number in (size, limit))
        sentence = f"Ảnh {found} MB, nhiều nhất {most.removesuffix(',0')} MB."
        raise _refusal("file", f"{sentence} Hãy chụp ở cỡ nhỏ hơn, hoặc gửi ảnh đã thu nhỏ")
    try:
        content, _kind = check_upload(upload=upload, kinds=IMAGE_KINDS)
    except DomainError as error:
        raise _refusal("file", error.fields["file"][0]) from None
    return content


def _refusal(field: str, sentence: str, code: str = "invalid") -> DomainError:
    return DomainError(sentence, code=code, fields={field: [sentence]})
