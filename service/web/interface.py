"""The description of the two JSON interfaces: one OpenAPI document, as JSON for programs and as a page for people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import flask_smorest
from flask import Blueprint as Pages
from flask import Response, current_app, json, render_template
from marshmallow import Schema, fields

from service.web.schemas import Key, camel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask

pages = Pages("interface", __name__)

_EXTENSION = "lantoa_interface"
_PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_REFERENCE = "#/components/schemas/"
_METHODS = ("get", "post", "put", "patch", "delete")
_DESCRIPTION = (
    "Paths under /v2 are those of Camunda 8's Orchestration Cluster REST API, so its published client libraries work; "
    "paths under /api/v1 are Lan Tỏa's own. A key is a decimal string. Errors are problem details (RFC 9457) with a "
    "stable `code`; where fields are at fault, `fields` names each."
)
_SECURITY = {
    "basic": {"type": "http", "scheme": "basic", "description": "User name with password or personal token."},
    "bearer": {"type": "http", "scheme": "bearer", "description": "A personal token."},
}


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    instance = fields.String(required=True)
    fields_ = fields.Dict(data_key="fields", keys=fields.String())


class Api(flask_smorest.Api):  # type: ignore[misc]  # the library has no types
    """Registers rooms and describes them, with our own errors and keys."""

    ERROR_SCHEMA = Problem


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]  # the library has no types
    """The operations of one room; the schema of a body is made once, not at every request."""

    def arguments(self, schema: type[Schema] | Schema, **options: Any) -> Any:
        """Read the arguments of a view by a schema."""
        return super().arguments(schema() if isinstance(schema, type) else schema, **options)


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter, or a member of a JSON object: its name, what type it has, whether it must be there.

    ``link`` is the name of the described type it is made of, if there is one.
    """

    name: str
    type: str
    is_required: bool
    link: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked for at one path with one method."""

    operation_id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Member, ...]
    body: tuple[Member, ...]
    answers: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one room."""

    name: str
    operations: tuple[Operation, ...]


def init_app(app: Flask) -> Api:
    """Return what registers the rooms' interfaces; their description is served with them."""
    app.config.update(API_TITLE="Lan Tỏa", API_VERSION="1", OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=None)
    api = Api(app, spec_kwargs={"info": {"description": _DESCRIPTION}})
    api.register_field(Key, "string", None)
    app.extensions[_EXTENSION] = api
    app.register_blueprint(pages)
    return api


@pages.get("/api/openapi.json")
def openapi_json() -> Response:
    """Serve the OpenAPI document."""
    return current_app.response_class(
        json.dumps(document(current_app), ensure_ascii=False), mimetype="application/json"
    )


@pages.get("/api/docs")
def docs() -> str:
    """Show the OpenAPI document to people."""
    described = document(current_app)
    return render_template("interface/docs.html", groups=groups(described), types=types(described))


def document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of every path under ``/v2`` and ``/api/v1``."""
    described: dict[str, Any] = app.extensions[_EXTENSION].spec.to_dict()
    rooms = {tag["name"]: tag.get("description") or tag["name"] for tag in described["tags"]}
    described["tags"] = [{"name": name} for name in rooms.values()]
    described["components"]["securitySchemes"] = _SECURITY
    described["security"] = [{name: []} for name in _SECURITY]
    for response in described["components"]["responses"].values():
        response["content"] = {"application/problem+json": next(iter(response["content"].values()))}
    names = _operation_ids(app)
    for path, method, operation in _operations(described):
        operation["operationId"] = names[path, method]
        operation["tags"] = [rooms[name] for name in operation["tags"]]
    return described


def groups(described: Mapping[str, Any]) -> list[Group]:
    """Return the operations of an OpenAPI document by room, in their order."""
    made: dict[str, list[Operation]] = {tag["name"]: [] for tag in described["tags"]}
    for path, method, operation in _operations(described):
        shared = described["paths"][path].get("parameters", [])
        made[operation["tags"][0]].append(_operation(path, method, operation, shared))
    return [Group(name, tuple(operations)) for name, operations in made.items()]


def types(described: Mapping[str, Any]) -> dict[str, tuple[Member, ...]]:
    """Return the described types that an operation or another type is made of, by name."""
    schemas = described["components"]["schemas"]
    return {name: _members(schemas[name]) for name in sorted(schemas) if _is_used(described, name)}


def _operations(described: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method]


def _operation_ids(app: Flask) -> dict[tuple[str, str], str]:
    """Return (path, method) → the name of its view, as Camunda's clients call it."""
    found = {}
    for rule in app.url_map.iter_rules():
        path = _PLACE.sub(r"{\1}", rule.rule)
        for method in rule.methods or ():
            found[path, method.lower()] = camel(rule.endpoint.rpartition(".")[2])
    return found


def _operation(path: str, method: str, operation: Mapping[str, Any], shared: list[Any]) -> Operation:
    content = operation.get("requestBody", {}).get("content", {})
    return Operation(
        operation_id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=tuple(
            _member(parameter["name"], parameter["schema"], is_required=parameter.get("required", False))
            for parameter in (*shared, *operation.get("parameters", []))
        ),
        body=tuple(member for kind, each in content.items() for member in _body(kind, each["schema"])),
        answers=tuple(
            _answer(status, answer) for status, answer in operation["responses"].items() if status.startswith("2")
        ),
    )


def _body(kind: str, schema: Mapping[str, Any]) -> tuple[Member, ...]:
    """Return the kind of a body with its described type, or with the parts it has."""
    said, link = _type(schema)
    return (Member(kind, said if link else "", is_required=True, link=link), *_members(schema))


def _answer(status: str, answer: Mapping[str, Any]) -> Member:
    schemas = [each.get("schema", {}) for each in answer.get("content", {}).values()]
    return _member(status, schemas[0], is_required=True) if schemas else Member(status, "", is_required=True)


def _members(schema: Mapping[str, Any]) -> tuple[Member, ...]:
    required = schema.get("required", ())
    return tuple(
        _member(name, inner, is_required=name in required) for name, inner in schema.get("properties", {}).items()
    )


def _member(name: str, schema: Mapping[str, Any], *, is_required: bool) -> Member:
    said, link = _type(schema)
    return Member(name, said, is_required, link)


def _type(schema: Mapping[str, Any]) -> tuple[str, str]:
    """Return a schema's type in words, and the described type it refers to."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        return name, name
    if "anyOf" in schema:
        pairs = [_type(each) for each in schema["anyOf"]]
        return " | ".join(said for said, _ in pairs), next((link for _, link in pairs if link), "")
    kinds = schema.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "array" in kinds:
        said, link = _type(schema.get("items", {}))
        return f"{said or 'any'}[]", link
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"]), ""
    said = " | ".join(kinds)
    return (f"{said} ({schema['format']})" if said and "format" in schema else said), ""


def _is_used(described: Mapping[str, Any], name: str) -> bool:
    return f'"{_REFERENCE}{name}"' in json.dumps(described)
