"""Photos: checked, made small, freed of what the camera wrote."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from audit.models import AuditEntry
from common.errors import DomainError
from documents.enums import FileKind
from documents.models import StoredFile
from documents.services.files import read_bytes
from products.enums import ProductVerb
from products.models import ProductImage
from products.selectors import images_of, public_image
from products.services import add_image, remove_image
from tests.factories import accounts
from tests.factories.products import image, picture, product

pytestmark = pytest.mark.django_db
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def added(upload: SimpleUploadedFile, caption: str = "") -> ProductImage:
    return add_image(product=product(), upload=upload, caption=caption, actor=None)


def stored(photo: ProductImage) -> Image.Image:
    return Image.open(io.BytesIO(read_bytes(photo.file)))


def camera_tags() -> Image.Exif:
    tags = Image.Exif()
    tags[ORIENTATION] = 6  # lies on its side
    tags[MAKER] = "May anh cua chi Huy"
    tags.get_ifd(GPS)[1] = "N"
    tags.get_ifd(GPS)[2] = (19.0, 23.0, 41.0)
    return tags


def test_place_and_camera_are_not_kept() -> None:
    upload = picture(size=(80, 40), exif=camera_tags(), comment=b"nha chi Huy")
    assert b"May anh cua chi Huy" in upload.read()
    upload.seek(0)
    photo = added(upload)
    content = read_bytes(photo.file)
    found = stored(photo)
    assert dict(found.getexif()) == {}
    assert "comment" not in found.info
    assert b"Huy" not in content
    # Turned upright before the tag was dropped.
    assert found.size == (40, 80)
    # Nor are the bytes that were sent.
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("size", "expected"),
    [((3200, 1000), (1600, 500)), ((900, 3600), (400, 1600)), ((64, 48), (64, 48))],
)
def test_a_photo_has_at_most_1600_pixels_a_side(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert stored(added(picture(size=size))).size == expected


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "P", "LA"])
def test_a_png_becomes_a_jpeg(mode: str) -> None:
    colour = {"RGBA": (0, 0, 0, 0), "LA": (0, 0)}.get(mode, 255)
    out = io.BytesIO()
    Image.new(mode, (20, 20), colour).save(out, "PNG")
    photo = added(SimpleUploadedFile("anh.png", out.getvalue()))
    found = stored(photo)
    assert (found.format, found.mode, photo.file.kind) == ("JPEG", "RGB", FileKind.JPEG)


def test_what_was_transparent_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    pixel = stored(added(SimpleUploadedFile("anh.png", out.getvalue()))).getpixel((10, 10))
    assert pixel == (255, 255, 255)


def test_a_cmyk_photo_of_a_print_shop_is_taken() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (20, 20)).save(out, "JPEG")
    assert stored(added(SimpleUploadedFile("anh.jpg", out.getvalue()))).mode == "RGB"


def wrong_uploads() -> dict[str, SimpleUploadedFile]:
    whole = picture(size=(400, 400)).read()
    gif = io.BytesIO()
    Image.new("RGB", (9, 9)).save(gif, "GIF")
    return {
        "a pdf": SimpleUploadedFile("anh.pdf", b"%PDF-1.7\n1 0 obj\n%%EOF\n"),
        "a pdf called jpg": SimpleUploadedFile("anh.jpg", b"%PDF-1.7\n1 0 obj\n%%EOF\n"),
        "a gif": SimpleUploadedFile("anh.gif", gif.getvalue()),
        "a drawing with script": SimpleUploadedFile(
            "anh.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>"
        ),
        "a jpg called png": SimpleUploadedFile("anh.png", whole),
        "a page called jpg": SimpleUploadedFile("anh.jpg", b"<!doctype html><p>x</p>"),
        "nothing": SimpleUploadedFile("anh.jpg", b""),
        "half a jpg": SimpleUploadedFile("anh.jpg", whole[: len(whole) // 2]),
        "only the head of a jpg": SimpleUploadedFile("anh.jpg", whole[:30]),
    }


@pytest.mark.parametrize("what", wrong_uploads())
def test_what_is_no_whole_photo_is_refused_at_the_field(what: str) -> None:
    with pytest.raises(DomainError) as refusal:
        added(wrong_uploads()[what])
    assert refusal.value.code == "invalid"
    assert list(refusal.value.fields) == ["file"]
    assert not ProductImage.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_too_big_is_refused_with_both_sizes(settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    upload = SimpleUploadedFile("anh.jpg", picture().read() + b"\0" * 1_600_000)
    with pytest.raises(DomainError) as refusal:
        added(upload)
    sentence = "Ảnh 1,5 MB, nhiều nhất 1 MB. Hãy chụp ở cỡ nhỏ hơn, hoặc gửi ảnh đã thu nhỏ"
    assert refusal.value.fields == {"file": [sentence]}


def test_a_caption_too_long_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        added(picture(), "a" * 161)
    assert refusal.value.fields == {"caption": ["Chú thích nhiều nhất 160 chữ, đang có 161"]}


def test_the_same_photo_is_not_added_twice() -> None:
    row = product()
    image(row)
    with pytest.raises(DomainError) as refusal:
        image(row)
    assert refusal.value.fields == {"file": ["Sản phẩm đã có ảnh này"]}
    assert row.images.count() == 1


def test_two_products_may_share_a_photo_and_one_can_drop_it() -> None:
    first, second = image(product()), image(product())
    assert first.file == second.file
    remove_image(image=first, actor=accounts.outsider())
    assert read_bytes(second.file)
    assert list(ProductImage.objects.all()) == [second]


def test_a_product_has_twelve_photos_at_most() -> None:
    row = product()
    for number in range(12):
        image(row, colour=f"#{number * 16 + 10:02x}4040")
    with pytest.raises(DomainError) as refusal:
        image(row, colour="#ffffff")
    assert refusal.value.code == "conflict"
    assert row.images.count() == 12


def test_photos_stand_in_the_order_of_adding() -> None:
    row = product()
    first, second = image(row), image(row, colour="#07473d")
    remove_image(image=first, actor=accounts.outsider())
    third = image(row, colour="#1e5788")
    assert list(images_of(row)) == [second, third]


def test_adding_and_removing_each_write_one_entry() -> None:
    person, row = accounts.outsider(), product()
    photo = add_image(product=row, upload=picture(), caption="Chai 500 ml", actor=person)
    told = {"image": photo.code, "digest": photo.file.digest, "caption": "Chai 500 ml"}
    remove_image(image=photo, actor=person)
    for verb in (ProductVerb.IMAGE_ADDED, ProductVerb.IMAGE_REMOVED):
        (entry,) = AuditEntry.objects.filter(verb=verb)
        assert (entry.actor, entry.target_id, entry.data) == (person, str(row.pk), told)


def test_a_photo_is_removed_once() -> None:
    photo = image(product())
    remove_image(image=photo, actor=accounts.outsider())
    with pytest.raises(DomainError) as refusal:
        remove_image(image=photo, actor=accounts.outsider())
    assert refusal.value.message == "Ảnh này đã được bỏ trước đó"


def test_the_photo_for_the_public_page_comes_with_its_product(
    django_assert_num_queries: object,
) -> None:
    photo = image(product("Mắm tép"))
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = public_image(photo.code)
        assert found is not None
        assert (found.product.name, found.file.kind) == ("Mắm tép", FileKind.JPEG)
    assert public_image("ABCD2345") is None


def test_a_photo_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        add_image(product=product(), upload=picture(), kind="poster", actor=None)
    assert list(refusal.value.fields) == ["kind"]
    assert not ProductImage.objects.exists()


@pytest.mark.parametrize(("size", "expected"), [((3200, 1600), (480, 240)), ((64, 48), (64, 48))])
def test_the_small_photo_has_at_most_480_pixels_a_side(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    photo = added(picture(size=size, exif=camera_tags()))
    small = Image.open(io.BytesIO(read_bytes(photo.thumbnail)))
    # The camera lay on its side.
    assert small.size == expected[::-1]
    assert dict(small.getexif()) == {}
