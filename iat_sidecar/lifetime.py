"""When to end although nobody asked on the wire: signals, and a parent that is gone."""

import os
import select
import signal
import sys
import threading
from collections.abc import Callable

from iat_sidecar.core.exits import Exit

End = Callable[[Exit], None]


def watch(end: End, parent_pid: int | None) -> None:
    """End on SIGTERM and SIGINT, and when the process `parent_pid` is gone."""
    signal.signal(signal.SIGTERM, lambda *_: end(Exit.TERMINATED))
    signal.signal(signal.SIGINT, lambda *_: end(Exit.INTERRUPTED))
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a broken pipe is an error, not a death
    if hasattr(signal, "SIGXFSZ"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so is a file that may not grow
    if parent_pid is not None:
        threading.Thread(
            target=_watch_parent, args=(end, parent_pid), name="parent", daemon=True
        ).start()


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
    except ProcessLookupError:
        return
    poller = select.poll()
    poller.register(watched, select.POLLIN)
    poller.poll()


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
