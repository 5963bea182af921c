"""What the advisory team of the demo has in hand, and what it has reported."""

import datetime as dt

from evaluations.models import Appraisal, Dossier
from evaluations.services.appraisal import assign_appraisal, report_appraisal, save_appraisal
from evaluations.services.testing import answer_test, request_test
from exchange.services.demo.people import Cast

_BEGUN = {
    "survey_place": "Xưởng muối mắm của hợp tác xã, thôn Liên Minh",
    "survey_people": "Lưu Văn Khoa, Mai Thị Loan (Tổ tư vấn); cán bộ OCOP xã; giám đốc hợp tác xã",
    "survey_findings": "Khu ủ chượp có mái che, 40 chum đang ủ. Sổ nhập cá ghi từ tháng 1.",
}
_DONE = {
    "survey_place": "Nhà thùng số 2 của hợp tác xã",
    "survey_people": "Lưu Văn Khoa (Tổ tư vấn); cán bộ OCOP xã; tổ trưởng tổ sản xuất",
    "survey_findings": "12 thùng gỗ bời lời đang ủ, nhật ký từng thùng khớp với hồ sơ. Khu đóng"
    " chai mới lát nền, có bồn rửa tay.\nKho thành phẩm chưa có giá kê cao.",
    "strengths": "Nguyên liệu cá cơm mua của tàu trong xã, có hợp đồng. Đạm toàn phần ổn định qua"
    " ba lô.",
    "weaknesses": "Nhãn chưa ghi cách bảo quản sau khi mở nắp. Kho thành phẩm cần giá kê.",
    "conclusion": "Hồ sơ đầy đủ, minh chứng rõ. Đề nghị đưa ra Hội đồng; nhắc chủ thể bổ sung nhãn"
    " trước lần in tới.",
}


def in_hand(row: Dossier, *, cast: Cast, on: dt.date) -> Appraisal:
    """Given to two advisers, surveyed, half written, a test asked for."""
    found = assign_appraisal(
        dossier=row,
        lead=cast["tuvan1"],
        members=[cast["tuvan2"]],
        due_on=on + dt.timedelta(days=12),
        actor=cast["tinh"],
        on=on,
    )
    found = save_appraisal(
        appraisal=found,
        texts=_BEGUN,
        findings={"1.1": "Sổ thu mua ghi đủ tàu, ngày, khối lượng; đối chiếu ba lô đều khớp."},
        survey_on=on,
        version=found.version,
        actor=cast["tuvan1"],
        on=on,
    )
    request_test(
        appraisal=found,
        what="Histamin, chì, cadimi",
        laboratory="Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng 1",
        actor=cast["tuvan1"],
        on=on,
    )
    return found


def reported(row: Dossier, *, cast: Cast, on: dt.date) -> Appraisal:
    """Surveyed, tested, reported to the chair before the sitting."""
    adviser = cast["tuvan1"]
    found = assign_appraisal(dossier=row, lead=adviser, actor=cast["tinh"], on=on)
    test = request_test(appraisal=found, what="Đạm toàn phần, histamin", actor=adviser, on=on)
    answer_test(
        test=test,
        result="Đạm toàn phần 35,2 g/l; histamin 148 mg/kg, trong giới hạn.",
        result_on=on,
        actor=adviser,
        on=on,
    )
    found = save_appraisal(
        appraisal=found,
        texts=_DONE,
        findings={
            "1.1": "Cá cơm mua trong xã trên 80 %, có hợp đồng và sổ nhập.",
            "1.4": "Hợp đồng với ba tàu còn hiệu lực; chưa có hợp đồng với nơi bán.",
            "3.1": "Hợp tác xã 9 thành viên, sổ thành viên khớp với báo cáo.",
        },
        survey_on=on,
        version=found.version,
        actor=adviser,
        on=on,
    )
    return report_appraisal(
        appraisal=found, signer=adviser.full_name, version=found.version, actor=adviser, on=on
    )
