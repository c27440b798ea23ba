"""JSON schemas of the types that cross the wire, in the draft that OpenRPC speaks (7)."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import inspect

from iat_sidecar.core.wire import Given, Wire

Schema = dict[str, Any]

TEMPLATE = "#/components/schemas/{name}"

_GENERIC = re.compile(r"([A-Za-z0-9]+)\[([A-Za-z0-9]+)\]\Z")


class Schemas:
    """The schemas of many types at once; what they share stands once, by name."""

    def __init__(self, kinds: Iterable[Any]) -> None:
        kinds = list(dict.fromkeys(kinds))
        made, components = msgspec.json.schema_components(kinds, ref_template=TEMPLATE)
        self.components: dict[str, Schema] = components
        for kind in _structs(kinds):
            _require_what_is_always_there(self._component(kind), kind)
            _name_the_keys(self._component(kind), kind)
        self._rename()
        self.components = {name: _draft_7(each) for name, each in self.components.items()}
        self._by_kind = dict(zip(kinds, map(self._renamed, made), strict=True))

    def of(self, kind: Any) -> Schema:
        """The schema of one of the types: a reference for a struct."""
        schema: Schema = self._by_kind[kind]
        return schema

    def take(self, kind: type[Wire]) -> Schema:
        """The whole schema of a struct, no longer among the shared ones."""
        return self.components.pop(self.name_of(kind))

    def name_of(self, kind: type[Wire]) -> str:
        """What a struct is called among the shared ones."""
        return str(self.of(kind)["$ref"]).rpartition("/")[2]

    def _component(self, kind: type[msgspec.Struct]) -> Schema | None:
        return next(
            (each for each in self.components.values() if each.get("title") == kind.__name__), None
        )

    def _rename(self) -> None:
        """`Page[Project]` is called ProjectPage."""
        self._names = {
            name: "".join(reversed(match.groups()))
            for name, each in self.components.items()
            if (match := _GENERIC.match(each.get("title", "")))
        }
        renamed = {}
        for name, each in self.components.items():
            new = self._names.get(name, name)
            renamed[new] = self._renamed({**each, "title": new})
        self.components = renamed

    def _renamed(self, value: Any) -> Any:
        match value:
            case {"$ref": str(ref), **rest}:
                name = ref.rpartition("/")[2]
                return {"$ref": TEMPLATE.format(name=self._names.get(name, name)), **rest}
            case dict():
                return {key: self._renamed(item) for key, item in value.items()}
            case list():
                return [self._renamed(item) for item in value]
        return value


def _structs(kinds: Iterable[Any]) -> Iterator[type[msgspec.Struct]]:
    """Every struct that can be reached from these types, each once."""
    seen: set[Any] = set()
    waiting: list[Any] = list(inspect.multi_type_info(kinds))
    while waiting:
        match waiting.pop():
            case inspect.StructType(cls=cls, fields=fields) if cls not in seen:
                seen.add(cls)
                waiting.extend(field.type for field in fields)
                if isinstance(cls, type):  # a generic one has no defaults to speak of
                    yield cls
            case inspect.StructType():
                continue
            case inspect.Type() as other:
                waiting.extend(msgspec.structs.astuple(other))
            case tuple() as several:
                waiting.extend(several)


def _require_what_is_always_there(schema: Schema | None, kind: type[msgspec.Struct]) -> None:
    """A value that only leaves has its defaults written out, so its reader may count on them."""
    leaves = issubclass(kind, Wire) and not issubclass(kind, Given)
    if schema is None or not leaves or kind.__struct_config__.omit_defaults:
        return
    schema["required"] = [
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if field.default is not msgspec.UNSET
    ]


def _name_the_keys(schema: Schema | None, kind: type[msgspec.Struct]) -> None:
    """msgspec leaves out which keys an object may have, where they are enumerated."""
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    for field in found.fields:
        match field.type:
            case inspect.DictType(key_type=inspect.LiteralType(values=values)) if schema:
                schema["properties"][field.encode_name]["propertyNames"] = {
                    "enum": sorted(map(str, values))
                }


def _draft_7(value: Any) -> Any:
    """msgspec writes tuples as the 2020 draft does; draft 7 would allow them no items at all."""
    match value:
        case {"prefixItems": list(items), **rest}:
            rest.pop("items", None)
            return {**rest, "items": [_draft_7(item) for item in items]}
        case dict():
            return {key: _draft_7(item) for key, item in value.items()}
        case list():
            return [_draft_7(item) for item in value]
    return value
