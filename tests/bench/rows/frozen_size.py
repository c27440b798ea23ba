"""The single file's size, against the folder that it unpacks."""

from pathlib import Path

from tests.bench.measure import Result, amount_ratio
from tests.forms import FOLDER, SINGLE

NAME = "single file: size, against the folder"
AT_MOST_MB = 60


def measure(folder: Path) -> Result:
    files = [path for path in Path(FOLDER.command[0]).parent.rglob("*") if not path.is_dir()]
    unpacked = sum(path.lstat().st_size for path in files)
    packed = Path(SINGLE.command[0]).stat().st_size
    return amount_ratio(packed / 1e6, unpacked / 1e6, AT_MOST_MB, "MB")
