"""Bytes to messages: the same whatever way the bytes were cut, and never more than the limit."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iat_sidecar.core.errors import SidecarError
from iat_sidecar.rpc.framing import HEADER_LIMIT, Deframer, Headers, Lines, frame

LIMIT = 40

bodies = st.lists(st.binary(max_size=LIMIT + 20), max_size=8)
ends = st.sampled_from([b"\n", b"\r\n", b"\n\n", b"\r\n \r\n"])
junk = st.sampled_from([b"X: y\r\n\r\n", b"\r\n\r\n", b"Content-Length: -1\r\n\r\n", b""])


def read(deframer: Deframer, data: bytes, cuts: list[int]) -> list[bytes | str]:
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    found = [part for a, b in pairwise(places) for part in deframer.feed(data[a:b])]
    return [part.kind if isinstance(part, SidecarError) else part for part in found]


def every_byte(data: bytes) -> list[int]:
    return list(range(len(data)))


@pytest.mark.promise("framing.cuts")
@given(bodies, ends, st.lists(st.integers(0, 1_000), max_size=6))
def test_lines_are_the_same_however_the_bytes_are_cut(
    given_lines: list[bytes], end: bytes, cuts: list[int]
) -> None:
    lines = [line.replace(b"\n", b"") for line in given_lines]
    data = b"".join(line + end for line in lines)
    whole = read(Lines(LIMIT), data, [])
    assert read(Lines(LIMIT), data, cuts) == whole
    assert read(Lines(LIMIT), data, every_byte(data)) == whole
    extra = len(end.partition(b"\n")[0])
    expected = [
        "too_large" if len(line) + extra > LIMIT else line.strip(b" \t\r") for line in lines
    ]
    assert whole == [line for line in expected if line]


@pytest.mark.promise("framing.cuts")
@given(bodies, junk, st.lists(st.integers(0, 1_000), max_size=6))
def test_framed_bodies_are_the_same_however_the_bytes_are_cut(
    given_bodies: list[bytes], between: bytes, cuts: list[int]
) -> None:
    data = b"".join(frame("headers", body) + between for body in given_bodies)
    whole = read(Headers(LIMIT), data, [])
    assert read(Headers(LIMIT), data, cuts) == whole
    assert read(Headers(LIMIT), data, every_byte(data)) == whole
    errors = ["invalid_request"] if between else []
    expected = [["too_large" if len(b) > LIMIT else b, *errors] for b in given_bodies]
    assert whole == [part for parts in expected for part in parts]


@pytest.mark.promise("framing.limit")
def test_a_message_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    data = b"x" * LIMIT + b"\n" + b"y" * (LIMIT + 1) + b"\n" + b"z\n"
    assert read(Lines(LIMIT), data, []) == [b"x" * LIMIT, "too_large", b"z"]


@pytest.mark.promise("framing.limit")
def test_a_line_without_end_is_refused_once_and_not_kept() -> None:
    lines = Lines(LIMIT)
    found = [part for _ in range(1_000) for part in lines.feed(b"x" * LIMIT)]
    assert [getattr(part, "kind", part) for part in found] == ["too_large"]
    assert list(lines.feed(b"\nnext\n")) == [b"next"]


@pytest.mark.parametrize("chunk", [1, 7, 8_192, 100_000])
def test_a_header_without_end_is_skipped_to_its_end(chunk: int) -> None:
    data = b"x" * (HEADER_LIMIT * 3) + b"\r\n\r\n" + frame("headers", b"next")
    cuts = list(range(0, len(data), chunk))
    assert read(Headers(LIMIT), data, cuts) == ["too_large", b"next"]


@pytest.mark.parametrize(
    "name", [b"Content-Length", b"content-length", b"Content-Type: x\r\nCONTENT-LENGTH"]
)
def test_header_names_are_read_in_any_case_and_beside_others(name: bytes) -> None:
    assert read(Headers(LIMIT), name + b": 4\r\n\r\nnext", []) == [b"next"]


@pytest.mark.parametrize("length", [b"", b"-4", b"+4", b"4.0", b"0x4", b"four", b"9" * 30])
def test_a_length_that_is_no_number_is_refused(length: bytes) -> None:
    data = b"Content-Length: " + length + b"\r\n\r\n" + frame("headers", b"next")
    assert read(Headers(LIMIT), data, []) == ["invalid_request", b"next"]
