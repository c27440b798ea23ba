"""Where a final came from, written into its PNG: ids, hashes and names from a fixed table."""

import re
import struct
from pathlib import Path

import msgspec

from iat_sidecar import __version__
from iat_sidecar.core import canonical
from iat_sidecar.imaging.container import PNG_SIGNATURE, png_chunks
from iat_sidecar.imaging.picture import Unreadable

KEYWORD = "iat"
MAX_STAMP_BYTES = 16_384
NAME = re.compile(r"[\w.][\w .:/@+-]{0,199}")
FIELDS = {
    "project": NAME,
    "run": NAME,
    "job": NAME,
    "candidate": NAME,
    "prompt_sha256": re.compile(r"[0-9a-f]{64}"),
    "model": NAME,
    "seed": re.compile(r"[0-9]{1,16}"),
    "program_version": NAME,
}


def stamp(fields: dict[str, str]) -> dict[str, str]:
    """PNG text for a final: `iat` as canonical JSON of the fields, and `Software`.

    fields: some of FIELDS, each in its own grammar, so that no prompt and no key of an account
    can travel; anything else raises ValueError. The program's version is added where it is not
    given.
    """
    refused = sorted(set(fields) - set(_fitting(fields)))
    if refused:
        raise ValueError(f"a stamp cannot hold this {', '.join(refused)}")
    stamped = {"program_version": __version__} | fields
    return {KEYWORD: canonical.text(stamped), "Software": f"IAT sidecar {__version__}"}


def read_stamp(path: str | Path) -> dict[str, str] | None:
    """The stamped fields of a PNG; None where there is none or it cannot be understood.

    Pixels are not decoded. A stamp is a claim of the file, not a proof: fields outside the table
    are dropped.
    """
    content = Path(path).read_bytes()
    if not content.startswith(PNG_SIGNATURE):
        return None
    try:
        texts = [bytes(data) for name, data in png_chunks(content) if name == b"iTXt"]
    except (Unreadable, struct.error):
        return None
    prefix = KEYWORD.encode() + b"\0\0\0\0\0"
    return next((_fields(text[len(prefix) :]) for text in texts if text.startswith(prefix)), None)


def _fields(text: bytes) -> dict[str, str] | None:
    if len(text) > MAX_STAMP_BYTES:
        return None
    try:
        return _fitting(msgspec.json.decode(text, type=dict[str, str]))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _fitting(fields: dict[str, str]) -> dict[str, str]:
    return {
        key: value
        for key, value in fields.items()
        if key in FIELDS and FIELDS[key].fullmatch(value)
    }
