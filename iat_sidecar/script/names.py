"""The values a script knows by name: set on the command line, captured from answers."""

import json
import re
from typing import Any

_NAME = re.compile(r"\$(?:(\$)|\{([^{}]+)\}|([A-Za-z_]\w*(?:\.\w+)*))")


class Unknown(Exception):
    """Nothing is known under this name yet."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nothing is known as ${name} yet")
        self.name = name


class Names:
    """`$name`, `${name}` and `$name.field.0` in texts; `$$` is a dollar."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = dict(values)

    def copy(self) -> "Names":
        return Names(self._values)

    def learn(self, name: str, value: Any) -> None:
        self._values[name] = value

    def find(self, path: str) -> Any:
        """The value of a name, or of a field within it."""
        first, *rest = path.split(".")
        if first not in self._values:
            raise Unknown(path)
        value = self._values[first]
        for part in rest:
            value = _within(value, part, path)
        return value

    def is_new(self, text: str) -> str | None:
        """The name that a whole text is, if nothing is known under it."""
        found = _NAME.fullmatch(text)
        name = (found[2] or found[3]) if found else None
        return name if name and "." not in name and name not in self._values else None

    def fill(self, value: Any) -> Any:
        """A JSON value with names replaced; a text that is one name becomes its value."""
        match value:
            case str():
                return self._fill_text(value)
            case dict():
                return {key: self.fill(item) for key, item in value.items()}
            case list():
                return [self.fill(item) for item in value]
        return value

    def told(self, text: str) -> str:
        """A text with names replaced by what they say."""
        return _NAME.sub(lambda found: self._text_of(found), text)

    def _fill_text(self, text: str) -> Any:
        found = _NAME.fullmatch(text)
        if found and not found[1]:
            return self.find(found[2] or found[3])
        return self.told(text)

    def _text_of(self, found: re.Match[str]) -> str:
        if found[1]:
            return "$"
        value = self.find(found[2] or found[3])
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _within(value: Any, part: str, path: str) -> Any:
    match value:
        case dict() if part in value:
            return value[part]
        case list() if part.isdigit() and int(part) < len(value):
            return value[int(part)]
    raise Unknown(path)
