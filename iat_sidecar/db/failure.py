"""A database error as one the caller can act on."""

import apsw

from iat_sidecar.core.disk import NO_ROOM
from iat_sidecar.core.errors import Damaged, ReadOnly, SidecarError, StorageFull

WHAT = "the database"


def translate(exc: apsw.Error, path: str, system_errno: int = 0) -> SidecarError | apsw.Error:
    """What is wrong with the disk or the file; a fault of our own stays as it is.

    system_errno: what the operating system said last on that connection.
    """
    match exc:
        case apsw.FullError():
            return StorageFull(path)
        case apsw.ReadOnlyError() | apsw.PermissionsError():
            return ReadOnly(f"{path} may not be written")
        case apsw.CorruptError() | apsw.NotADBError():
            return Damaged(WHAT, str(exc))
        case apsw.IOError() if getattr(exc, "extendedresult", 0) == apsw.SQLITE_IOERR_DATA:
            return Damaged(WHAT, "a page fails its checksum")
        case apsw.IOError() if system_errno in NO_ROOM:
            return StorageFull(path)
        case apsw.IOError():
            return Damaged(WHAT, f"the disk failed: {exc}")
    return exc
