"""File names for people, from texts that were never meant as such: safe on Windows, macOS, Linux."""

import re
import unicodedata
from collections.abc import Iterable

BYTES = 120
TAG = 8

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, bidi, surrogates and the like
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³]) *(\..*)?\Z", re.IGNORECASE
)


def safe(text: str, extension: str = "", otherwise: str = "unnamed") -> str:
    """One name of at most 120 bytes that every system takes; `extension` comes behind it."""
    suffix = f".{extension}" if extension else ""
    seen = "".join(c for c in unicodedata.normalize("NFC", text) if _is_seen(c))
    stem = _cut(_FORBIDDEN.sub("_", seen).strip(" "), BYTES - 1 - len(suffix)).rstrip(" .")
    name = f"{stem or otherwise}{suffix}"
    return f"_{name}" if _RESERVED.match(name) else name


def distinct(named: Iterable[tuple[str, str]]) -> list[str]:
    """Each name, with the first digits of its tag where another has it already.

    Names that differ in case or in how they are composed alone are the same to some systems.
    """
    taken: set[str] = set()
    return [_free(name, tag, taken) for name, tag in named]


def _free(name: str, tag: str, taken: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    free, count = name, 1
    while (key := _folded(free)) in taken:
        mark = f"-{tag[:TAG]}" if count == 1 else f"-{tag[:TAG]}-{count}"
        room = BYTES - len(f"{mark}{dot}{extension}".encode())
        free, count = f"{_cut(stem, room)}{mark}{dot}{extension}", count + 1
    taken.add(key)
    return free


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN


def _cut(text: str, size: int) -> str:
    """The first `size` bytes, without half a character at the end."""
    return text.encode()[: max(size, 0)].decode("utf-8", "ignore")
