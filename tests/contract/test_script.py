"""Transcripts: how their lines are read, held against what comes, and where they stop."""

import io
import json
from collections import deque
from typing import Any

import pytest

from iat_sidecar.script.conversation import Conversation, Ended
from iat_sidecar.script.match import mismatches
from iat_sidecar.script.names import Names, Unknown
from iat_sidecar.script.play import Different, Player
from iat_sidecar.script.progress import Display, line_of
from iat_sidecar.script.step import Await, Comment, Malformed, Notice, Reply, Request, parse

HELLO = '--> {"jsonrpc": "2.0", "method": "initialize"}\n'


class Scripted:
    """A sidecar that answers what it was told to, in order."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self._messages = deque({"jsonrpc": "2.0", **each} for each in messages)
        self.sent: list[str] = []

    def send(self, message: bytes) -> None:
        self.sent.append(message.decode())

    def receive(self, timeout_s: float) -> Any:
        if not self._messages:
            raise TimeoutError
        return self._messages.popleft()


class Dead(Scripted):
    """A sidecar that is gone."""

    def receive(self, timeout_s: float) -> Any:
        raise Ended("iat-sidecar: exit 70: an unforeseen error")


def play(text: str, sidecar: Scripted, **values: str) -> list[str]:
    """What the user is told while this is played."""
    told: list[str] = []
    Player(Conversation(sidecar, lambda _: None), values, told.append).play(parse(HELLO + text))
    return told


def different(text: str, *messages: dict[str, Any]) -> Different:
    with pytest.raises(Different) as caught:
        play(text, Scripted(*messages))
    return caught.value


@pytest.mark.promise("transcripts.format")
def test_each_line_is_a_step() -> None:
    text = '# hi\n\n--> {"method": "a/b"}\n<-- {"result": 1}\n<~~ {"method": "a/c"}\nawait $t as $r\nawait $t'
    request = {"jsonrpc": "2.0", "id": "#3", "method": "a/b"}
    assert parse(text) == [
        Comment(1, "hi"),
        Request(3, '{"method": "a/b"}', request),
        Reply(4, {"result": 1}),
        Notice(5, "a/c", {"method": "a/c"}),
        Await(6, "t", "r"),
        Await(7, "t", "task"),
    ]


def test_an_indented_line_continues_the_one_before() -> None:
    assert parse('\n<-- {"result":\n  {"a": 1}}') == [Reply(2, {"result": {"a": 1}})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("<- {}", "a line begins with -->, <--, <~~, await $name or #, not '<-'"),
        ("await task", "a line begins with -->, <--, <~~, await $name or #, not 'await'"),
        ("<-- {", "this is not JSON: "),
        ('<~~ {"params": {}}', "a notification is an object with a method"),
    ],
)
def test_a_line_that_is_no_step_is_named(line: str, reason: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(f"# first\n{line}")
    assert caught.value.line == 2
    assert caught.value.reason.startswith(reason)


def test_names_are_filled_into_texts_and_whole_values_keep_their_type() -> None:
    names = Names({"id": 7, "task": {"path": "/a", "items": [{"n": 1}]}})
    assert names.fill(
        {
            "whole": "$id",
            "in": "no $id.",
            "field": ["${task.path}/b", "$task.items.0"],
            "cost": "$$5",
        }
    ) == {"whole": 7, "in": "no 7.", "field": ["/a/b", {"n": 1}], "cost": "$5"}


def test_a_name_nobody_knows_is_named() -> None:
    with pytest.raises(Unknown, match=r"nothing is known as \$task\.size yet"):
        Names({"task": {}}).fill("$task.size")


@pytest.mark.promise("transcripts.format")
@pytest.mark.parametrize(
    ("expected", "came"),
    [
        ("…", {"any": ["thing"]}),
        ({"a": 1, "…": "…"}, {"a": 1, "b": 2}),
        ([1.0, "x"], [1, "x"]),
        (["$new", "$new"], [5, 5]),
        ("$known.field", 3),
    ],
)
def test_what_fits_has_no_mismatch(expected: Any, came: Any) -> None:
    assert mismatches(expected, came, Names({"known": {"field": 3}})) == []


@pytest.mark.parametrize(
    ("expected", "came", "shown"),
    [
        ({"a": 1}, {"a": 2}, "  at $.a\n    - 1\n    + 2"),
        ({"a": 1}, {}, "  at $.a\n    - 1"),
        ({}, {"b": [2]}, "  at $.b\n    + [2]"),
        ([1], [1, 2], "  at $\n    - [1]\n    + [1, 2]"),
        (["$new", "$new"], [5, 6], "  at $[1]\n    - 5\n    + 6"),
        (True, 1, "  at $\n    - true\n    + 1"),
        (None, 0, "  at $\n    - null\n    + 0"),
    ],
)
def test_what_differs_is_shown_where_it_does(expected: Any, came: Any, shown: str) -> None:
    assert [str(each) for each in mismatches(expected, came, Names({}))] == [shown]


@pytest.mark.promise("transcripts.format")
def test_a_value_captured_from_a_reply_goes_into_the_next_request_and_to_the_user() -> None:
    sidecar = Scripted({"id": "#2", "result": {"id": "p1"}}, {"id": "#4", "result": {}})
    text = '--> {"method": "a"}\n<-- {"result": {"id": "$id"}}\n--> {"method": "b", "params": {"id": "$id"}}\n# made $id'
    assert play(text, sidecar) == ["made p1"]
    assert json.loads(sidecar.sent[2])["params"] == {"id": "p1"}


def test_a_script_that_does_not_introduce_itself_is_introduced() -> None:
    sidecar = Scripted({"id": "#0", "result": {}}, {"id": "#1", "result": {}})
    Player(Conversation(sidecar, lambda _: None), {}, print).play(parse('--> {"method": "a"}'))
    assert [json.loads(each)["method"] for each in sidecar.sent] == ["initialize", "a"]


def test_a_line_that_is_no_json_is_sent_as_it_stands() -> None:
    sidecar = Scripted({"id": None, "error": {"code": -32700}})
    play('--> {"method": broken]\n<-- {"id": null, "error": "…"}', sidecar)
    assert sidecar.sent[1] == '{"method": broken]'


def test_replies_may_come_in_any_order() -> None:
    sidecar = Scripted({"id": "#3", "result": 2}, {"id": "#2", "result": 1})
    play('--> {"method": "a"}\n--> {"method": "b"}\n<-- {"result": 1}\n<-- {"result": 2}', sidecar)


def test_the_first_difference_is_told_with_its_line_and_both_sides() -> None:
    text = '--> {"method": "a"}\n<-- {"result": {"name": "Moon"}}'
    found = different(text, {"id": "#2", "result": {"name": "Luna"}})
    assert found.line == 3
    assert str(found) == (
        "the reply differs\n"
        '  expected {"jsonrpc": "2.0", "result": {"name": "Moon"}, "id": "#2"}\n'
        '  came     {"jsonrpc": "2.0", "id": "#2", "result": {"name": "Luna"}}\n'
        '  at $.result.name\n    - "Moon"\n    + "Luna"'
    )


def test_an_error_that_no_line_expects_is_a_difference() -> None:
    found = different('--> {"method": "a"}', {"id": "#2", "error": {"code": 2001}})
    assert (found.line, found.what, found.came) == (2, "the request failed", '{"code": 2001}')


def test_a_reply_that_no_request_asked_for_is_a_difference() -> None:
    found = different(
        '--> {"method": "a"}', {"id": None, "error": {"code": 1}}, {"id": "#2", "result": {}}
    )
    assert (found.line, found.what) == (2, "a reply came that no line expects")


def test_a_notification_may_come_before_or_after_its_line_and_brings_names() -> None:
    sidecar = Scripted(
        {"method": "a/done", "params": {"n": 1}},
        {"id": "#2", "result": {}},
        {"method": "b/done", "params": {"n": 2}},
    )
    text = (
        '--> {"method": "a"}\n<-- {"result": {}}\n'
        '<~~ {"method": "b/done", "params": {"n": "$b"}}\n'
        '<~~ {"method": "a/done", "params": {"n": "$a"}}\n# $a and $b'
    )
    assert play(text, sidecar) == ["1 and 2"]


def test_a_notification_that_does_not_come_is_a_difference_beside_the_nearest() -> None:
    found = different(
        '<~~ {"method": "a/done", "params": {"n": 1}}', {"method": "a/done", "params": {"n": 2}}
    )
    assert (found.line, found.what) == (2, "it did not come")
    assert found.came == '{"jsonrpc": "2.0", "method": "a/done", "params": {"n": 2}}'


def test_one_notification_does_not_fit_two_lines() -> None:
    line = '<~~ {"method": "a/done", "params": "…"}\n'
    assert different(line * 2, {"method": "a/done", "params": {}}).line == 3


def ended(status: str, **more: Any) -> dict[str, Any]:
    task = {"id": "t1", "kind": "run/start", "status": status, "result": None, "error": None}
    return {"method": "task/finished", "params": {"task": {**task, **more}}}


@pytest.mark.promise("transcripts.format")
def test_an_awaited_task_gives_its_result() -> None:
    sidecar = Scripted(
        {"id": "#2", "result": {"task_id": "t1"}}, ended("done", result={"path": "/r"})
    )
    text = (
        '--> {"method": "a"}\n<-- {"result": {"task_id": "$task_id"}}\nawait $task_id\n# $task.path'
    )
    assert play(text, sidecar) == ["/r"]


def test_a_task_that_failed_is_a_difference() -> None:
    error = {"code": 3004, "message": "died"}
    with pytest.raises(Different) as caught:
        play("await $t", Scripted(ended("failed", error=error)), t="t1")
    assert (caught.value.line, caught.value.what, caught.value.came) == (
        2,
        "the run/start task did not get done",
        '{"code": 3004, "message": "died"}',
    )


def test_a_sidecar_that_ends_is_a_difference_with_its_last_words() -> None:
    with pytest.raises(Different) as caught:
        play('--> {"method": "a"}', Dead())
    assert (caught.value.line, caught.value.what, caught.value.came) == (
        2,
        "the sidecar ended",
        "iat-sidecar: exit 70: an unforeseen error",
    )


def test_a_name_that_nothing_brings_is_a_difference() -> None:
    assert different("# $lost").what == "nothing is known as $lost yet"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


STARTED = {"method": "task/started", "params": {"task": {"id": "t1", "kind": "run/start"}}}


def progressed(done: int) -> dict[str, Any]:
    progress = {"done": done, "total": 80, "unit": "panels", "eta_s": 65.2, "note": "drawing"}
    return {"method": "task/progressed", "params": {"task_id": "t1", "progress": progress}}


def test_on_a_terminal_progress_is_one_line_that_is_redrawn() -> None:
    screen = Screen()
    display = Display(screen)
    for message in (STARTED, progressed(1), progressed(2)):
        display.watch(message)
    display.clear()
    assert screen.getvalue() == (
        "\r\x1b[Krun/start: 1 of 80 panels, 1:05 left, drawing"
        "\r\x1b[Krun/start: 2 of 80 panels, 1:05 left, drawing\r\x1b[K"
    )


def test_elsewhere_progress_is_a_line_now_and_then() -> None:
    out, seconds = io.StringIO(), iter([0.0, 1.0, 6.0, 7.0])
    display = Display(out, lambda: next(seconds))
    for message in (STARTED, progressed(1), progressed(2), progressed(3)):
        display.watch(message)
    assert out.getvalue() == "run/start: 2 of 80 panels, 1:05 left, drawing\n"


def test_progress_without_an_end_says_how_much_is_done() -> None:
    progress = {"done": 5, "total": None, "unit": "files", "eta_s": None, "note": ""}
    assert line_of("system/verify", progress) == "system/verify: 5 files"


def test_bytes_are_told_in_a_size_that_people_read() -> None:
    progress = {"done": 54, "total": 44_076_147, "unit": "bytes", "eta_s": None, "note": ""}
    assert line_of("package/create", progress) == "package/create: 0.0 of 44.1 MB"
