"""UUIDv7 text ids (RFC 9562): they sort in the order this process made them.

Twelve lines of our own: the standard library makes them from 3.14 on only.
"""

import os
import re
import threading
import time

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
LENGTH = 36

POOL_BYTES = 4_096

_lock = threading.Lock()
_last = 0
_pool = b""


def new() -> str:
    """Milliseconds, then a 12-bit fraction that counts up within the process, then 62 random bits."""
    global _last, _pool
    now = time.time_ns() * 4096 // 1_000_000
    with _lock:
        _last = now = max(now, _last + 1)
        _pool = _pool or os.urandom(POOL_BYTES)
        random, _pool = _pool[:8], _pool[8:]
    high, low = now >> 12, int.from_bytes(random, "big") >> 2
    return (
        f"{high >> 16:08x}-{high & 0xFFFF:04x}-7{now & 0xFFF:03x}"
        f"-{0x8000 | low >> 48:04x}-{low & 0xFFFF_FFFF_FFFF:012x}"
    )


def is_id(text: str) -> bool:
    return len(text) == LENGTH and UUID.match(text) is not None
