"""The schema as a page reads it."""

import functools
from dataclasses import dataclass
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address."""

    name: str
    where: str
    required: bool
    kind: str
    values: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an answer."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    fields: tuple[Field, ...]
    answers: tuple[str, ...]


@functools.cache
def operations() -> tuple[Operation, ...]:
    """Every address below ``/api/v1/``, in the order of the schema; made once a process."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    found = []
    for path, methods in schema["paths"].items():
        if not path.startswith("/api/v1/"):
            continue
        for method, entry in methods.items():
            found.append(_operation(schema, path, method, entry))
    return tuple(found)


def _operation(schema: dict[str, Any], path: str, method: str, entry: dict[str, Any]) -> Operation:
    return Operation(
        anchor=entry["operationId"],
        method=method.upper(),
        path=path,
        summary=entry.get("summary", ""),
        description=entry.get("description", ""),
        parameters=tuple(_parameter(one) for one in entry.get("parameters", ())),
        fields=_fields(schema, entry),
        answers=tuple(entry["responses"]),
    )


def _parameter(one: dict[str, Any]) -> Parameter:
    about = one["schema"]
    inner = about.get("items", about)
    return Parameter(
        name=one["name"],
        where=one["in"],
        required=bool(one.get("required")),
        kind=about.get("type", ""),
        values=", ".join(str(value) for value in inner.get("enum", ())),
        meaning=one.get("description", "").split("\n")[0],
    )


def _resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else part


def _fields(schema: dict[str, Any], entry: dict[str, Any]) -> tuple[Field, ...]:
    content = entry["responses"].get("200", {}).get("content", {})
    body = content.get("application/json", {}).get("schema", {})
    shape = _resolved(schema, body)
    if "results" in shape.get("properties", {}):
        shape = _resolved(schema, shape["properties"]["results"].get("items", {}))
    return tuple(
        Field(
            name,
            about.get("format") or about.get("type", ""),
            about.get("description", "").split("\n")[0],
        )
        for name, about in shape.get("properties", {}).items()
    )
