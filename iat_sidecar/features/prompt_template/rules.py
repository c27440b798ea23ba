"""How a template becomes a prompt, and what it may name."""

import re
from collections.abc import Mapping

from iat_sidecar.core.errors import Conflict, InvalidParams
from iat_sidecar.core.values import Stage
from iat_sidecar.features.prompt_template.model import PromptTemplate

WORDS = (
    "scene",
    "prompt",
    "characters",
    "style",
    "negative",
    "time_of_day",
    "weather",
    "stage",
)
_MARK = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")


def check(template_text: str) -> None:
    """Refuse a placeholder nobody fills and a brace that stands alone."""
    if not template_text.strip():
        raise InvalidParams("A template may not be blank", "$.template_text")
    for mark in _MARK.finditer(template_text):
        name = mark.group(1)
        if name is None and mark.group() in ("{", "}"):
            raise InvalidParams(
                f"A brace stands alone at {mark.start()}; write {mark.group() * 2} for the character",
                "$.template_text",
            )
        if name is not None and name not in WORDS:
            raise InvalidParams(
                f"There is no placeholder {{{name}}}; there are {', '.join(WORDS)}",
                "$.template_text",
            )


def render(template_text: str, values: Mapping[str, str]) -> str:
    """The prompt: placeholders filled, a line without anything to say left out.

    A value is taken as it is: braces in it stay braces. A word without a value is empty.
    """
    filled = {word: values.get(word, "").strip() for word in WORDS}
    lines = (_line(line, filled) for line in template_text.splitlines())
    return "\n".join(line for line in lines if line is not None).strip()


def check_stage(name: str, stage: Stage, newest: PromptTemplate | None) -> None:
    """All versions of a name belong to one stage."""
    if newest and newest.stage != stage:
        raise Conflict(
            f"the template {name} belongs to the stage {newest.stage}; choose another name"
        )


def _line(line: str, filled: Mapping[str, str]) -> str | None:
    named = [mark.group(1) for mark in _MARK.finditer(line) if mark.group(1) is not None]
    if named and not any(filled[name] for name in named):
        return None
    return _MARK.sub(lambda mark: _text_of(mark, filled), line).rstrip()


def _text_of(mark: re.Match[str], filled: Mapping[str, str]) -> str:
    name = mark.group(1)
    return mark.group()[0] if name is None else filled[name]
