"""Reports of misuse go to who inspects the place of today."""

from accounts.enums import Role
from inspections.models import Complaint
from inspections.selectors import complaints_visible_to, office_people
from tests.factories import accounts, catalogue, certificates, communes
from tests.factories.certificates import TODAY, Scene
from tests.factories.communes import LAST_OLD


def test_a_report_is_seen_where_the_product_lies_today(scene: Scene) -> None:
    gone = communes.province("Tỉnh Hà Nam", "35", valid_to=LAST_OLD)
    old = communes.commune("Xã Thanh Sơn", communes.district("Huyện Kim Bảng", gone))
    other = communes.province("Tỉnh Ninh Bình", "37")
    communes.change(scene.province, gone)
    product = certificates.recorded(scene).product
    row = Complaint.objects.create(product=product, text="Bao bì khác ảnh")
    far = accounts.user("Đỗ Văn Xa", Role.INSPECTOR, other)
    own = accounts.user("Đỗ Văn Gần", Role.INSPECTOR, scene.province)

    def seeing() -> list[bool]:
        return [row in complaints_visible_to(person, on=TODAY) for person in (own, far)]

    catalogue.placed(product, old, communes.commune("Phường Kim Bảng", other))
    assert seeing() == [False, True]
    assert list(office_people("38", product, on=TODAY)) == []
    catalogue.placed(product, old, scene.commune)
    assert seeing() == [True, False]
    assert list(office_people("37", product, on=TODAY)) == [scene.officer]
