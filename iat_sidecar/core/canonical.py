"""Canonical JSON: one text for one value, so that equal things hash alike."""

import hashlib
from typing import Any

import msgspec

encode = msgspec.json.Encoder(order="sorted", decimal_format="string").encode


def text(value: Any) -> str:
    """Keys sorted, no spaces, UTF-8, no line breaks."""
    return encode(value).decode()


def digest(value: Any) -> str:
    """The sha256 of the canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(encode(value)).hexdigest()
