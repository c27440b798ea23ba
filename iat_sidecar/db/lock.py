"""One sidecar a data directory: an operating-system lock that dies with its process."""

import os
import sys

from iat_sidecar.core.errors import AlreadyRunning

PID_BYTES = 20


class DirectoryLock:
    """Holds `<data dir>/lock`, in which the holder's process id stands."""

    def __init__(self, data_dir: str) -> None:
        self._fd = os.open(os.path.join(data_dir, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._take(data_dir)
        except BaseException:
            os.close(self._fd)
            raise

    def _take(self, data_dir: str) -> None:
        try:
            _lock(self._fd)
        except OSError as exc:
            raise AlreadyRunning(data_dir, self._holder()) from exc
        os.ftruncate(self._fd, 0)
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, str(os.getpid()).encode())

    def _holder(self) -> int | None:
        os.lseek(self._fd, 0, os.SEEK_SET)
        pid = os.read(self._fd, PID_BYTES)
        return int(pid) if pid.isdigit() else None

    def release(self) -> None:
        os.close(self._fd)


if sys.platform == "win32":  # written for Windows, not run there

    def _lock(fd: int) -> None:
        import msvcrt

        os.lseek(fd, 1 << 30, os.SEEK_SET)  # beside the pid, which stays readable
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

else:

    def _lock(fd: int) -> None:
        import fcntl

        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
