"""The HTTP client of everything that leaves this process: each connection is checked as it is made."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpcore2
import httpx2

from iat_sidecar import __version__
from iat_sidecar.core import log
from iat_sidecar.core.errors import Refused
from iat_sidecar.providers.web import address

TIMEOUT = httpx2.Timeout(30.0, connect=15.0)
REFUSAL = "this address is not spoken to"
AGENT = f"iat-sidecar/{__version__}"


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Resolves a name once, checks every address it gives, and dials one that was checked."""

    def __init__(self, lookup: address.Lookup | None = None) -> None:
        self._inner, self._lookup = httpcore2.AnyIOBackend(), lookup

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        try:
            found = await asyncio.to_thread(address.resolve, host, port, self._lookup)
        except address.Blocked as blocked:
            log.warning("http/blocked", host=host, port=port, reason=str(blocked))
            raise Refused(REFUSAL) from blocked
        return await self._dial(found, port, timeout, local_address, socket_options)

    async def _dial(
        self,
        found: list[str],
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore2.AsyncNetworkStream:
        """The first of the addresses that answers."""
        for place, one in enumerate(found, 1):
            try:
                return await self._inner.connect_tcp(
                    one, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if place == len(found):
                    raise
        raise httpcore2.ConnectError("no address")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.AsyncNetworkStream:
        raise Refused(REFUSAL)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class GuardedTransport(httpx2.AsyncBaseTransport):
    """A connection pool that has no way around the guard: no proxy, no socket of its own."""

    def __init__(self, lookup: address.Lookup | None = None) -> None:
        self._pool = httpcore2.AsyncConnectionPool(network_backend=GuardedBackend(lookup))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        _check(str(request.url))
        url = request.url
        wanted = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_client_errors():
            answer = await self._pool.handle_async_request(wanted)
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx2.AsyncByteStream):
    """The bytes of an answer as they come."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_client_errors():
            async for part in self._stream:
                yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


@contextmanager
def _as_client_errors() -> Iterator[None]:
    """The pool's errors under the names of the client, which are the same."""
    try:
        yield
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as fault:
        raise getattr(httpx2, type(fault).__name__)(str(fault)) from fault


@asynccontextmanager
async def client(lookup: address.Lookup | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that follows no redirect, reads no proxy from the environment, and is checked."""
    async with httpx2.AsyncClient(
        transport=GuardedTransport(lookup),
        trust_env=False,
        follow_redirects=False,
        timeout=TIMEOUT,
        headers={"user-agent": AGENT},
    ) as opened:
        yield opened


def _check(url: str) -> None:
    try:
        address.parse(url)
    except address.Blocked as blocked:
        log.warning("http/blocked", reason=str(blocked))
        raise Refused(REFUSAL) from blocked
