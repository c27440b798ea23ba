"""Two JSON schemas of one value: does the newer take all that the older took, or give no more?"""

from collections.abc import Iterator
from typing import Any, Literal

from iat_sidecar.rpc.schemas import Schema

Way = Literal["takes", "gives"]
"""What the program does with the value: a client sends what it takes and gets what it gives."""

LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
JSON_TYPES = {
    type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string",
}  # fmt: skip
ANYTHING = "values of every type"


class Comparison:
    """Two documents side by side, each with its own shared types; what they are called is no matter."""

    def __init__(self, had: dict[str, Any], has: dict[str, Any]) -> None:
        self._had, self._has = had, has
        self._within: set[tuple[Any, ...]] = set()

    def schemas(self, path: str, had: Schema, has: Schema, way: Way) -> Iterator[str]:
        """A sentence for everything that a client of the older would stumble over."""
        if way == "takes":
            yield from _default(path, had, has)
        pair = (had.get("$ref"), has.get("$ref"), way)
        if "$ref" not in had and "$ref" not in has:
            yield from self._any_of(path, had, has, way)
        elif pair not in self._within:  # a type that holds itself is compared once
            self._within.add(pair)
            yield from self._any_of(path, had, has, way)
            self._within.remove(pair)

    def _any_of(self, path: str, had: Schema, has: Schema, way: Way) -> Iterator[str]:
        """Each shape that one side may send must fit one that the other side knows."""
        before, after = _shapes(self._had, had), _shapes(self._has, has)
        sent, known = (before, after) if way == "takes" else (after, before)
        for shape in sent:
            if fitting := [each for each in known if _fits(_type(shape), _type(each))]:
                pairs = [(shape, each) if way == "takes" else (each, shape) for each in fitting]
                yield from min((list(self._one(path, *each, way)) for each in pairs), key=len)
            else:
                verb = "no longer takes" if way == "takes" else "may now be"
                yield f"{path}: {verb} {_type(shape)}"

    def _one(self, path: str, had: Schema, has: Schema, way: Way) -> Iterator[str]:
        """Two shapes of one JSON type."""
        if way == "takes":
            yield from _narrowed(path, had, has)
        yield from _rewritten(path, had, has, way)
        if "items" in had or "items" in has:
            yield from self._items(path, had.get("items", {}), has.get("items", {}), way)
        if "object" in (_type(had), _type(has)):
            yield from self._fields(path, had, has, way)
            yield from self._values(path, had, has, way)

    def _items(self, path: str, had: Any, has: Any, way: Way) -> Iterator[str]:
        match had, has:
            case dict(), dict():
                yield from self.schemas(f"{path}[]", had, has, way)
            case list(), list() if len(had) == len(has):
                for index, (before, after) in enumerate(zip(had, has, strict=True)):
                    yield from self.schemas(f"{path}[{index}]", before, after, way)
            case _:
                yield f"{path}: length changed from {_length(had)} to {_length(has)}"

    def _fields(self, path: str, had: Schema, has: Schema, way: Way) -> Iterator[str]:
        """What a client gets may have more fields, what it sends may leave new ones out."""
        before, after = had.get("properties", {}), has.get("properties", {})
        needed, needs = set(had.get("required", [])), set(has.get("required", []))
        judge = required if way == "takes" else _always_there
        yield from judge(f"{path}.", before, needed, after, needs)
        for name in [name for name in before if name in after]:
            yield from self.schemas(f"{path}.{name}", before[name], after[name], way)

    def _values(self, path: str, had: Schema, has: Schema, way: Way) -> Iterator[str]:
        """Fields that are not named, as a map of names to values has them."""
        if way == "takes":
            yield from _names(path, had.get("propertyNames", {}), has.get("propertyNames", {}))
        before, after = had.get("additionalProperties", {}), has.get("additionalProperties", {})
        if after is False and before is not False and way == "takes":
            yield f"{path}: no longer takes fields that are not named"
        if isinstance(before, dict) and isinstance(after, dict) and (before or after):
            yield from self.schemas(f"{path}.*", before, after, way)


def at(document: dict[str, Any], ref: str) -> Schema:
    """What a reference within a document leads to."""
    found: Any = document
    for part in ref.removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def required(
    path: str, had: dict[str, Any], needed: set[str], has: dict[str, Any], needs: set[str]
) -> Iterator[str]:
    """Of what a client sends nothing may go, and nothing more may be asked for."""
    yield from (f"{path}{name}: removed" for name in had if name not in has)
    for name in has:
        if name in needs and name not in needed:
            yield f"{path}{name}: {'now required' if name in had else 'added and required'}"


def _always_there(
    path: str, had: dict[str, Any], needed: set[str], has: dict[str, Any], needs: set[str]
) -> Iterator[str]:
    """Of what a client gets nothing may go."""
    for name in had:
        if name not in has:
            yield f"{path}{name}: removed"
        elif name in needed and name not in needs:
            yield f"{path}{name}: may now be missing"


def _shapes(document: dict[str, Any], schema: Schema) -> list[Schema]:
    """What a value may look like: references followed, unions and mixed enumerations taken apart."""
    if "$ref" in schema:
        return _shapes(document, at(document, schema["$ref"]))
    if "anyOf" in schema:
        return [shape for each in schema["anyOf"] for shape in _shapes(document, each)]
    if "enum" in schema:
        kinds = dict.fromkeys(map(_json_type, schema["enum"]))
        return [{"enum": [v for v in schema["enum"] if _json_type(v) == kind]} for kind in kinds]
    return [schema]


def _default(path: str, had: Schema, has: Schema) -> Iterator[str]:
    """What it means to leave a value out."""
    if "default" not in had or had["default"] == has.get("default", ...):
        return
    now = f"changed to {has['default']!r}" if "default" in has else "removed"
    yield f"{path}: default {had['default']!r} {now}"


def _narrowed(path: str, had: Schema, has: Schema) -> Iterator[str]:
    """Values of the same JSON type that are no longer taken."""
    if "enum" in has and "enum" not in had:
        yield f"{path}: now takes only {_listed(has['enum'])}"
    elif "enum" in has and (gone := [v for v in had["enum"] if v not in has["enum"]]):
        yield f"{path}: no longer takes {_listed(gone)}"
    for bounds, word, sign in ((LEAST, "raised", 1), (MOST, "lowered", -1)):
        for bound in bounds:
            before, after = had.get(bound), has.get(bound)
            if after is not None and before is None:
                yield f"{path}: {bound} of {after} added"
            elif after is not None and (after - before) * sign > 0:
                yield f"{path}: {bound} {word} from {before} to {after}"


def _names(path: str, had: Schema, has: Schema) -> Iterator[str]:
    """Which keys a map of names to values may have."""
    if "enum" in has and "enum" not in had:
        yield f"{path}: now takes only the keys {_listed(has['enum'])}"
    elif "enum" in has and (gone := [key for key in had["enum"] if key not in has["enum"]]):
        yield f"{path}: no longer takes the key {_listed(gone)}"


def _rewritten(path: str, had: Schema, has: Schema, way: Way) -> Iterator[str]:
    """A form that its sender must keep to, or its receiver reads it by."""
    for name in ("pattern", "format"):
        before, after = had.get(name), has.get(name)
        promised = after if way == "takes" else before
        if before != after and promised is not None:
            yield f"{path}: {name} changed from {before or 'none'} to {after or 'none'}"


def _fits(one: str, other: str) -> bool:
    return other in (one, ANYTHING) or (one, other) == ("integer", "number")


def _type(shape: Schema) -> str:
    if "enum" in shape:
        return _json_type(shape["enum"][0])
    return str(shape.get("type", ANYTHING))


def _json_type(value: Any) -> str:
    return JSON_TYPES[value.__class__]


def _length(items: Any) -> str:
    return str(len(items)) if isinstance(items, list) else "any"


def _listed(values: list[Any]) -> str:
    return ", ".join(map(str, values))
