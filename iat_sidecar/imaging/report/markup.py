"""HTML and SVG from calls: text is escaped unless it is markup already."""

import html
from collections.abc import Iterable

Attribute = str | int | float | bool | None
VOID = frozenset({"img", "meta", "input", "br"})


class Markup(str):
    """Text that is markup and stays as it is."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """An element; `class_` is class, `aria_label` aria-label; None and False are left out."""
    opening = f"<{name}{''.join(map(_attribute, attributes, attributes.values()))}>"
    if name in VOID:
        return Markup(opening)
    return Markup(f"{opening}{join(children)}</{name}>")


def join(parts: Iterable[str]) -> Markup:
    """Parts one after the other."""
    return Markup("".join(map(escaped, parts)))


def escaped(text: str) -> str:
    return text if isinstance(text, Markup) else html.escape(text)


def number(value: float) -> str:
    """A coordinate, short: two places at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    name = "viewBox" if name == "viewbox" else name  # the one name here that has a capital
    if value is True:
        return f" {name}"
    text = number(value) if isinstance(value, float) else str(value)
    return f' {name}="{html.escape(text)}"'
