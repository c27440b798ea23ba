"""Scene words become a reading: place, props, camera, and who does what; nothing is silent."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from msgspec import structs

from iat_sidecar.imaging.scene.lexicon import HAND_HELD, MEANINGS, PEOPLE, SILENT, phrases
from iat_sidecar.imaging.scene.request import Acting, Cast, Reading, SceneRequest

WORD = re.compile(r"[^\W_]+|[,.;:!?]")
PAUSES = frozenset(",.;:!?")
POSSESSIVE = re.compile(r"['’]s\b")
LONGEST = 4
REACH = 4  # content words between "holds" and what is held
JOINS = frozenset(("and", ","))
THEM = frozenset(("her", "him", "them"))
ACTING = frozenset(("pose", "expression", "facing", "side"))
INFLECTED = ("place", "prop")


class Meaning(NamedTuple):
    """What a phrase says: its kind (place, pose, …) and the value of that kind."""

    kind: str
    value: str


class Heard(NamedTuple):
    """One understood or unknown piece of the text, in order."""

    text: str
    meaning: Meaning | None


@dataclass
class Notes:
    """What has been understood so far, and about whom the text is talking."""

    acting: dict[str, Acting]
    seen: dict[str, str] = field(default_factory=dict)
    props: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    subjects: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    joining: bool = False
    behind: bool = False
    named: bool = False
    hold_for: int = 0


def read(request: SceneRequest) -> Reading:
    """Understand the scene; the prompt fills in place, shot and angle that the scene leaves open."""
    text = request.scene if request.scene.strip() else request.prompt
    cast = people(request)
    notes = _notes(text, cast)
    spare = _notes(request.prompt, []).seen
    seen = {key: spare[key] for key in ("place", "shot", "angle") if key in spare} | notes.seen
    return Reading(
        place=seen.get("place", "abstract"),
        props=notes.props,
        shot=seen.get("shot") or ("medium" if cast else "full"),  # type: ignore[arg-type]
        angle=seen.get("angle", "eye_level"),  # type: ignore[arg-type]
        cast=list(notes.acting.values()),
        time_of_day=notes.seen.get("time_of_day"),  # type: ignore[arg-type]
        weather=notes.seen.get("weather"),  # type: ignore[arg-type]
        unread=notes.unread,
    )


def people(request: SceneRequest) -> list[Cast]:
    """The given cast, each code once, or unnamed extras for the people the scene mentions."""
    if request.cast:
        first: dict[str, Cast] = {}
        for member in request.cast:
            first.setdefault(member.code, member)
        return list(first.values())
    words = [word for word in split(request.scene or request.prompt) if word in PEOPLE]
    return [Cast(code=f"extra_{word}", name=word) for word in dict.fromkeys(words)]


def split(text: str) -> list[str]:
    """Lower-case words and pauses; hyphens and underscores part words, possessive 's is dropped."""
    return WORD.findall(POSSESSIVE.sub("", text.lower()).replace("_", " "))


def hear(words: list[str], names: dict[str, str]) -> Iterator[Heard]:
    """Names, known phrases (longest first, fillers inside them skipped) and unknown words."""
    at = 0
    while at < len(words):
        found = _longest(words, at, names)
        length, heard = found or (1, Heard(words[at], None))
        yield heard
        at += length


def _notes(text: str, cast: list[Cast]) -> Notes:
    notes = Notes({member.code: Acting(code=member.code) for member in cast})
    for heard in _adjectives_last(list(hear(split(text), _names(cast)))):
        _note(notes, heard)
    return notes


def _adjectives_last(heard: list[Heard]) -> list[Heard]:
    """ "An angry Ivo" tells of Ivo: an expression right before a name goes after it."""
    for at, (one, other) in enumerate(pairwise(heard)):
        kinds = tuple(said.meaning and said.meaning.kind for said in (one, other))
        if kinds == ("expression", "name"):
            heard[at : at + 2] = [other, one]
    return heard


def _names(cast: list[Cast]) -> dict[str, str]:
    """Words that call exactly one character, of name and code, and mean nothing else."""
    calls: dict[str, set[str]] = {}
    for member in cast:
        for word in {*split(member.name), *split(member.code)}:
            calls.setdefault(word, set()).add(member.code)
    full_names = {member.name.lower() for member in cast}
    return {
        word: next(iter(codes))
        for word, codes in calls.items()
        if len(codes) == 1 and word not in SILENT and (word in full_names or not _meaning((word,)))
    }


def _longest(words: list[str], at: int, names: dict[str, str]) -> tuple[int, Heard] | None:
    if words[at] in names:
        return 1, Heard(words[at], Meaning("name", names[words[at]]))
    for length in range(min(LONGEST + 2, len(words) - at), 0, -1):
        piece = words[at : at + length]
        if length > 1 and piece[-1] in SILENT and not _meaning(tuple(piece)):
            continue
        for said in (tuple(piece), (piece[0], *(w for w in piece[1:] if w not in SILENT))):
            if (meaning := _meaning(said)) and not any(word in names for word in piece):
                return length, Heard(" ".join(piece), meaning)
    return None


def _meaning(said: tuple[str, ...]) -> Meaning | None:
    if said in VOCABULARY:
        return VOCABULARY[said]
    last = said[-1]
    singulars = [last[:-1]] if last.endswith("s") else []
    singulars += [last[:-2]] if last.endswith("es") else []
    for singular in singulars:
        meaning = VOCABULARY.get((*said[:-1], singular))
        if meaning and meaning.kind in INFLECTED:
            return meaning
    return None


def _note(notes: Notes, heard: Heard) -> None:
    match heard.meaning:
        case None:
            _unknown(notes, heard.text)
        case Meaning("name", code):
            _name(notes, code)
        case Meaning("prop", prop):
            _prop(notes, prop)
        case Meaning("hold", _):
            notes.hold_for = REACH
        case Meaning("behind", _):
            notes.behind = True
        case Meaning("everyone", _):
            notes.subjects = tuple(notes.acting)
        case Meaning(kind, value) if kind in ACTING:
            _act(notes, heard.text, {kind: value})
        case Meaning(kind, value):
            if notes.seen.setdefault(kind, value) != value:
                notes.unread.append(heard.text)
    if heard.meaning:
        notes.joining = heard.meaning.kind == "name"


def _unknown(notes: Notes, word: str) -> None:
    if word in THEM and notes.behind and notes.before:
        _act(notes, word, {"behind": notes.before[0]})
    if word in SILENT or word in PAUSES:
        notes.joining = notes.joining and word in JOINS
        return
    notes.joining = False
    notes.hold_for = max(0, notes.hold_for - 1)
    if word not in notes.unread:
        notes.unread.append(word)


def _name(notes: Notes, code: str) -> None:
    """A name begins a new subject, joins the one before ("Mara and Ivo"), or is stood behind."""
    if notes.behind and notes.subjects and code not in notes.subjects:
        _act(notes, "behind", {"behind": code})
    together = notes.joining and code not in notes.subjects
    if not together and notes.subjects != (code,):
        notes.before = notes.subjects
    notes.subjects = (*notes.subjects, code) if together else (code,)
    if not notes.named:
        notes.named = True
        _pass_on(notes, code)
    notes.behind = False


def _pass_on(notes: Notes, code: str) -> None:
    """What was said of nobody in particular before the first name belongs to that name."""
    told = notes.acting[code]
    blank = {other: Acting(code=other) for other in notes.acting}
    notes.acting = {**blank, code: told}


def _prop(notes: Notes, prop: str) -> None:
    if prop in HAND_HELD and notes.hold_for and _act(notes, prop, {"holding": prop}):
        notes.hold_for = 0
    elif prop not in notes.props:
        notes.props.append(prop)


def _act(notes: Notes, text: str, change: dict[str, Any]) -> bool:
    """Bind a change to the ones being talked about, or to everyone before anyone was named."""
    chosen: Iterable[str] = notes.subjects or tuple(notes.acting)
    for code in chosen:
        notes.acting[code] = structs.replace(notes.acting[code], **change)
    if not notes.acting:
        notes.unread.append(text)
    return bool(notes.acting)


VOCABULARY = {
    said: Meaning(kind, value) for kind in MEANINGS for said, value in phrases(kind).items()
}
