"""What an operating system says when there is no room: a full disk, a quota, a file size limit."""

import errno

NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
