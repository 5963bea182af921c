"""Only services write a state: nothing else slips one past the rules."""

import ast
from collections.abc import Iterator

from tests.architecture.source import listed, parsed, place, python_files, room_of

WRITERS = {"update", "create", "get_or_create", "update_or_create", "aupdate", "acreate"}


def state_writes(tree: ast.AST) -> Iterator[int]:
    """The lines that set an attribute or column named ``state``."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets):
                parts = [part for target in targets for part in ast.walk(target)]
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
                parts = [target]
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="state"), *_]):
                yield node.lineno
                continue
            case ast.Call(func=ast.Attribute(attr=name), keywords=keywords) if name in WRITERS:
                if any(keyword.arg == "state" for keyword in keywords):
                    yield node.lineno
                continue
            case ast.Call(func=ast.Attribute(attr="bulk_update"), args=arguments):
                values = [part for argument in arguments for part in ast.walk(argument)]
                if any(isinstance(part, ast.Constant) and part.value == "state" for part in values):
                    yield node.lineno
                continue
            case _:
                continue
        if any(
            isinstance(part, ast.Attribute)
            and part.attr == "state"
            and isinstance(part.ctx, ast.Store)
            for part in parts
        ):
            yield node.lineno


def test_only_services_write_a_state() -> None:
    faults = [
        place(path, line)
        for path in python_files()
        if room_of(path) != "services"
        for line in state_writes(parsed(path))
    ]
    assert not faults, listed(faults, "Call (or write) the service of that move instead.")


def test_the_check_sees_every_way_of_writing() -> None:
    lines = [
        "dossier.state = 'filed'",
        "a, dossier.state = 1, 'filed'",
        "dossier.state += 'x'",
        "setattr(dossier, 'state', 'filed')",
        "Dossier.objects.filter(pk=1).update(state='filed')",
        "Dossier.objects.create(state='filed')",
        "Dossier.objects.bulk_update(rows, ['code', 'state'])",
    ]
    found = list(state_writes(ast.parse("\n".join(lines))))
    assert sorted(found) == [1, 2, 3, 4, 5, 6, 7]


def test_the_check_leaves_reading_alone() -> None:
    reading = "if dossier.state == 'filed':\n    rows.filter(state='filed').update(code='x')\n"
    assert list(state_writes(ast.parse(reading))) == []
