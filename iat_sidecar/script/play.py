"""Play a transcript: send its requests, hold what comes against what it says, stop where it differs."""

import json
from collections.abc import Callable
from typing import Any

from iat_sidecar.script.conversation import Conversation, Ended
from iat_sidecar.script.match import Mismatch, mismatches, shown
from iat_sidecar.script.names import Names, Unknown
from iat_sidecar.script.step import Await, Comment, Notice, Reply, Request, Step

REPLY_S = 60.0
TASK_SILENCE_S = 600.0
MOST_MISMATCHES = 8
HELLO = {
    "jsonrpc": "2.0",
    "id": "#0",
    "method": "initialize",
    "params": {"protocol": {"min": 1, "max": 1}, "client": {"name": "script", "version": "1"}},
}


class Different(Exception):
    """The first place where the conversation differs from its transcript."""

    def __init__(
        self, line: int, what: str, expected: str, came: str, found: list[Mismatch] | None = None
    ) -> None:
        super().__init__(what)
        self.line, self.what, self.expected, self.came = line, what, expected, came
        self.found = found or []

    def __str__(self) -> str:
        lines = [self.what, f"  expected {self.expected}", f"  came     {self.came}"]
        return "\n".join([*lines, *map(str, self.found[:MOST_MISMATCHES])])


class Player:
    """One transcript on one conversation."""

    def __init__(
        self, conversation: Conversation, values: dict[str, Any], say: Callable[[str], None]
    ) -> None:
        self._talk, self.names, self._say = conversation, Names(values), say
        self._open: list[tuple[int, str | int]] = []
        self._awaited: list[Notice] = []

    def play(self, steps: list[Step]) -> None:
        """Every step in order; Different at the first difference."""
        if not any(isinstance(step, Request) and '"initialize"' in step.text for step in steps):
            self._introduce()
        for step in steps:
            self._step(step)
        self._settle(steps[-1].line if steps else 0)

    def _step(self, step: Step) -> None:
        match step:
            case Request():
                self._request(step)
            case Reply():
                self._reply(step)
            case Notice():
                self._awaited.append(step)
                self._claim()
            case Await():
                self._await(step)
            case Comment():
                self._say(self._filled(step.line, lambda: self.names.told(step.text)))

    def _introduce(self) -> None:
        self._send(0, json.dumps(HELLO))
        reply = self._wait_for(0, "#0")
        if "error" in reply:
            raise Different(0, "initialize failed", "a result", shown(reply["error"]))

    def _request(self, step: Request) -> None:
        if step.message is None:
            self._remember(step.line, _parsed(step.text))
            text = step.text
        else:
            message = self._filled(step.line, lambda: self.names.fill(step.message))
            self._remember(step.line, message)
            text = json.dumps(message, ensure_ascii=False)
        self._send(step.line, text)

    def _send(self, line: int, text: str) -> None:
        try:
            self._talk.send(text.encode())
        except Ended as exc:
            raise Different(line, "the sidecar ended before this was sent", text, str(exc)) from exc

    def _remember(self, line: int, message: Any) -> None:
        match message:
            case {"method": str(), "id": str() | int() as id}:
                self._open.append((line, id))

    def _reply(self, step: Reply) -> None:
        expected = step.expected
        if isinstance(expected, dict):
            expected = {"jsonrpc": "2.0", **expected}
        match expected:
            case {"id": str() | int() as id}:
                id = self._filled(step.line, lambda: self.names.fill(id))
                came = self._wait_for(step.line, id)
            case {"id": None} | list():
                came = self._wait_for_other(step.line)
            case dict():
                came = self._answer(step)
                expected["id"] = came["id"]
            case _:
                came = self._answer(step)
        self._compare(step.line, "the reply differs", expected, came)

    def _answer(self, step: Reply) -> dict[str, Any]:
        """The reply to the oldest request that has none yet."""
        if not self._open:
            raise Different(step.line, "no request is open", shown(step.expected), "nothing")
        return self._wait_for(step.line, self._open[0][1])

    def _wait_for(self, line: int, id: str | int) -> dict[str, Any]:
        while id not in self._talk.replies:
            self._take(line, "a reply", REPLY_S)
        self._open = [each for each in self._open if each[1] != id]
        return self._talk.replies.pop(id)

    def _wait_for_other(self, line: int) -> Any:
        while not self._talk.others:
            self._take(line, "a reply", REPLY_S)
        return self._talk.others.pop(0)

    def _await(self, step: Await) -> None:
        task_id = self._filled(step.line, lambda: self.names.find(step.task_id))
        while task_id not in self._talk.ended_tasks:
            self._take(step.line, f"the end of task {task_id}", TASK_SILENCE_S)
        task = self._talk.ended_tasks[task_id]
        if task["status"] != "done":
            came = shown(task["error"] or task["status"])
            raise Different(step.line, f"the {task['kind']} task did not get done", "done", came)
        self.names.learn(step.name, task["result"])

    def _settle(self, line: int) -> None:
        """At the end nothing that was promised is missing, and nothing came that nobody expected."""
        for asked, id in list(self._open):
            reply = self._wait_for(asked, id)
            if "error" in reply:
                raise Different(asked, "the request failed", "a result", shown(reply["error"]))
        while self._awaited:
            self._take(self._awaited[0].line, shown(self._awaited[0].expected), REPLY_S)
        if left := [*self._talk.replies.values(), *self._talk.others]:
            raise Different(line, "a reply came that no line expects", "nothing", shown(left[0]))

    def _filled(self, line: int, fill: Callable[[], Any]) -> Any:
        """With names filled in; one that an awaited notification brings is waited for."""
        while True:
            try:
                return fill()
            except Unknown as exc:
                if not self._awaited:
                    raise Different(line, str(exc), f"${exc.name}", "nothing") from exc
                self._take(line, f"${exc.name}", REPLY_S)

    def _take(self, line: int, what: str, timeout_s: float) -> None:
        try:
            self._talk.take(timeout_s)
        except TimeoutError as exc:
            came = self._nearest(line) or f"nothing for {timeout_s:.0f} s"
            raise Different(line, "it did not come", what, came) from exc
        except Ended as exc:
            raise Different(line, "the sidecar ended", what, str(exc)) from exc
        self._claim()

    def _claim(self) -> None:
        """Give each awaited notification the first that fits."""
        for awaited in list(self._awaited):
            notices = self._talk.notices[awaited.method]
            for notice in notices:
                names = self.names.copy()
                if self._fits(awaited, notice, names):
                    self.names = names
                    self._awaited.remove(awaited)
                    notices.remove(notice)
                    break

    def _fits(self, awaited: Notice, notice: Any, names: Names) -> bool:
        try:
            return not mismatches({"jsonrpc": "2.0", **awaited.expected}, notice, names)
        except Unknown:
            return False

    def _nearest(self, line: int) -> str | None:
        """What came of the same method as a notification that did not come."""
        awaited = next((each for each in self._awaited if each.line == line), None)
        came = self._talk.notices[awaited.method] if awaited else []
        return shown(came[-1]) if came else None

    def _compare(self, line: int, what: str, expected: Any, came: Any) -> None:
        def hold() -> tuple[Names, list[Mismatch]]:
            names = self.names.copy()
            return names, mismatches(expected, came, names)

        names, found = self._filled(line, hold)
        if found:
            raise Different(line, what, shown(expected), shown(came), found)
        self.names = names


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
