"""The lists of the work area: statements at 1, 3 and 3,000 rows; one page against a bare one."""

from collections.abc import Iterator
from functools import partial

from django.db import connection
from django.test import Client
from django.urls import reverse

from scripts.bench import stage
from scripts.bench.imports import bring
from scripts.bench.meter import Figure, against, each, statements
from scripts.bench.people import Office, fill_up

SIZES = (1, 3, 3000)
_TIMES = 10
# Name of the address: what the list shows, and the table a bare page reads instead.
LISTS = {
    "producers:producer_list": ("Chủ thể", "producers.Producer"),
    "products:product_list": ("Sản phẩm", "products.Product"),
    "certificates:list": ("Giấy chứng nhận", "certificates.Certificate"),
    "certificates:decision_list": ("Quyết định", "certificates.Decision"),
    "evaluations:dossier_list": ("Hồ sơ", "evaluations.Dossier"),
    "exchange:run_list": ("Nhập liệu", "exchange.ImportRun"),
    "inspections:complaint_list": ("Phản ánh", "inspections.Complaint"),
    "accounts:person_list": ("Người dùng", "accounts.User"),
    "notifications:list": ("Thông báo", "notifications.Notice"),
    "notifications:outbox": ("Thư gửi đi", "notifications.OutboxMail"),
}


def measure(office: Office) -> Iterator[Figure]:
    """Fills the register to 3,000 lines on the way."""
    client = office.client()
    found: dict[str, list[int]] = {name: [] for name in LISTS}
    for size in SIZES:
        content = stage.register(size - office.lines, first=office.lines)
        bring(office, content)
        office.lines = size
        fill_up(office, size)
        for name, counts in found.items():
            counts.append(statements(partial(_get, client, reverse(name))))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does some minutes after an import
    floors = {}
    for name, (label, model) in LISTS.items():
        if model not in floors:
            floors[model] = each(partial(_get, client, f"/bench/{model}/"), times=_TIMES)
        cost = each(partial(_get, client, reverse(name)), times=_TIMES)
        constant = len(set(found[name])) == 1
        told = "/".join(map(str, found[name]))
        yield against(
            f"Danh sách {label}: {told} câu lệnh ở 1/3/3.000 dòng",
            cost,
            floors[model],
            of="trang trơ: 25 dòng và một số đếm",
            budget="số câu lệnh không đổi" + ("" if constant else " (KHÔNG ĐẠT)"),
        )


def _get(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
