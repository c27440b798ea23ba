"""A large file from an address into a folder: resumed where it broke off, bounded, and checked."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urljoin, urlsplit

import httpx2
import msgspec

from iat_sidecar.core.disk import NO_ROOM
from iat_sidecar.core.errors import (
    BadResponse,
    InvalidParams,
    Refused,
    SidecarError,
    StorageFull,
    TooLarge,
    Transient,
)
from iat_sidecar.core.wire import Given
from iat_sidecar.providers.web import http
from iat_sidecar.providers.web.address import Lookup

MAX_BYTES = 8 << 30
CHUNK = 1 << 20
REDIRECTS = 5
UNSATISFIABLE = 416
"""The range that is asked for lies outside of the file (RFC 9110 §15.5.17)."""
TRIES = 6
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0

Report = Callable[[int, int | None], Awaitable[None]]


class Mark(Given):
    """What a half of a file is a half of, kept beside it."""

    url: str
    validator: str | None = None


async def download(
    url: str,
    target: str,
    report: Report,
    *,
    max_bytes: int = MAX_BYTES,
    lookup: Lookup | None = None,
    first_pause_s: float = FIRST_PAUSE_S,
) -> None:
    """Bring the file at `url` to the path `target`, whole and fsynced.

    What is there of an earlier try (`target.part`) is gone on with when the server still has the
    same file. Dropped connections and overloaded servers are tried again, six times in a row
    without progress. Raises Refused for an address that is not spoken to, BadResponse, Transient,
    TooLarge, StorageFull.
    """
    pause_s, tries = first_pause_s, 0
    while True:
        before = _size(part_of(target))
        try:
            async with http.client(lookup) as client:
                await _fetch(client, url, target, report, max_bytes)
            break
        except Transient:
            tries = 0 if _size(part_of(target)) > before else tries + 1
            if tries == TRIES:
                raise
        await asyncio.sleep(pause_s)
        pause_s = min(LONGEST_PAUSE_S, pause_s * 2) if tries else first_pause_s
    await asyncio.to_thread(_settle, target)


def part_of(target: str) -> str:
    """Where the half of a file waits for the rest."""
    return f"{target}.part"


def forget(target: str) -> None:
    """Remove what is there of a file that is not wanted any more."""
    for path in (part_of(target), _mark_of(target)):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


async def _fetch(
    client: httpx2.AsyncClient, url: str, target: str, report: Report, max_bytes: int
) -> None:
    """One connection: as much as comes."""
    mark = _read_mark(target)
    begun = _size(part_of(target)) if mark and mark.url == url and mark.validator else 0
    headers = {"accept-encoding": "identity"}
    if begun and mark and mark.validator:
        headers |= {"range": f"bytes={begun}-", "if-range": mark.validator}
    async with _opened(client, url, headers) as answer:
        if _is_whole(answer, begun):
            return
        if not answer.is_success:
            raise _refused(answer, target)
        start = _begins_at(answer, begun)
        total = _total(answer, start)
        _check_room(target, total, start, max_bytes)
        _write_mark(target, Mark(url=url, validator=_validator(answer)))
        await _receive(answer, target, start, total, report, max_bytes)


async def _receive(
    answer: httpx2.Response,
    target: str,
    start: int,
    total: int | None,
    report: Report,
    max_bytes: int,
) -> None:
    host, done = _host(str(answer.url)), start
    with open(part_of(target), "r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        async for chunk in _chunks(answer, host):
            done += len(chunk)
            if done > max_bytes:
                raise TooLarge("the download", max_bytes)
            await asyncio.to_thread(_write, file.fileno(), chunk, target)
            await report(done, total)
    if total is not None and done != total:
        raise Transient(host, f"{done} of {total} bytes came")


async def _chunks(answer: httpx2.Response, host: str) -> AsyncIterator[bytes]:
    """The bytes in pieces worth a write; what came before a connection broke is not lost."""
    held = bytearray()
    broken: Exception | None = None
    try:
        async for part in answer.aiter_raw():
            held += part
            if len(held) >= CHUNK:
                yield bytes(held)
                held.clear()
    except httpx2.TransportError as fault:
        broken = fault
    if held:
        yield bytes(held)
    if broken:
        raise Transient(host, f"the connection broke: {broken}") from broken


@asynccontextmanager
async def _opened(
    client: httpx2.AsyncClient, url: str, headers: dict[str, str]
) -> AsyncIterator[httpx2.Response]:
    """The answer behind a few redirects; each address is checked, and https stays https."""
    for _ in range(REDIRECTS + 1):
        try:
            answer = await client.send(
                client.build_request("GET", url, headers=headers), stream=True
            )
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as fault:
            raise InvalidParams(f"This is no address: {fault}", "$.url") from fault
        except httpx2.TransportError as fault:
            raise Transient(_host(url), f"it cannot be reached: {fault}") from fault
        try:
            if not answer.has_redirect_location:
                yield answer
                return
        finally:
            await answer.aclose()
        url = _next(url, answer.headers["location"])
    raise BadResponse(_host(url), "it redirects in circles")


def _next(url: str, location: str) -> str:
    further = urljoin(url, location)
    if urlsplit(url).scheme == "https" and urlsplit(further).scheme != "https":
        raise Refused("a redirect led from https to an address without it")
    return further


def _is_whole(answer: httpx2.Response, begun: int) -> bool:
    """Whether nothing comes after what is there already (RFC 9110 §15.5.17)."""
    whole = answer.headers.get("content-range") == f"bytes */{begun}"
    return begun > 0 and answer.status_code == UNSATISFIABLE and whole


def _begins_at(answer: httpx2.Response, begun: int) -> int:
    """Which byte of the file comes first: a rest that is another than was asked for is no rest."""
    if answer.status_code != 206:
        return 0
    if not answer.headers.get("content-range", "").startswith(f"bytes {begun}-"):
        raise BadResponse(_host(str(answer.url)), "it sends another part than was asked for")
    return begun


def _refused(answer: httpx2.Response, target: str) -> SidecarError:
    """What it answers instead; a half stays only for a server that may have the rest later."""
    complaint = _complaint(answer)
    if answer.status_code == UNSATISFIABLE or not isinstance(complaint, Transient):
        forget(target)
    return complaint


def _complaint(answer: httpx2.Response) -> SidecarError:
    host, status = _host(str(answer.url)), answer.status_code
    if status >= 500 or status in (408, UNSATISFIABLE, 425, 429):
        return Transient(host, f"it answers {status}")
    if status in (401, 403):
        return BadResponse(
            host, f"it does not hand the file out ({status}); fetch it yourself and give its path"
        )
    return BadResponse(host, f"it answers {status}")


def _total(answer: httpx2.Response, start: int) -> int | None:
    length = answer.headers.get("content-length", "")
    return start + int(length) if length.isdecimal() else None


def _check_room(target: str, total: int | None, start: int, max_bytes: int) -> None:
    if total is None:
        return
    if total > max_bytes:
        raise TooLarge("the download", max_bytes)
    if shutil.disk_usage(os.path.dirname(target)).free < total - start:
        raise StorageFull(os.path.dirname(target))


def _validator(answer: httpx2.Response) -> str | None:
    """What says that the file is still the same (RFC 9110 §13.1.5): a weak tag does not."""
    tag = answer.headers.get("etag", "")
    strong = tag if tag and not tag.startswith("W/") else answer.headers.get("last-modified")
    return strong if answer.headers.get("accept-ranges", "bytes") != "none" else None


def _write(fd: int, chunk: bytes, target: str) -> None:
    view = memoryview(chunk)
    try:
        while view:
            view = view[os.write(fd, view) :]
    except OSError as fault:
        if fault.errno in NO_ROOM:
            raise StorageFull(os.path.dirname(target)) from fault
        raise


def _settle(target: str) -> None:
    """From half to whole: fsynced, renamed, the mark removed."""
    with open(part_of(target), "rb") as file:
        os.fsync(file.fileno())
    os.replace(part_of(target), target)
    forget(target)


def _read_mark(target: str) -> Mark | None:
    try:
        with open(_mark_of(target), "rb") as file:
            return msgspec.json.decode(file.read(), type=Mark)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _write_mark(target: str, mark: Mark) -> None:
    with open(_mark_of(target), "wb") as file:
        file.write(msgspec.json.encode(mark))


def _mark_of(target: str) -> str:
    return f"{target}.part.json"


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except FileNotFoundError:
        return 0


def _host(url: str) -> str:
    return urlsplit(url).hostname or "the server"
