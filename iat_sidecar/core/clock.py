"""What time it is: UTC as ISO-8601 text with microseconds and Z, so that text order is time order."""

import time
from functools import lru_cache

monotonic = time.monotonic
DAY_NS = 86_400_000_000_000


def now() -> str:
    return _text(time.time_ns())


def days_ago(days: int) -> str:
    return _text(time.time_ns() - days * DAY_NS)


def seconds_ahead(seconds: float) -> str:
    return _text(time.time_ns() + int(seconds * 1e9))


def _text(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return f"{_second(seconds)}.{rest // 1000:06d}Z"


@lru_cache(maxsize=8)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
