"""Demo accounts: one per role of the portal. Names are made up."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.enums import Role
from accounts.models import User
from accounts.services import create_user, grant_role
from communes.models import AdministrativeUnit

# Each row: name of sign-in, full name, form of address, position, role, and which place.
_PEOPLE: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("chuthe", "Đồng Thị An", "chị", "", Role.PRODUCER, ""),
    ("xa", "Lê Thị Bình", "chị", "", Role.COMMUNE_OFFICER, "commune"),
    ("tinh", "Nguyễn Văn Thái", "anh", "", Role.PROVINCE_OFFICER, "province"),
    ("lanhdao", "Trần Quốc Hải", "anh", "Chủ tịch UBND tỉnh", Role.PROVINCE_LEADER, "province"),
    ("chutich", "Đỗ Minh Lương", "anh", "Chủ tịch Hội đồng cấp tỉnh", Role.COUNCIL, ""),
    ("thuky", "Phạm Thu Trang", "chị", "Thư ký Hội đồng cấp tỉnh", Role.COUNCIL, ""),
    ("tuvan1", "Lưu Văn Khoa", "anh", "Tổ tư vấn", Role.ADVISER, "province"),
    ("tuvan2", "Mai Thị Loan", "chị", "Tổ tư vấn", Role.ADVISER, "province"),
    ("tuvan3", "Hà Văn Nam", "anh", "Tổ tư vấn", Role.ADVISER, "province"),
    ("trunguong", "Vũ Thị Oanh", "chị", "", Role.CENTRAL_OFFICER, ""),
    ("thanhtra", "Cao Văn Phúc", "anh", "", Role.INSPECTOR, "province"),
    ("quantri", "Tạ Văn Quang", "anh", "", Role.ADMINISTRATOR, ""),
)
COUNCIL = (
    ("hoidong1", "Hoàng Thị Minh Tâm", "chị", "Sở Nông nghiệp và Môi trường"),
    ("hoidong2", "Lê Văn Sơn", "anh", "Sở Công Thương"),
    ("hoidong3", "Trịnh Thị Hoa", "chị", "Sở Y tế"),
    ("hoidong4", "Ngô Văn Dũng", "anh", "Sở Khoa học và Công nghệ"),
    ("hoidong5", "Bùi Thị Yến", "chị", "Sở Văn hóa, Thể thao và Du lịch"),
    ("hoidong6", "Phan Văn Cường", "anh", "Văn phòng Điều phối nông thôn mới tỉnh"),
    ("hoidong7", "Đặng Thị Vân", "chị", "Liên minh Hợp tác xã tỉnh"),
)
CENTRAL_COUNCIL = (
    ("tw1", "Nguyễn Đức Trung", "anh", "Bộ Nông nghiệp và Môi trường"),
    ("tw2", "Lý Thị Mai", "chị", "Bộ Công Thương"),
    ("tw3", "Đinh Văn Long", "anh", "Bộ Y tế"),
    ("tw4", "Tô Thị Hạnh", "chị", "Bộ Văn hóa, Thể thao và Du lịch"),
    ("tw5", "Kiều Văn Bách", "anh", "Bộ Khoa học và Công nghệ"),
    ("tw6", "Chu Thị Ngọc", "chị", "Văn phòng Điều phối nông thôn mới Trung ương"),
    ("tw7", "Vương Văn Đạt", "anh", "Chuyên gia OCOP"),
)


@dataclass
class Cast:
    """Everybody by the name of sign-in, and the two places."""

    users: dict[str, User]
    province: AdministrativeUnit
    commune: AdministrativeUnit
    communes: dict[str, AdministrativeUnit]

    def __getitem__(self, username: str) -> User:
        return self.users[username]


def make_people(
    *,
    province: AdministrativeUnit,
    commune: AdministrativeUnit,
    communes: dict[str, AdministrativeUnit],
    password: str,
    on: dt.date,
) -> Cast:
    """Make the accounts that are missing; an account that exists keeps its password.

    ``communes`` are the province's of today by code.
    """
    known = {user.username: user for user in User.objects.all()}
    places = {"province": province, "commune": commune, "": None}
    # One hash for all: hashing thirty times would take longer than the rest of this step.
    hashed = make_password(password)
    wanted = [
        *_PEOPLE,
        *((u, n, t, body, Role.COUNCIL, "") for u, n, t, body in (*COUNCIL, *CENTRAL_COUNCIL)),
    ]
    for username, name, title, position, role, place in wanted:
        if username in known:
            continue
        user = create_user(
            username=username,
            full_name=name,
            title=title,
            position=position,
            email=f"{username}@demo.ocop.example",
        )
        User.objects.filter(pk=user.pk).update(password=hashed)
        user.password = hashed
        grant_role(
            user=user, role=role, unit=places[place], actor=None, on=on, basis="Bản chạy thử"
        )
        known[username] = user
    return Cast(users=known, province=province, commune=commune, communes=communes)
