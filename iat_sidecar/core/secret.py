"""Text that must not be seen: a type that does not print, and a redactor for all that does."""

import re

_live: set[str] = set()
_PATTERNS = re.compile(
    r"(sk-[A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16}|(?<=Bearer )[A-Za-z0-9._~+/-]{12,}"
    r"|(?<=X-Amz-Signature=)[0-9a-f]{32,})"
)


class Secret:
    """A credential; only `reveal()` gives it away, so a leak can be searched for by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= 8:
            _live.add(value)

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__


def redact(text: str) -> str:
    """The text without any live secret and without what looks like a key."""
    for value in _live:
        text = text.replace(value, "***")
    return _PATTERNS.sub("***", text)
