"""A stand-in for realesrgan-ncnn-vulkan: it really enlarges, and misbehaves when it is told to."""

import stat
import sys
from pathlib import Path

SCRIPT = """#!{python}
import os, sys, time
from pathlib import Path

arguments = dict(zip(sys.argv[1::2], sys.argv[2::2]))
here = Path(__file__).parent
(here / "called").write_text(" ".join(sys.argv[1:]))
(here / "folder").write_text(os.getcwd())
(here / "pid").write_text(str(os.getpid()))
print("0.00%\\n50.00%\\n[0 Some Card] queueC=2", file=sys.stderr, flush=True)
if {how!r} == "fail":
    print("vkCreateInstance failed -9", file=sys.stderr)
    sys.exit(255)
if {how!r} == "crash":
    os.kill(os.getpid(), 11)
if {how!r} == "hang":
    child = os.fork()
    (here / ("grandchild" if not child else "ready")).write_text(str(os.getpid()))
    time.sleep(600)
if {how!r} == "silent":
    sys.exit(0)
if {how!r} == "nonsense":
    Path(arguments["-o"]).write_bytes(b"no picture at all")
    sys.exit(0)
from PIL import Image
with Image.open(arguments["-i"]) as image:
    assert image.mode == "RGB", image.mode
    scale = int(arguments["-s"]) if {how!r} != "small" else 1
    image.resize((image.width * scale, image.height * scale), Image.Resampling.BICUBIC).save(arguments["-o"])
"""


def program(folder: Path, how: str = "work") -> Path:
    """An executable that enlarges, or does as told: fail, crash, hang, silent, nonsense, small."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "realesrgan-ncnn-vulkan"
    path.write_text(SCRIPT.format(python=sys.executable, how=how))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
