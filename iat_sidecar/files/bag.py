"""What stands in a BagIt bag (RFC 8493): its payload, and the tag files that vouch for it.

Everything follows from the payload and its own dates, so the same payload is the same bag.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"


class Member(NamedTuple):
    """A file of a bag: its name there, what it must hash to, and the file or bytes it is made from.

    `what` names it to people, when it is missing or damaged.
    """

    name: str
    sha256: str
    size_bytes: int
    source: str | bytes
    what: str


class Bag(NamedTuple):
    """The members in the order they are written: the tag files first, so a reader knows what comes."""

    members: list[Member]

    @property
    def size_bytes(self) -> int:
        return sum(member.size_bytes for member in self.members)

    @property
    def manifest_sha256(self) -> str:
        """The hash of the manifest, which holds the hash of every payload file."""
        return next(member.sha256 for member in self.members if member.name == MANIFEST)


def bag_of(payload: Iterable[Member], identifier: str, date: str) -> Bag:
    """The bag of these files; `identifier` says of what, `date` (YYYY-MM-DD) of when."""
    ordered = sorted(payload)
    tags = [
        _tag("bagit.txt", DECLARATION),
        _tag("bag-info.txt", _label(ordered, identifier, date)),
        _tag(MANIFEST, _manifest(ordered)),
    ]
    return Bag([*tags, _tag("tagmanifest-sha256.txt", _manifest(sorted(tags))), *ordered])


def _tag(name: str, text: bytes) -> Member:
    return Member(name, hashlib.sha256(text).hexdigest(), len(text), text, name)


def _label(payload: list[Member], identifier: str, date: str) -> bytes:
    size = sum(member.size_bytes for member in payload)
    lines = {
        "Bag-Software-Agent": "iat-sidecar",
        "Bagging-Date": date,
        "External-Identifier": identifier,
        "Payload-Oxum": f"{size}.{len(payload)}",
    }
    return "".join(f"{label}: {value}\n" for label, value in lines.items()).encode()


def _manifest(members: list[Member]) -> bytes:
    return "".join(f"{member.sha256}  {member.name}\n" for member in members).encode()
