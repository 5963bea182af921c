"""The columns of a register: what offices call them, and how they are printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayoutField:
    """One column: ``header`` as the office prints it, ``spellings`` as ``header.label`` folds them.

    ``printed`` is False for columns that the office's layout lacks but other workbooks have;
    ``longest`` is how many letters the register keeps of such a cell.
    """

    key: str
    header: str
    spellings: tuple[str, ...]
    width: int
    required: bool = False
    printed: bool = True
    longest: int = 250

    @property
    def title(self) -> str:
        """The header in one line, for sentences and pages."""
        return " ".join(self.header.split())


def _field(
    key: str,
    header: str,
    spellings: str,
    width: int,
    *,
    required: bool = False,
    printed: bool = True,
    longest: int = 250,
) -> LayoutField:
    return LayoutField(key, header, tuple(spellings.split("|")), width, required, printed, longest)


# In the order of the office's own list.
LAYOUT: tuple[LayoutField, ...] = (
    _field("stt", "STT", "stt|tt|so tt|so thu tu", 6),
    _field(
        "name",
        "Tên sản phẩm",
        "ten san pham|san pham|ten san pham ocop|san pham ocop|ten sp|ten sp ocop|ten goi san pham"
        "|ten san pham dich vu|ten san pham ocop duoc cong nhan|san pham duoc cong nhan",
        34,
        required=True,
    ),
    _field(
        "producer",
        "Chủ thể",
        "chu the|ten chu the|chu the ocop|ten chu the ocop|chu the san xuat|ten chu the san xuat"
        "|chu the san pham|chu the tham gia|don vi san xuat|co so san xuat|ten co so|ten don vi"
        "|nha san xuat|don vi chu the|to chuc ca nhan|ten co so san xuat|chu the thuc hien",
        36,
    ),
    _field(
        "kind",
        "Loại hình chủ thể",
        "loai hinh chu the|loai hinh|loai hinh to chuc|loai chu the|loai hinh to chuc san xuat"
        "|loai hinh san xuat|loai hinh kinh doanh",
        14,
    ),
    _field(
        "commune",
        "Xã,\nphường,\nthị trấn",
        "xa phuong thi tran|xa phuong|xa|phuong xa|phuong xa thi tran|xa thi tran|cap xa|ten xa"
        "|xa phuong thi tran cu|xa phuong dac khu|xa phuong tt|don vi cap xa",
        22,
        longest=80,
    ),
    _field(
        "district",
        "Huyện,\nthị xã,\nthành phố",
        "huyen thi xa thanh pho|huyen|huyen tx tp|huyen thanh pho|huyen thi|huyen thi thanh pho"
        "|quan huyen|cap huyen|ten huyen|huyen tp tx|huyen thanh pho thi xa|quan huyen thi xa"
        "|huyen quan|huyen thi xa thanh pho cu|huyen thi xa",
        22,
        longest=80,
    ),
    _field(
        "group",
        "Nhóm sản phẩm",
        "nhom san pham|nhom|nganh hang|nganh|nhom nganh|nganh san pham|nhom nganh hang"
        "|nganh nhom san pham|bo san pham|nhom nganh san pham|nganh nhom",
        24,
    ),
    _field(
        "stars",
        "Hạng sao",
        "hang sao|so sao|sao|xep hang|hang|phan hang|xep hang sao|hang san pham|dat sao|hang dat"
        "|ket qua xep hang|ket qua phan hang|hang sao dat duoc|ket qua hang sao|xep hang ocop"
        "|hang ocop|cap sao",
        12,
    ),
    _field(
        "score", "Điểm", "diem|diem so|tong diem|so diem|diem danh gia|ket qua diem|diem dat", 8
    ),
    _field(
        "decision_number",
        "Quyết định số",
        "quyet dinh so|so quyet dinh|quyet dinh|so qd|qd so|quyet dinh cong nhan|qd cong nhan"
        "|so quyet dinh cong nhan|quyet dinh phe duyet|so ky hieu quyet dinh|so hieu quyet dinh"
        "|quyet dinh cong nhan so|quyet dinh phe duyet so"
        "|so va ngay quyet dinh|quyet dinh so ngay|quyet dinh phe duyet ket qua|can cu quyet dinh",
        24,
    ),
    _field(
        "decided_on",
        "Ngày ban hành",
        "ngay ban hanh|ngay quyet dinh|ngay ky|ngay cong nhan|ngay ban hanh quyet dinh|ngay"
        "|ngay thang ban hanh|ngay qd|ngay thang nam|thoi gian cong nhan|nam cong nhan"
        "|quyet dinh ngay|quyet dinh cong nhan ngay|quyet dinh ngay ban hanh"
        "|thoi diem cong nhan|ngay cap|ngay thang nam ban hanh|ngay thang",
        13,
    ),
    _field(
        "authority",
        "Cơ quan ban hành",
        "co quan ban hanh|co quan cong nhan|co quan quyet dinh|don vi ban hanh|co quan cap"
        "|cap cong nhan|noi ban hanh|quyet dinh co quan ban hanh|co quan ky|co quan phe duyet",
        26,
        longest=200,
    ),
    _field(
        "round",
        "Năm/đợt",
        "nam dot|dot nam|dot|nam|dot danh gia|nam danh gia|nam dot danh gia|dot nam danh gia|ky"
        "|dot cong nhan|dot xet",
        18,
        longest=80,
    ),
    _field("notes", "Ghi chú", "ghi chu|ghi chu them|luu y|chu thich|ghi chu khac", 40),
    _field(
        "row_key", "Mã dòng", "ma dong|ma so|ma|ma san pham|ma so san pham|ma sp", 10, longest=40
    ),
    _field(
        "province",
        "Tỉnh, thành phố",
        "tinh thanh pho|tinh|tinh tp|ten tinh|tinh thanh|thanh pho tinh|cap tinh"
        "|tinh thanh pho truc thuoc trung uong",
        18,
        printed=False,
        longest=80,
    ),
    _field(
        "address",
        "Địa chỉ",
        "dia chi|dia chi chu the|dia chi san xuat|noi san xuat|dia diem san xuat|dia diem|tru so"
        "|dia chi co so|dia chi lien he|dia chi tru so",
        30,
        printed=False,
    ),
    _field(
        "status",
        "Tình trạng",
        "tinh trang|trang thai|hien trang|tinh trang hieu luc|tinh trang cong nhan",
        22,
        printed=False,
    ),
)

FIELDS: dict[str, LayoutField] = {field.key: field for field in LAYOUT}
PRINTED: tuple[LayoutField, ...] = tuple(field for field in LAYOUT if field.printed)
# Folded spelling → key; the test of the layout makes sure that no spelling stands for two fields.
SPELLINGS: dict[str, str] = {
    spelling: field.key for field in LAYOUT for spelling in field.spellings
}
