"""What every program of this folder begins with: the right Python, a database, the programs."""
import contextlib
import os
import pathlib
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
PYTHON = TREE / ".build" / "browser-tests" / "bin" / "python"


def stop(code, text):
    print(f"{pathlib.Path(sys.argv[0]).name}: {text}", file=sys.stderr)
    sys.exit(code)


def read(reader):
    """The arguments; a mistyped command ends with 64."""
    try:
        return reader.parse_args()
    except SystemExit as end:
        sys.exit(64 if end.code else 0)


def settle_in():
    """Goes on in the Python that has what we need, and within a database of our own."""
    if not PYTHON.exists():
        stop(69, "Playwright is not installed. Run deploy/setup tests.")
    if pathlib.Path(sys.prefix) != PYTHON.parent.parent:
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    if "PAMINN_TEST_DATABASE" not in os.environ:
        os.execv(TREE / "Tests" / "cluster", ["cluster", str(PYTHON), *sys.argv])


def binaries():
    """The folder of the programs: named by PAMINN_TEST_BINARIES, or built for debugging."""
    named = os.environ.get("PAMINN_TEST_BINARIES")
    if not named:
        for product in ("paminn", "amili-sandbox"):
            subprocess.run(["swift", "build", "--product", product], cwd=TREE, check=True,
                           stdout=sys.stderr)
        named = subprocess.run(
            ["swift", "build", "--show-bin-path"], cwd=TREE, check=True,
            capture_output=True, text=True).stdout.strip()
    folder = pathlib.Path(named).resolve()
    for program in ("paminn", "amili-sandbox"):
        if not os.access(folder / program, os.X_OK):
            stop(69, f"{folder / program} is no program")
    return folder


def end_by_signals():
    """A signal ends us as an error does: everything that was started ends first."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda number, _: sys.exit(128 + number))


@contextlib.contextmanager
def browser(show=False):
    """Debian's Chromium. It shows our own pages only, and its sandbox does not start in a
    container."""
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", headless=not show, slow_mo=300 if show else 0,
            args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()
