"""Ways to a sidecar for the player of transcripts: the server in this process, and any form of it."""

import queue
from typing import Any

from iat_sidecar.script.conversation import Ended
from tests.client import Client
from tests.rpc.wired import Wired


class InProcess:
    """The whole program around pipes, without a process of its own."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired

    def send(self, message: bytes) -> None:
        self._wired.write(message + b"\n")

    def receive(self, timeout_s: float) -> Any:
        try:
            return self._wired.next()
        except queue.Empty as exc:
            raise TimeoutError from exc


class Spoken:
    """A process of whichever form the client started."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def send(self, message: bytes) -> None:
        try:
            self._client.write(message + b"\n")
        except BrokenPipeError as exc:
            raise Ended("".join(self._client.stderr)) from exc

    def receive(self, timeout_s: float) -> Any:
        try:
            message = self._client.raw()
        except queue.Empty as exc:
            raise TimeoutError from exc
        if message is None:
            raise Ended("".join(self._client.stderr))
        return message
