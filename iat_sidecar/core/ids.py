"""UUIDv7 text ids (RFC 9562): they sort in the order this process made them.

A few lines of our own: the standard library makes them from 3.14 on only, and a write needs two.
"""

import os
import re
import threading
import time

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
LENGTH = 36
POOL_BYTES = 4_096
VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}

_lock = threading.Lock()
_last = 0
_pool = ""
_at = 0
_millisecond = -1
_head = ""


def new() -> str:
    """Milliseconds, then a 12-bit fraction that counts up within the process, then 62 random bits."""
    global _last, _pool, _at
    now = time.time_ns() * 4096 // 1_000_000
    with _lock:
        _last = now = max(now, _last + 1)
        if _at == len(_pool):
            _pool, _at = os.urandom(POOL_BYTES).hex(), 0
        random = _pool[_at : _at + 16]
        _at += 16
        head = _head_of(now >> 12)
    return f"{head}{now & 0xFFF:03x}-{VARIANTS[random[0]]}{random[1:4]}-{random[4:]}"


def _head_of(millisecond: int) -> str:
    """The first half of an id but for its fraction; many ids share one."""
    global _millisecond, _head
    if millisecond != _millisecond:
        _millisecond, _head = millisecond, f"{millisecond >> 16:08x}-{millisecond & 0xFFFF:04x}-7"
    return _head


def is_id(text: str) -> bool:
    return len(text) == LENGTH and UUID.match(text) is not None
