"""PDF syntax, written object by object behind one another: a document never has to fit in memory.

ISO 32000-1: §7.3 objects, §7.5 file structure.
"""

import os
import zlib
from pathlib import Path

PAGES = 1
"""The number of the page tree: every page names it, and it is written last."""

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def reference(number: int) -> str:
    return f"{number} 0 R"


def text(value: str) -> str:
    """A text string as UTF-16 in hexadecimal: nothing in it needs to be escaped."""
    return f"<feff{value.encode('utf-16-be').hex()}>"


def number(value: float) -> str:
    """Four places, without zeros behind."""
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"


def array(*values: object) -> str:
    return f"[{' '.join(map(str, values))}]"


def dictionary(**entries: object) -> str:
    return f"<< {' '.join(f'/{key} {value}' for key, value in entries.items())} >>"


class Growing:
    """The end of a document on disk; what lies behind `at` is of a try that failed, and goes."""

    def __init__(self, path: Path, at: int, first: int) -> None:
        self._file = open(path, "r+b" if at else "wb")  # noqa: SIM115  closed by close
        self._file.truncate(at)
        self._file.seek(at)
        self._first = first
        self.offsets: list[int] = []
        if not at:
            self._file.write(HEADER)

    def add(self, body: str) -> int:
        """Write an object; its number."""
        return self._write(body.encode("ascii"))

    def add_stream(self, *parts: bytes, **entries: object) -> int:
        """Write bytes as they are, under their entries; its number."""
        head = dictionary(**entries, Length=sum(map(len, parts)))
        return self._write(head.encode("ascii"), b"\nstream\n", *parts, b"\nendstream")

    def add_packed(self, content: bytes, **entries: object) -> int:
        """Write bytes deflated; its number."""
        return self.add_stream(zlib.compress(content, 9), **entries, Filter="/FlateDecode")

    def close(self) -> int:
        """Make it durable; where the document ends now."""
        self._file.flush()
        os.fsync(self._file.fileno())
        at = self._file.tell()
        self._file.close()
        return at

    def end(self, pages: str, offsets: list[int], **trailer: object) -> None:
        """Write the page tree, the table of objects and the trailer."""
        starts = [self._file.tell(), *offsets[PAGES:], *self.offsets]
        self._file.write(f"{PAGES} 0 obj\n{pages}\nendobj\n".encode("ascii"))
        table = self._file.tell()
        self._file.write(f"xref\n0 {len(starts) + 1}\n0000000000 65535 f \n".encode("ascii"))
        self._file.write(b"".join(b"%010d 00000 n \n" % start for start in starts))
        ends = dictionary(Size=len(starts) + 1, **trailer)
        self._file.write(f"trailer\n{ends}\nstartxref\n{table}\n%%EOF\n".encode("ascii"))

    def _write(self, *pieces: bytes) -> int:
        number = self._first + len(self.offsets)
        self.offsets.append(self._file.tell())
        self._file.write(b"%d 0 obj\n" % number)
        self._file.writelines(pieces)
        self._file.write(b"\nendobj\n")
        return number
