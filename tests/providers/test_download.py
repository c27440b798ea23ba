"""Downloads against a real server: resumed, bounded, checked, never half a file under its name."""

import asyncio
import os
import random

import pytest

from iat_sidecar.core.errors import (
    BadResponse,
    InvalidParams,
    Refused,
    StorageFull,
    TooLarge,
    Transient,
)
from iat_sidecar.providers.web import download as downloads
from tests.providers.file_server import serving

DATA = random.Random(7).randbytes(3_000_000)


def fetch(url, target, **options):
    told = []

    async def report(done, total):
        told.append((done, total))

    asyncio.run(downloads.download(url, str(target), report, first_pause_s=0, **options))
    return told


def whole(handler):
    handler.file(DATA)


def broken_at(size, tag='"v1"'):
    return lambda handler: handler.file(DATA, break_at=size, tag=tag)


def test_a_file_comes_whole_with_progress(tmp_path):
    with serving(whole) as server:
        told = fetch(server.url, tmp_path / "model")
    assert (tmp_path / "model").read_bytes() == DATA
    assert told[-1] == (len(DATA), len(DATA))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert os.listdir(tmp_path) == ["model"]


def test_a_dropped_connection_goes_on_where_it_broke_off(tmp_path):
    with serving(broken_at(1_000_000), broken_at(2_500_000), whole) as server:
        fetch(server.url, tmp_path / "model")
        asked = [(one.get("range"), one.get("if-range")) for one in server.seen]
    assert (tmp_path / "model").read_bytes() == DATA
    assert asked[0] == (None, None)
    assert asked[1] == ("bytes=1000000-", '"v1"')
    assert len(asked) >= 3


def test_a_half_of_an_earlier_process_is_gone_on_with(tmp_path):
    with serving(broken_at(1_000_000), lambda handler: handler.nothing(404)) as server:
        url = server.url
        with pytest.raises(BadResponse, match="404"):
            fetch(url, tmp_path / "gone")
    target = tmp_path / "model"
    with serving(whole) as server:
        (tmp_path / "model.part").write_bytes(DATA[:2_000_000])
        downloads._write_mark(str(target), downloads.Mark(url=server.url, validator='"v1"'))
        fetch(server.url, target)
        assert server.seen[0]["range"] == "bytes=2000000-"
    assert target.read_bytes() == DATA


def test_a_file_that_changed_meanwhile_begins_anew(tmp_path):
    newer = DATA[::-1]
    with serving(broken_at(1_000_000), lambda handler: handler.file(newer, tag='"v2"')) as server:
        fetch(server.url, tmp_path / "model")
    assert (tmp_path / "model").read_bytes() == newer


def test_a_half_that_was_whole_already_needs_no_more_bytes(tmp_path):
    target = tmp_path / "model"
    with serving(whole) as server:
        (tmp_path / "model.part").write_bytes(DATA)
        downloads._write_mark(str(target), downloads.Mark(url=server.url, validator='"v1"'))
        assert fetch(server.url, target) == []
    assert target.read_bytes() == DATA


def test_an_overloaded_server_is_asked_again(tmp_path):
    with serving(lambda h: h.nothing(503), lambda h: h.nothing(429), whole) as server:
        fetch(server.url, tmp_path / "model")
        assert len(server.seen) == 3


def test_a_half_outlives_a_server_that_is_overloaded(tmp_path):
    busy = lambda handler: handler.nothing(503)  # noqa: E731
    with serving(broken_at(1_000_000), busy, whole) as server:
        fetch(server.url, tmp_path / "model")
        asked = [one.get("range") for one in server.seen]
    assert asked == [None, "bytes=1000000-", "bytes=1000000-"]
    assert (tmp_path / "model").read_bytes() == DATA


def test_another_part_than_was_asked_for_is_refused(tmp_path):
    def other_part(handler):
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes 0-9/{len(DATA)}")
        handler.send_header("Content-Length", "10")
        handler.end_headers()
        handler.wfile.write(DATA[:10])

    with (
        serving(broken_at(1_000_000), other_part) as server,
        pytest.raises(BadResponse, match="another part"),
    ):
        fetch(server.url, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_server_that_stays_overloaded_is_given_up(tmp_path):
    with serving(lambda handler: handler.nothing(503)) as server:
        with pytest.raises(Transient, match="answers 503"):
            fetch(server.url, tmp_path / "model")
        assert len(server.seen) == downloads.TRIES


@pytest.mark.parametrize(("status", "words"), [(404, "answers 404"), (401, "fetch it yourself")])
def test_a_refusal_is_told_and_leaves_nothing(tmp_path, status, words):
    with (
        serving(lambda handler: handler.nothing(status)) as server,
        pytest.raises(BadResponse, match=words),
    ):
        fetch(server.url, tmp_path / "model")
    assert os.listdir(tmp_path) == []


def test_redirects_are_followed_a_few_times(tmp_path):
    moved = lambda handler: handler.nothing(302, Location=f"{there.url}/file")  # noqa: E731
    with serving(whole) as there, serving(moved) as server:
        fetch(server.url, tmp_path / "model")
    assert (tmp_path / "model").read_bytes() == DATA


def test_redirects_in_a_circle_end(tmp_path):
    with (
        serving(lambda handler: handler.nothing(302, Location="/again")) as server,
        pytest.raises(BadResponse, match="in circles"),
    ):
        fetch(server.url, tmp_path / "model")


def test_a_redirect_to_a_metadata_service_is_refused(tmp_path):
    with (
        serving(lambda h: h.nothing(302, Location="http://169.254.169.254/")) as server,
        pytest.raises(Refused, match="not spoken to"),
    ):
        fetch(server.url, tmp_path / "model")


def test_a_redirect_may_not_take_the_encryption_off():
    with pytest.raises(Refused, match="https"):
        downloads._next("https://example.com/a", "http://example.com/b")


def test_a_name_that_resolves_to_a_metadata_service_is_refused_when_it_is_dialled(tmp_path):
    asked = []

    def lookup(host, port):
        asked.append(host)
        return ["93.184.216.34", "169.254.169.254"]

    with pytest.raises(Refused):
        fetch("http://model.example/file", tmp_path / "model", lookup=lookup)
    assert asked == ["model.example"]


@pytest.mark.parametrize(
    "url", ["ftp://example.com/m", "file:///etc/passwd", "model.onnx", "http://"]
)
def test_what_is_no_web_address_is_refused(tmp_path, url):
    with pytest.raises((Refused, InvalidParams)):
        fetch(url, tmp_path / "model")


def test_a_file_over_the_limit_is_refused_before_it_is_fetched(tmp_path):
    with serving(whole) as server, pytest.raises(TooLarge):
        fetch(server.url, tmp_path / "model", max_bytes=1_000)
    assert not (tmp_path / "model").exists()


def test_a_server_that_hides_the_length_is_stopped_at_the_limit(tmp_path):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(DATA)
        handler.close_connection = True

    with serving(endless) as server, pytest.raises(TooLarge):
        fetch(server.url, tmp_path / "model", max_bytes=1_000_000)
    assert not (tmp_path / "model").exists()


def test_a_disk_without_room_is_told_before_anything_is_fetched(tmp_path, monkeypatch):
    usage = type("Usage", (), {"free": 1_000})()
    monkeypatch.setattr(downloads.shutil, "disk_usage", lambda path: usage)
    with serving(whole) as server, pytest.raises(StorageFull):
        fetch(server.url, tmp_path / "model")


def test_no_proxy_of_the_environment_comes_between(tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with serving(whole) as server:
        fetch(server.url, tmp_path / "model")
    assert (tmp_path / "model").read_bytes() == DATA
