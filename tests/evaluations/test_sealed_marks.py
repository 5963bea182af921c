"""Before the chair opens a product nobody gets another member's marks through any door."""

import ast
import itertools
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEntry
from common.dates import today
from common.http import XLSX
from evaluations.models import ScoreLine, ScoreSheet
from evaluations.selectors.council.marks import marks_open_to, own_sheet, tally_for
from evaluations.services.council.sitting import open_item, rescore_item
from evaluations.services.council.verdict import conclude_item
from notifications.models import Notice, OutboxMail
from tests.architecture.source import ROOT, parsed, python_files
from tests.factories import accounts, communes, producers
from tests.factories import council as factory
from tests.tables import content_of, sheet_xml

pytestmark = pytest.mark.django_db

CANARY = "Chim yến hót lúc 4 giờ 17"
TOKEN = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')
# Those of the watchers who see nothing of the sitting, or no more than another one.
STRANGERS = (
    "outsider",
    "leader",
    "elsewhere",
    "central",
    "administrator",
    "inspector",
    "member who has not",
)
QUESTIONS = ("", "?xep=lech", "?xep=phieu", "?q=Chim+yến", "?ordering=-total&page_size=100")


def sealed() -> factory.Sitting:
    """The second member has signed with a comment nobody else could have written."""
    of = factory.sitting(members=4, dossiers=2)
    factory.start(of)
    factory.score(of, 1, factory.answers(of.form, 0.4), comment=CANARY)
    factory.score(of, 2, factory.answers(of.form))
    factory.declare(of, 0)
    return of


def watchers(of: factory.Sitting) -> dict[str, User]:
    """Everybody but the member himself, one of each kind; the superuser too."""
    dossier = of.dossiers[0]
    root = accounts.user("Vũ Tối Cao")
    root.is_superuser = root.is_staff = True
    root.save()
    return {
        "outsider": accounts.outsider(),
        "producer": producers.member(dossier.product.producer),
        "commune": accounts.commune_officer(dossier.unit),
        "officer": of.officer,
        "leader": accounts.user("Lê Đức Giang", Role.PROVINCE_LEADER, of.unit),
        "elsewhere": accounts.province_officer(communes.province("Tỉnh Nghệ An", "40")),
        "central": accounts.user("Đỗ Trung Ương", Role.CENTRAL_OFFICER),
        "administrator": accounts.user("Vũ Quản Trị", Role.ADMINISTRATOR),
        "inspector": accounts.user("Bùi Văn Em", Role.INSPECTOR, of.unit),
        "superuser": root,
        "secretary": of.secretary.user,
        "chair": of.chair,
        "member who signed": of.members[2].user,
        "member who has not": of.members[3].user,
    }


def patterns(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Every named address of the portal with the names of what it takes."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*names, entry.namespace) if entry.namespace else names
            yield from patterns(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield ":".join((*names, entry.name)), list(entry.pattern.converters)


def addresses(of: factory.Sitting) -> list[str]:
    """Every address, filled with every code that belongs to the sitting."""
    dossier = of.dossiers[0]
    codes = {
        "session": [of.session.code],
        "item": [of.item.code],
        "seat": [of.members[1].code],
    }
    of_room = {
        "evaluations:round": of.round.code,
        "evaluations:session_convene": of.round.code,
        "evaluations:council": of.council.code,
        "evaluations:seat": of.council.code,
        "products:": dossier.product.code,
        "producers:": dossier.product.producer.code,
        "catalogue:product": dossier.product.code,
        "catalogue:producer": dossier.product.producer.code,
        "catalogue:commune": dossier.unit.code,
    }
    found = []
    for name, wanted in patterns(get_resolver()):
        if "logout" in name:
            continue
        code = next((of_room[start] for start in of_room if name.startswith(start)), dossier.code)
        for values in itertools.product(*({"code": [code], **codes}.get(k, ["1"]) for k in wanted)):
            try:
                found.append(reverse(name, kwargs=dict(zip(wanted, values, strict=True))))
            except Exception:  # noqa: BLE001, S112 -- an address these values don't fit
                continue
    return sorted(set(found))


def text_of(response) -> str:
    streamed = getattr(response, "streaming", False)
    content = content_of(response) if streamed else response.content
    if response.get("Content-Type") == XLSX:
        content = sheet_xml(content)
    return TOKEN.sub("", content.decode("utf-8", "replace"))


def table_text(client: Client, url: str, text: str) -> str:
    """What a page that gives its list away as a table gives away, both ways; else nothing."""
    if "tai=xlsx" not in text:
        return ""
    return "".join(text_of(client.get(f"{url}?tai={kind}")) for kind in ("xlsx", "csv"))


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


Seen = dict[tuple[str, str], str]


def look(people: dict[str, User | None], urls: list[str]) -> Seen:
    """What each reads at each address, tables of the page included, behind the status.

    Public pages know nobody; printing a form takes long, its facts are the same for all.
    """
    found: Seen = {}
    clients = {who: client_of(user) for who, user in people.items()}
    for (who, client), url in itertools.product(clients.items(), urls):
        public = not url.startswith(("/lam-viec/", "/api/"))
        if (public and who not in ("guest", "superuser")) or (
            url.endswith((".pdf", ".docx")) and who not in ("chair", "officer")
        ):
            continue
        for question in QUESTIONS if "tong-hop" in url else ("",):
            answer = client.get(url + question)
            text = text_of(answer)
            table = table_text(client, url, text)
            found[who, url + question] = f"{answer.status_code} {text}{table}"
    return found


def answering(seen: Seen) -> list[str]:
    """The addresses at which there is something for somebody: more than a way to sign in."""
    nothing = ("302", "404", "405")
    return sorted(
        {url.partition("?")[0] for (_, url), text in seen.items() if text[:3] not in nothing}
    )


def test_no_address_gives_a_sealed_mark_to_anybody_else_or_depends_on_one(caplog) -> None:
    """First by a comment; then, stronger, by comparing the pages once the marks have changed."""
    caplog.set_level(logging.DEBUG)
    of = sealed()
    people = {"guest": None, **watchers(of)}
    # Where the others find nothing, nothing of this sitting lies: strangers needn't ask.
    strangers = {who: people.pop(who) for who in STRANGERS}
    before = look(people, addresses(of))
    found = answering(before)
    before |= look(strangers, found)
    # The walk means something: the pages of this sitting are among them, and answer.
    pages = {
        reverse(f"evaluations:item_{page}", args=[of.session.code, of.item.code])
        for page in ("score", "tally")
    }
    assert pages < set(found)
    assert len(found) > 60
    assert sum("tai=xlsx" in text for text in before.values()) > 20
    assert [key for key, text in before.items() if CANARY in text] == []
    himself = client_of(of.members[1].user)
    assert sum(CANARY in text_of(himself.get(url)) for url in pages) == 1  # on his own sheet
    assert CANARY not in caplog.text

    sheet = of.sheet(1)
    for line in sheet.lines.all():
        options = [option.points for option in of.form.by_code[line.criterion].options]
        line.points = max(options) if line.points != max(options) else min(options)
        line.save()
    ScoreSheet.objects.filter(pk=sheet.pk).update(comment="Khác hẳn")
    codes = (of.session.code, of.item.code, of.dossiers[0].code)
    room = [url for url in found if any(code in url for code in codes)] + ["/lam-viec/"]
    after = look({**people, **strangers}, [url for url in room if not url.endswith(".pdf")])
    assert len(after) > 400
    assert [key for key, text in after.items() if before[key] != text] == []


def test_neither_audit_nor_notices_nor_mail_carry_sealed_marks() -> None:
    of = sealed()
    written = json.dumps(
        [
            *AuditEntry.objects.values(),
            *Notice.objects.values(),
            *OutboxMail.objects.values(),
        ],
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
    )
    assert CANARY not in written
    entries = AuditEntry.objects.filter(verb__in=["score.signed", "score.declared"])
    assert {json.dumps(entry.data, sort_keys=True) for entry in entries} == {'{"scoring_round": 1}'}
    labels = set(entries.values_list("target_label", flat=True))
    codes = ScoreSheet.objects.filter(state="signed").values_list("code", flat=True)
    assert labels == {f"Phiếu {code}" for code in codes}
    assert of.item.state == "scoring"


def test_the_selector_gives_the_own_sheet_and_nothing_else() -> None:
    of = sealed()
    people = {**watchers(of), "himself": of.members[1].user}
    found = {who: own_sheet(user, of.item) for who, user in people.items()}
    scorers = ("chair", "himself", "member who signed", "member who has not")
    own = {who: of.sheet(index) for index, who in enumerate(scorers)}
    assert found == {who: own.get(who) for who in people}


def test_the_sealed_table_says_who_signed_in_the_order_of_seats_and_of_the_form() -> None:
    of = sealed()
    tally = tally_for(of.chair, of.item, on=today())
    assert tally.sealed
    assert [column.state for column in tally.columns] == ["draft", "signed", "signed", "assigned"]
    assert [column.total for column in tally.columns] == [None] * 4
    assert [row.criterion.code for row in tally.rows] == [c.code for c in of.form.criteria]
    values = {cell["value"] for row in tally.rows for cell in row.cells}
    assert values == {None}
    assert {(row.mean, row.spread) for row in tally.rows} == {(None, None)}
    assert tally.comments == ()


def readers(of: factory.Sitting) -> set[str]:
    people = watchers(of) | {"himself": of.members[1].user}
    return {who for who, user in people.items() if marks_open_to(user, of.item, on=today())}


SCORERS = {"chair", "himself", "member who signed", "member who has not"}


def test_each_step_opens_the_marks_to_those_it_names() -> None:
    of = factory.sitting(members=4)
    factory.start(of)
    assert readers(of) == set()
    full = factory.answers(of.form)
    for index in range(4):
        factory.score(of, index, full, comment=CANARY if index == 1 else None)
    assert readers(of) == set()  # all signed is not yet opened
    open_item(item=of.item, actor=of.chair)
    assert readers(of) == SCORERS
    conclude_item(item=of.item, actor=of.chair, on=today())
    assert readers(of) == SCORERS | {"secretary", "officer"}


def test_who_recused_himself_never_sees_marks() -> None:
    of = factory.sitting(members=4)
    factory.start(of)
    factory.recused(of, 3)
    for index in range(3):
        factory.score(of, index, factory.answers(of.form), comment=CANARY)
    open_item(item=of.item, actor=of.chair)
    recused = of.members[3].user
    assert not marks_open_to(recused, of.item, on=today())
    assert readers(of) == SCORERS - {"member who has not"}
    url = reverse("evaluations:item_tally", args=[of.session.code, of.item.code])
    assert CANARY in text_of(client_of(of.chair).get(url))
    assert client_of(recused).get(url).status_code == 403


def test_an_opened_product_shows_the_secretary_the_seats_and_no_marks() -> None:
    of = factory.sitting(members=2)
    factory.start(of)
    for index in range(2):
        factory.score(of, index, factory.answers(of.form), comment=CANARY)
    open_item(item=of.item, actor=of.chair)
    url = reverse("evaluations:item_tally", args=[of.session.code, of.item.code])
    for user in (of.secretary.user, of.officer):
        text = text_of(client_of(user).get(url))
        assert "Điểm của từng thành viên không hiện ở đây." in text
        assert (CANARY in text, "100,00" in text) == (False, False)


def test_a_second_scoring_is_sealed_like_the_first() -> None:
    of = factory.sitting(members=2)
    factory.opened(of, factory.answers(of.form), factory.answers(of.form))
    rescore_item(item=of.item, reason="Thảo luận", actor=of.chair)
    factory.score(of, 1, {"1.1": 1}, comment=CANARY)
    assert readers_of_two(of) == set()
    assert tally_for(of.chair, of.item, on=today()).sealed
    assert own_sheet(of.chair, of.item) == of.sheet(0)


def readers_of_two(of: factory.Sitting) -> set[str]:
    people = [of.chair, of.members[1].user, of.secretary.user, of.officer]
    return {user.username for user in people if marks_open_to(user, of.item, on=today())}


def test_marks_live_in_lines_that_only_the_scoring_selectors_read() -> None:
    """A new door would have to import the model: the list of those who do is short and closed."""
    readers_found = set()
    for path in python_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and any(
                alias.name == ScoreLine.__name__ for alias in node.names
            ):
                readers_found.add(str(path.relative_to(ROOT)))
    assert readers_found == {
        "evaluations/models/__init__.py",
        "evaluations/selectors/council/marks.py",
        "evaluations/services/council/attendance.py",  # a sheet passed on: what was typed goes
        "evaluations/services/council/scoring.py",
        # the type of a line of the reader's own sheet
        "evaluations/selectors/council/progress.py",
        "evaluations/views/council/sheet.py",
    }
