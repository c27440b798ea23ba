"""The answers of a batch, gathered into one message."""

import threading

from iat_sidecar.rpc.call import Send


class Gathered:
    """Sends one array when the last answer is there, and nothing when there was none."""

    def __init__(self, expected: int, send: Send) -> None:
        self._expected, self._send = expected, send
        self._answers: list[bytes] = []
        self._lock = threading.Lock()

    def add(self, answer: bytes) -> None:
        self._arrive([answer])

    def skip(self) -> None:
        """A notification: it has no answer to wait for."""
        self._arrive([])

    def _arrive(self, answers: list[bytes]) -> None:
        with self._lock:
            self._expected -= 1
            self._answers += answers
            is_last = self._expected == 0
        if is_last and self._answers:
            self._send(b"[%b]" % b",".join(self._answers))
