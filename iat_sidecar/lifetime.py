"""When to end although nobody asked on the wire, and how an end is told."""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable

from iat_sidecar.core import log
from iat_sidecar.core.exits import Exit

NAME = "iat-sidecar"
LOOK_EVERY_S = 0.5
SIGNALS = {signal.SIGTERM: Exit.TERMINATED, signal.SIGINT: Exit.INTERRUPTED}
if sys.platform != "win32":
    SIGNALS[signal.SIGHUP] = Exit.TERMINATED  # its terminal was closed

End = Callable[[Exit], None]


def leave(why: Exit) -> None:
    """End now: the reason is the last line on stderr, the number is the exit code."""
    log.say(f"{NAME}: exit {why.value}: {why.reason}\n".encode())
    os._exit(why)


def watch(end: End, parent_pid: int | None) -> None:
    """End on SIGTERM, SIGINT and SIGHUP, and when the process `parent_pid` is gone."""
    threading.Thread(target=_hear, args=(end, _signals()), name="signals", daemon=True).start()
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a broken pipe is an error, not a death
    if hasattr(signal, "SIGXFSZ"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so is a file that may not grow
    if parent_pid is not None:
        threading.Thread(
            target=_watch_parent, args=(end, parent_pid), name="parent", daemon=True
        ).start()


def _signals() -> int:
    """A descriptor that gives the numbers of signals.

    A handler would run on the main thread between any two instructions, where it may hold a lock.
    """
    heard, wakes = os.pipe()
    if sys.platform != "win32":
        os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    for number in SIGNALS:
        if not _is_left_alone(number):
            signal.signal(number, lambda *_: None)
    return heard


def _is_left_alone(number: signal.Signals) -> bool:
    """Whether whoever started us wants us to outlive the terminal, as nohup does."""
    return number.name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN


def _hear(end: End, heard: int) -> None:
    """The first signal ends it in order, the second at once."""
    act = end
    while number := os.read(heard, 1):
        if why := SIGNALS.get(signal.Signals(number[0])):
            act(why)
            act = leave


def _watch_parent(end: End, pid: int) -> None:
    if sys.platform == "win32":
        _wait_on_windows(pid)
    elif sys.platform == "darwin":
        _wait_on_macos(pid)
    else:
        _wait_on_linux(pid)
    end(Exit.PARENT_GONE)


def _wait_on_linux(pid: int) -> None:
    try:
        watched = os.pidfd_open(pid)
    except OSError:  # it is gone; or an old kernel, or a sandbox without pidfd
        _look_again_and_again(pid)
    else:
        poller = select.poll()
        poller.register(watched, select.POLLIN)
        poller.poll()


def _look_again_and_again(pid: int) -> None:
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        except PermissionError:
            pass  # it is there and belongs to another user
        time.sleep(LOOK_EVERY_S)


def _wait_on_macos(pid: int) -> None:  # written for macOS, not run there
    queue = select.kqueue()  # type: ignore[attr-defined, unused-ignore]
    event = select.kevent(  # type: ignore[attr-defined, unused-ignore]
        pid,
        select.KQ_FILTER_PROC,  # type: ignore[attr-defined, unused-ignore]
        select.KQ_EV_ADD,  # type: ignore[attr-defined, unused-ignore]
        select.KQ_NOTE_EXIT,  # type: ignore[attr-defined, unused-ignore]
    )
    try:
        queue.control([event], 1)
    except ProcessLookupError:
        return


def _wait_on_windows(pid: int) -> None:  # written for Windows, not run there
    import ctypes

    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined, unused-ignore]
    synchronize, forever = 0x00100000, 0xFFFFFFFF
    # os.kill(pid, 0) would terminate it on Windows
    if handle := kernel.OpenProcess(synchronize, False, pid):
        kernel.WaitForSingleObject(handle, forever)
