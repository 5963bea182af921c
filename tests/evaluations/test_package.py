"""The papers of a sitting for signing: facts, files, the machine, what happens half-way."""

import datetime as dt
import hashlib
import io
import json
import zipfile

import docx
import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from accounts.models import User
from audit.selectors import timeline
from certificates.enums import DecisionKind
from certificates.validators import way_out
from common.dates import now
from common.errors import DomainError
from documents.models import IssuedDocument
from documents.services.files import read_bytes
from evaluations.enums import Level, PackageMove, PackageState
from evaluations.models import PackageDocument, SessionPackage, Verdict
from evaluations.selectors.council.package import facts_digest, package_facts
from evaluations.selectors.council.package_inputs import default_inputs, proposed_inputs
from evaluations.selectors.council.package_papers import papers_of, snapshot_of
from evaluations.services.council import packaging
from evaluations.services.council.package_zip import write_zip
from evaluations.services.council.packaging import (
    ask_for_packages,
    countersign_package,
    draw_package,
    make_package,
    void_package,
)
from evaluations.tasks import make_packages
from evaluations.workflow.package import PACKAGE_MOVES, way_of
from notifications.models import Notice
from tests.factories import council as factory
from tests.factories import packages

pytestmark = pytest.mark.django_db


# --- the facts ----------------------------------------------------------------------------------


def test_the_facts_are_those_of_the_verdicts_and_of_the_sitting() -> None:
    of = packages.varied()
    facts = package_facts(of.session, default_inputs(of.session))
    assert facts["counts"] == {
        "products": 5,
        "five": 1,
        "four": 1,
        "three": 1,
        "none": 1,
        "gated": 1,
        "recognise": 2,
        "approve": 1,
        "producers": 5,
        "communes": 1,
    }
    told = [
        (row["total"], row["spread"], row["band"], row["stars"], row["outcome"], row["way"])
        for row in facts["products"]
    ]
    assert told == [
        ("77.67", "1.00", 4, 3, "rated", "recognise"),
        ("46.00", "0.00", 2, None, "rated", "none"),
        ("100.00", "0.00", 5, None, "reject", "none"),
        ("100.00", "0.00", 5, 5, "rated", "approve"),
        ("79.50", "1.00", 4, 4, "rated", "recognise"),
    ]
    codes = [member["code"] for member in facts["members"]]
    assert [list(row["scores"].items()) for row in facts["products"]] == [
        list(zip(codes, ("78.00", "77.00", "78.00"), strict=True)),
        list(zip(codes, ("46.00",) * 3, strict=True)),
        list(zip(codes, ("100.00",) * 3, strict=True)),
        list(zip(codes, ("100.00",) * 3, strict=True)),
        [(codes[0], "80.00"), (codes[2], "79.00")],
    ]
    verdicts = Verdict.objects.filter(item__session=of.session).order_by("item__position")
    assert [row["verdict_digest"] for row in facts["products"]] == [
        verdict.inputs_digest for verdict in verdicts
    ]
    # Both scoring rounds, the recusal and the vote.
    twice = facts["products"][4]
    one, two, three = [member.code for member in of.members]
    assert twice["earlier"] == [
        {
            "round": 1,
            "reason": "Hai phiếu lệch 22 điểm",
            "total": "89.00",
            "spread": "22.00",
            "spread_exceeded": True,
            "scores": {one: "100.00", three: "78.00"},
        }
    ]
    assert twice["recused"] == {two: {"name": "Trần Thị Chi 1", "reason": "Người nhà góp vốn"}}
    assert twice["vote"] == {"in_favour": 2, "against": 0, "abstained": 0, "note": ""}
    assert twice["scoring_round"] == 2
    # Who was there, and every signed sheet.
    assert [(row["name"], row["seat"], row["present"]) for row in facts["attendance"]] == [
        ("Trần Đức Lương", "chair", True),
        ("Trần Thị Chi 1", "member", True),
        ("Trần Thị Chi 2", "member", True),
        ("Lê Văn Ký", "secretary", True),
    ]
    assert facts["quorum"] == {"seats": 3, "present": 3, "needed": 3}
    assert facts["declared"] == 3
    sheets = {
        member["name"]: [(row["product"], row["round"], row["total"]) for row in member["sheets"]]
        for member in facts["members"]
    }
    thrice = [(2, 1, 46), (3, 1, 100), (4, 1, 100)]
    assert sheets == {
        "Trần Đức Lương": [(1, 1, 78), *thrice, (5, 1, 100), (5, 2, 80)],
        "Trần Thị Chi 1": [(1, 1, 77), *thrice],
        "Trần Thị Chi 2": [(1, 1, 78), *thrice, (5, 1, 78), (5, 2, 79)],
    }


def test_the_same_sitting_gives_the_same_facts() -> None:
    of = packages.over()
    inputs = default_inputs(of.session)
    first, second = (package_facts(of.session, inputs) for _ in range(2))
    assert facts_digest(first) == facts_digest(second)
    # Read back from the database they carry the same digest.
    package = packages.asked(of)
    package.refresh_from_db()
    assert facts_digest(package.facts) == package.facts_digest == facts_digest(first)


def test_no_facts_before_the_sitting_is_over() -> None:
    of = factory.sitting(members=2)
    full = factory.answers(of.form)
    factory.concluded(of, full, full)
    of.session.refresh_from_db()
    with pytest.raises(DomainError) as refused:
        package_facts(of.session, {})
    assert refused.value.code == "state"
    with pytest.raises(DomainError):
        packages.asked(of)
    assert SessionPackage.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_facts_cost_the_same_however_many_products(
    rows: int, django_assert_num_queries
) -> None:
    of = factory.sitting(members=2, dossiers=rows)
    factory.start(of)
    for item in of.items:
        for index in range(2):
            factory.score(of, index, packages.eighty(of.form), item)
        packages._concluded(of, packages.open_item(item=item, actor=of.chair))
    packages.ended(of)
    inputs = default_inputs(of.session)
    with django_assert_num_queries(7):
        package_facts(of.session, inputs)


@pytest.mark.parametrize("level", Level.values)
@pytest.mark.parametrize("outcome", ["rated", "reject"])
@pytest.mark.parametrize(
    ("band", "stars"), [(5, 5), (5, 4), (5, None), (4, 4), (4, 3), (3, 3), (2, None)]
)
def test_verdicts_go_the_way_that_decisions_take(
    level: str, outcome: str, band: int, stars: int | None
) -> None:
    """The room above drafts the real decision; both say the same of every verdict."""
    known = {
        None: "none",
        DecisionKind.RECOGNISE: "recognise",
        DecisionKind.APPROVE_RESULT: "approve",
    }
    verdict = {"level": level, "outcome": outcome, "band": band, "stars": stars}
    assert way_of(**verdict) == known[way_out(**verdict)]


# --- the papers ---------------------------------------------------------------------------------


def opened(package: SessionPackage) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(read_bytes(package.file)))


def pdf_text(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def word_text(content: bytes) -> str:
    found = []
    for piece in docx.Document(io.BytesIO(content)).iter_inner_content():
        rows = getattr(piece, "rows", None)
        if rows is None:
            found.append(piece.text)
        else:
            found += [cell.text for row in rows for cell in row.cells]
    return " ".join(" ".join(found).split())


NAMES = [
    "01-bien-ban-hop-hoi-dong",
    "02-bang-tong-hop-diem",
    "03-bao-cao-ket-qua",
    "04-to-trinh",
    "05-du-thao-quyet-dinh-cong-nhan",
    "06-du-thao-quyet-dinh-phe-duyet-ket-qua",
    "07-cong-bo-ket-qua",
]
SHEETS = [
    "08-phieu-danh-gia-tran-duc-luong",
    "09-phieu-danh-gia-tran-thi-chi-1",
    "10-phieu-danh-gia-tran-thi-chi-2",
]


def test_the_zip_holds_every_paper_and_papers_say_what_was_concluded() -> None:
    package = packages.made(packages.varied())
    assert package.state == PackageState.READY
    with opened(package) as file:
        names = [f"{name}.{kind}" for name in NAMES for kind in ("docx", "pdf")]
        names += [f"{name}.pdf" for name in SHEETS] + ["so-lieu.json"]
        assert file.namelist() == [*names, "MUC-LUC.txt"]
        facts = file.read("so-lieu.json")
        assert hashlib.sha256(facts).hexdigest() == package.facts_digest
        assert json.loads(facts) == package.facts
        listed = file.read("MUC-LUC.txt").decode().split("\r\n")
        assert listed[-len(names) - 1 : -1] == [
            f"{hashlib.sha256(file.read(name)).hexdigest()}  {name}" for name in names
        ]
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        short = " ".join(package.facts_digest[place : place + 4] for place in range(0, 16, 4))
        for name in NAMES:
            reader = PdfReader(io.BytesIO(file.read(f"{name}.pdf")))
            assert [short in page.extract_text() for page in reader.pages] == [True] * len(
                reader.pages
            )
        texts = {name: pdf_text(file.read(f"{name}.pdf")) for name in [*NAMES, *SHEETS]}
        words = {name: word_text(file.read(f"{name}.docx")) for name in NAMES}
    told_what_was_concluded(package, texts, words)


def told_what_was_concluded(
    package: SessionPackage, texts: dict[str, str], words: dict[str, str]
) -> None:
    names = [row["name"] for row in package.facts["products"]]
    for told in (texts, words):
        minutes, tally, report, submission, decision, approval, publication = (
            told[name] for name in NAMES
        )
        assert "Không chấm vì có xung đột lợi ích: Trần Thị Chi 1 (Người nhà góp vốn)." in minutes
        assert "Cho chấm lại: Hai phiếu lệch 22 điểm." in minutes
        assert "Biểu quyết: 2 đồng ý, 0 không đồng ý, 0 không có ý kiến." in minutes
        assert "Căn cứ: Công văn 12/CCATTP" in minutes
        assert "77,67" in tally
        assert "1 sản phẩm 5 sao, 1 sản phẩm 4 sao, 1 sản phẩm 3 sao" in report
        assert "Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa" in submission
        assert "gồm 1 sản phẩm 4 sao và 1 sản phẩm 3 sao" in decision
        assert [name in decision for name in names] == [True, False, False, False, True]
        assert [name in approval for name in names] == [False, False, False, True, False]
        # Who fell short is nobody's business outside; nor are points.
        assert [name in publication for name in names] == [True, False, False, False, True]
        assert ["77,67" in publication, "79,50" in publication] == [False, False]
        assert all("DỰ THẢO" in paper for paper in (decision, approval, publication))
    own = texts[SHEETS[0]]
    assert own.count("Tổng điểm của các mức đã chọn") == 6
    assert "LƯỢT 1, đã chấm lại" in own
    assert "LƯỢT 2, lượt cuối" in own


def test_the_same_facts_give_the_same_word_files_and_the_same_zip() -> None:
    facts = package_facts(*_with_inputs(packages.over()))
    files = []
    for _ in range(2):
        target = io.BytesIO()
        write_zip(target, facts=facts, digest=facts_digest(facts), pdf=lambda paper: b"%PDF")
        files.append(target.getvalue())
    assert files[0] == files[1]


def _with_inputs(of: factory.Sitting):
    return of.session, default_inputs(of.session)


def test_a_sitting_without_a_product_to_recognise_has_no_draft_decision() -> None:
    of = factory.sitting(members=2)
    factory.concluded(of, packages.poor(of.form), packages.poor(of.form))
    facts = package_facts(*_with_inputs(packages.ended(of)))
    assert [paper.part for paper in papers_of(facts)] == [
        "minutes", "tally", "report", "submission", "sheets", "sheets",
    ]  # fmt: skip
    submission = snapshot_of(facts, papers_of(facts)[3])
    assert [row["total"] for row in submission["rest"]] == ["46.00"]


HOSTILE = "<b>{{7*7}}</b> {% now 'Y' %} &lt;i&gt; =cmd|' /C calc'!A0"


def test_a_hostile_name_stays_text_in_every_paper() -> None:
    of = packages.over(members=1)
    product = of.dossiers[0].product
    product.name = f"{HOSTILE} {'x' * 110}"
    product.save()
    package = packages.made(of, remarks=HOSTILE, chair_name=HOSTILE)
    meant = "".join(product.name.split())
    papers = [paper for paper in papers_of(package.facts) if paper.part != "tally"]
    with opened(package) as file:
        for paper in papers:
            plain = "".join(pdf_text(file.read(f"{paper.name}.pdf")).split())
            assert (paper.part, meant in plain) == (paper.part, True)
            if paper.word:
                assert product.name in word_text(file.read(f"{paper.name}.docx"))
        assert HOSTILE in word_text(file.read("02-bang-tong-hop-diem.docx"))


# --- the machine --------------------------------------------------------------------------------


def in_state(state: str) -> tuple[factory.Sitting, SessionPackage]:
    of = packages.over(members=1)
    if state == PackageState.FAILED:
        package = packages.asked(of)
        spoilt(package)
        with pytest.raises(KeyError):
            draw_package(package.pk)
    elif state == PackageState.MAKING:
        package = packages.asked(of)
    else:
        package = packages.ready(of)
    if state == PackageState.COUNTERSIGNED:
        countersign_package(package=package, actor=of.chair)
    elif state == PackageState.VOIDED:
        void_package(package=package, reason="Sai tên", actor=of.officer)
    package.refresh_from_db()
    assert package.state == state
    return of, package


def spoilt(package: SessionPackage) -> None:
    facts = {**package.facts, "products": [{}]}
    SessionPackage.objects.filter(pk=package.pk).update(facts=facts)


def moved(move: str, of: factory.Sitting, package: SessionPackage) -> None:
    if move == PackageMove.FINISH:
        draw_package(package.pk)
    elif move == PackageMove.FAIL:
        spoilt(package)
        if package.state == PackageState.MAKING:
            with pytest.raises(KeyError):
                draw_package(package.pk)
        else:
            draw_package(package.pk)
    elif move == PackageMove.COUNTERSIGN:
        countersign_package(package=package, actor=of.chair)
    else:
        void_package(package=package, reason="Sai tên", actor=of.officer)


@pytest.mark.parametrize("state", PackageState.values)
def test_every_move_from_every_state(state: str) -> None:
    of, package = in_state(state)
    for move in PackageMove:
        with transaction.atomic():
            one_move(move, of, package, state)
            transaction.set_rollback(True)
        package.refresh_from_db()


def one_move(move: PackageMove, of: factory.Sitting, package: SessionPackage, state: str) -> None:
    written = timeline(package).count()
    step = PACKAGE_MOVES[move]
    if state in step.sources:
        moved(move, of, package)
        package.refresh_from_db()
        assert (package.state, timeline(package).count()) == (step.target, written + 1)
        return
    if move in (PackageMove.FINISH, PackageMove.FAIL):  # the job finds nothing to do
        moved(move, of, package)
    else:
        with pytest.raises(DomainError) as refused:
            moved(move, of, package)
        assert refused.value.code == "state"
    package.refresh_from_db()
    assert (package.state, timeline(package).count()) == (state, written)


def test_voiding_asks_for_a_reason() -> None:
    of, package = in_state(PackageState.READY)
    with pytest.raises(DomainError) as refused:
        void_package(package=package, reason="  ", actor=of.officer)
    assert refused.value.message == "Hãy ghi lý do hủy"


def test_one_version_stands_and_the_old_one_keeps_its_bytes() -> None:
    of = packages.over(members=1)
    first = packages.made(of)
    countersign_package(package=first, actor=of.chair)
    before = read_bytes(first.file)
    with pytest.raises(DomainError) as refused:
        packages.asked(of)
    assert refused.value.code == "state"
    void_package(package=first, reason="Sửa tên thư ký", actor=of.chair)
    assert proposed_inputs(of.session)["secretary_name"] == "Lê Văn Ký"
    second = packages.made(of, secretary_name="Lê Văn Ký Mới")
    first.refresh_from_db()
    assert (first.version, second.version) == (1, 2)
    assert read_bytes(first.file) == before
    assert first.file_id != second.file_id
    assert first.facts_digest != second.facts_digest
    assert proposed_inputs(of.session)["secretary_name"] == "Lê Văn Ký Mới"


def test_the_database_holds_one_standing_version_and_its_papers() -> None:
    of, package = in_state(PackageState.READY)
    same = {
        "session": of.session,
        "facts": {},
        "facts_digest": "0" * 64,
        "made_by": of.officer,
    }
    for broken in (
        {"version": 2},
        {"version": 1, "state": "voided", "void_reason": "x"},
        {"version": 2, "state": "voided", "voided_at": now(), "voided_by": of.officer},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SessionPackage.objects.create(**{**same, **broken})
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionPackage.objects.filter(pk=package.pk).update(file=None)


def test_facts_that_were_tampered_with_are_not_countersigned() -> None:
    of, package = in_state(PackageState.READY)
    spoilt(package)
    with pytest.raises(DomainError) as refused:
        countersign_package(package=package, actor=of.chair)
    assert refused.value.message == "Số liệu của bộ văn bản không khớp mã băm đã lưu"


def test_texts_that_are_too_long_come_back_at_their_field() -> None:
    of = packages.over(members=1)
    with pytest.raises(DomainError) as refused:
        make_package(session=of.session, inputs={"place": "x" * 81}, actor=of.officer)
    assert refused.value.fields == {"place": ["Nhiều nhất 80 ký tự"]}


# --- the job ------------------------------------------------------------------------------------


def test_a_job_that_died_goes_on_from_what_it_has_drawn() -> None:
    package = packages.asked(packages.over(members=1))
    first, second, *_rest = papers_of(package.facts)
    packaging._draw(package, first)
    packaging._draw(package, second)
    # Killed between the paper and its place in the package.
    PackageDocument.objects.filter(package=package, position=2).delete()
    ours = IssuedDocument.objects.filter(number__startswith=package.code)
    drawn = set(ours.values_list("pk", flat=True))
    draw_package(package.pk)
    package.refresh_from_db()
    assert package.state == PackageState.READY
    documents = package.documents.order_by("position")
    assert drawn <= set(documents.values_list("document_id", flat=True))
    assert [row.position for row in documents] == [
        paper.position for paper in papers_of(package.facts)
    ]


def test_a_job_that_comes_twice_changes_nothing() -> None:
    package = packages.made(packages.over(members=1))
    issued = IssuedDocument.objects.count()
    draw_package(package.pk)
    draw_package(0)
    again = SessionPackage.objects.get(pk=package.pk)
    assert (again.file_id, again.made_at) == (package.file_id, package.made_at)
    assert IssuedDocument.objects.count() == issued


def test_the_timetable_asks_again_for_what_nobody_draws(django_capture_on_commit_callbacks) -> None:
    package = packages.asked(packages.over(members=1))
    assert ask_for_packages() == 0  # just asked for
    long_ago = now() - dt.timedelta(hours=1)
    SessionPackage.objects.update(created_at=long_ago)
    assert make_packages() == 1
    package.refresh_from_db()
    assert package.state == PackageState.READY
    assert make_packages() == 0


def told(kind: str) -> set[str]:
    rows = Notice.objects.filter(kind=kind)
    return set(rows.values_list("recipient__full_name", flat=True))


def test_each_step_is_told_to_those_who_go_on_from_it() -> None:
    of = packages.over(members=1)
    maker = of.secretary.user
    package = packages.asked(of, actor=maker)
    draw_package(package.pk)
    assert told("package_ready") == {"Trần Đức Lương", "Lê Văn Ký"}
    countersign_package(package=package, actor=of.chair)
    assert told("package_countersigned") == {"Nguyễn Văn Thái", "Lê Văn Ký"}
    void_package(package=package, reason="Sai tên", actor=of.officer)
    assert told("package_voided") == {"Trần Đức Lương", "Nguyễn Văn Thái", "Lê Văn Ký"}


def test_who_asked_hears_that_the_papers_could_not_be_made() -> None:
    in_state(PackageState.FAILED)
    assert told("package_failed") == {"Nguyễn Văn Thái"}


def test_the_audit_names_digests_and_no_mark() -> None:
    of = packages.over(members=1)
    package = packages.made(of)
    countersign_package(package=package, actor=of.chair)
    entries = list(timeline(package))
    assert [(row.verb, row.old, row.new) for row in entries] == [
        ("session.package_made", "", "making"),
        ("session.package_made", "making", "ready"),
        ("session.package_countersigned", "ready", "countersigned"),
    ]
    assert entries[0].data == {
        "code": package.code,
        "session": of.session.code,
        "digest": package.facts_digest,
    }
    assert isinstance(entries[2].actor, User)
    assert entries[2].actor == of.chair
