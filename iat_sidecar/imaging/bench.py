"""What a worker has at hand: pictures it decoded or made, kept while there is room."""

from collections import OrderedDict

from iat_sidecar.imaging.arrays import Rgb8

ROOM_BYTES = 256 << 20


class Bench:
    """The last pictures by path, so that the steps of one job do not decode what was just made."""

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        self._room_bytes = room_bytes
        self._pictures: OrderedDict[str, Rgb8] = OrderedDict()

    def picture(self, path: str) -> Rgb8:
        """The pixels of a content file, H×W×3 or H×W×4 uint8; callers must not change them."""
        if (kept := self._pictures.get(path)) is not None:
            self._pictures.move_to_end(path)
            return kept
        from iat_sidecar.imaging.read import read

        picture, _ = read(path)
        self.keep(path, picture)  # one larger than the room is not kept
        return picture

    def keep(self, path: str, picture: Rgb8) -> None:
        picture.flags.writeable = False
        self._pictures[path] = picture
        while sum(each.nbytes for each in self._pictures.values()) > self._room_bytes:
            self._pictures.popitem(last=False)

    def clear(self) -> None:
        self._pictures.clear()
