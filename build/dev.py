"""The project's one command, on the standard library alone.

python3 build/dev.py setup      a virtual environment in .venv with the locked dependencies
python3 build/dev.py demo       draw, check and pack a comic page (--image PATH, --out DIR)
python3 build/dev.py test       the whole test suite
python3 build/dev.py check      format, lint, strict types, import rules, fresh contracts, then tests
python3 build/dev.py contracts  write contracts/ and schemas/schema.sql anew from the code
python3 build/dev.py freeze     the executable that needs no Python, into .dist/ (--sign COMMAND)
python3 build/dev.py bench      measure the speed bars of the design
python3 build/dev.py lock       resolve the *.in files into hash-pinned locks (needs uv on PATH)
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv

import frozen

ROOT = frozen.ROOT
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
RUNTIME, TOOLS = "requirements.lock", "requirements-dev.lock"
FREEZER = "requirements-freeze.lock"
NODE = ("tests/contract/node", "contracts/typescript")


def main() -> int:
    word, *rest = sys.argv[1:] or ["help"]
    words = {
        "setup": lambda: setup(RUNTIME, TOOLS),
        "demo": lambda: demo(rest),
        "test": lambda: test(rest),
        "check": lambda: check(rest),
        "contracts": contracts,
        "freeze": lambda: freeze(rest),
        "bench": lambda: bench(rest),
        "lock": lock,
    }
    if word not in words:
        print(__doc__)
        return 0 if word in ("help", "-h", "--help") else 2
    return words[word]() or 0


def setup(*locks: str) -> int:
    """Make .venv, install what the locks name, and the program itself as an editable entry point."""
    if sys.version_info < (3, 11):
        sys.exit(f"CPython 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    if not PYTHON.exists():
        print("Making .venv ...", flush=True)
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    for name in locks:
        install(name)
    if stale("program", (ROOT / "pyproject.toml").read_bytes()):
        pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        mark("program", (ROOT / "pyproject.toml").read_bytes())
    precompile()
    return 0


def install(name: str) -> None:
    text = (ROOT / "build" / name).read_bytes()
    if not stale(name, text):
        return
    print(f"Installing {name} ...", flush=True)
    pip(
        "install",
        "--no-deps",  # a lock names all there is to install, and leaves out what is never imported
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--requirement",
        str(ROOT / "build" / name),
    )
    mark(name, text)


def pip(*words: str) -> None:
    run(PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", *words)


def stale(name: str, text: bytes) -> bool:
    stamp = VENV / f".{name}.sha256"
    return not stamp.exists() or stamp.read_text() != hashlib.sha256(text).hexdigest()


def mark(name: str, text: bytes) -> None:
    (VENV / f".{name}.sha256").write_text(hashlib.sha256(text).hexdigest())


def precompile() -> None:
    """Byte code beside the sources: without it every start pays for compiling them."""
    run(PYTHON, "-m", "compileall", "-q", "-j", "0", str(ROOT / "iat_sidecar"))


def demo(rest: list[str]) -> int:
    setup(RUNTIME)
    return call(PYTHON, "-m", "iat_sidecar", "demo", *rest)


def test(rest: list[str]) -> int:
    """Run every test; say in one line what was left out because something is missing."""
    setup(RUNTIME, TOOLS)
    missing = [name for name, found in programs().items() if not found]
    if "Node" not in missing:
        missing += [f"the Node packages of {name}" for name in NODE if not node_packages(name)]
    if not frozen.is_fresh():
        missing.append("the frozen executable (python3 build/dev.py freeze)")
    code = call(PYTHON, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile", *rest)
    print(
        f"Left out: tests that need {', '.join(missing)}." if missing else "Left out: nothing.",
        flush=True,
    )
    if missing and os.environ.get("CI"):
        return code or 3
    return code


def programs() -> dict[str, str | None]:
    """Programs that some tests need beside Python, and where they are."""
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    return {"Chromium": chromium, "Node": shutil.which("node")}


def node_packages(name: str) -> bool:
    """What the Node tests of a folder need, as its lock names it; False where it cannot be had."""
    folder = ROOT / name
    lock_text = (folder / "package-lock.json").read_bytes()
    mark_name = f"node-{folder.name}"
    if (folder / "node_modules").exists() and not stale(mark_name, lock_text):
        return True
    print(f"Installing {name} ...", flush=True)
    npm = shutil.which("npm")
    if not npm or call(
        npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix", folder
    ):
        return False
    mark(mark_name, lock_text)
    return True


def check(rest: list[str]) -> int:
    """Format, lint, types, import rules, fresh contracts; then the tests unless --fast."""
    setup(RUNTIME, TOOLS)
    steps = [
        ("format", [BIN / "ruff", "format", "--check", "."]),
        ("lint", [BIN / "ruff", "check", "."]),
        ("types", [PYTHON, "-m", "mypy"]),
        ("import rules", [BIN / "lint-imports", "--cache-dir", str(ROOT / ".work/imports")]),
        ("contracts", [PYTHON, "-m", "iat_sidecar", "contracts", "--check"]),
    ]
    failed = []
    for name, command in steps:
        print(f"== {name}", flush=True)
        if call(*command):
            failed.append(name)
    if failed:
        print(f"check failed: {', '.join(failed)}", flush=True)
        return 1
    return 0 if "--fast" in rest else test([])


def contracts() -> int:
    setup(RUNTIME, TOOLS)
    return call(PYTHON, "-m", "iat_sidecar", "contracts")


def freeze(rest: list[str]) -> int:
    """Make the folder and the single file, and say how large and how quick they are."""
    setup(RUNTIME, FREEZER)
    return call(PYTHON, ROOT / "build" / "freeze.py", *rest)


def bench(rest: list[str]) -> int:
    setup(RUNTIME, TOOLS)
    if not frozen.is_fresh() and (failed := freeze([])):
        return failed
    return call(PYTHON, "-m", "tests.bench", *rest)


# what libraries ask for and nothing of ours imports: rembg's sessions are reached without it
NEVER_IMPORTED = (
    "attrs", "certifi", "charset-normalizer", "colorama", "imageio", "jsonschema",
    "jsonschema-specifications", "lazy-loader", "llvmlite", "networkx", "numba", "platformdirs",
    "pooch", "pymatting", "referencing", "requests", "rpds-py", "scikit-image", "scipy",
    "tifffile", "tqdm", "urllib3",
)  # fmt: skip


def lock() -> int:
    for name in ("requirements", "requirements-dev", "requirements-freeze"):
        left_out = NEVER_IMPORTED if name == "requirements" else ()
        run(
            "uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes",
            "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header",
            *(word for package in left_out for word in ("--no-emit-package", package)),
            f"build/{name}.in", "--output-file", f"build/{name}.lock",
        )  # fmt: skip
    return 0


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


def call(*command: object) -> int:
    return subprocess.run([str(word) for word in command], cwd=ROOT, env=environment()).returncode


def run(*command: object) -> None:
    if code := call(*command):
        sys.exit(code)


if __name__ == "__main__":
    sys.exit(main())
