"""Which tests there are, and how they are run and told of: in Swift Testing's words, so that one
reader counts all."""
import fnmatch
import inspect
import pathlib
import signal
import time
import traceback

# Seconds; a test that waits for what will never be must not hold up the others.
LONGEST = 300

HERE = pathlib.Path(__file__).resolve().parent

TESTS = []


class Test:
    def __init__(self, function, name, words):
        self.function, self.name, self.words = function, name, words

    def run(self, stage):
        self.function(stage, *self.words)


def test(function):
    """A test; its name is a sentence. It is given a `Stage`."""
    TESTS.append(Test(function, function.__name__, ()))
    return function


def each(**cases):
    """The same test for each case, by the case's name."""
    def register(function):
        for name, words in cases.items():
            words = words if isinstance(words, tuple) else (words,)
            TESTS.append(Test(function, f"{function.__name__}[{name}]", words))
        return function
    return register


def chosen(patterns):
    """The tests whose names match one of the patterns; all if there are none."""
    if not patterns:
        return TESTS
    return [
        one for one in TESTS
        if any(fnmatch.fnmatchcase(one.name, pattern)
               or fnmatch.fnmatchcase(inspect.getmodule(one.function).__name__, pattern)
               or one.function.__name__ == pattern for pattern in patterns)]


def told(error):
    """What went wrong and where in our own files: what the libraries did is nobody's business."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if pathlib.Path(frame.filename).parent == HERE
              and frame.name not in ("play", "run")]
    lines = traceback.format_list(frames) + traceback.format_exception_only(error)
    # Playwright adds the whole page; it is kept elsewhere.
    return "".join(lines).split("\nAria snapshot:")[0]


def too_long(number, frame):
    raise TimeoutError(f"not done within {LONGEST} s")


class Tally:
    """How many passed and failed."""

    def __init__(self):
        self.passed = self.failed = 0

    def count(self, line):
        """By what a line says of a test; False if it closes a run."""
        if " Test run with " in line:
            return False
        if line.startswith("✔"):
            self.passed += 1
        else:
            self.failed += 1
        return True

    def closing(self, seconds):
        count, took = self.passed + self.failed, f"{seconds:.3f} seconds"
        if self.failed or not self.passed:
            return f"✘ Test run with {count} tests failed after {took} with {self.failed} issues."
        return f"✔ Test run with {count} tests passed after {took}."


def play(tests, make_stage, say):
    """Runs them one by one; gives how many passed and failed."""
    begin, tally = time.monotonic(), Tally()
    signal.signal(signal.SIGALRM, too_long)
    for one in tests:
        start, trouble = time.monotonic(), None
        stage = make_stage(one.name)
        try:
            signal.alarm(LONGEST)
            one.run(stage)
            stage.check()
        except Exception as error:  # Whatever it is, the next test is run.
            trouble = told(error)
            stage.keep(trouble)
        finally:
            signal.alarm(0)
            stage.end()
        took = f"{time.monotonic() - start:.3f} seconds"
        if trouble is None:
            line = f"✔ Test {one.name} passed after {took}."
        else:
            say(trouble.rstrip())
            say(f"  what was on the screen: {stage.folder}")
            line = f"✘ Test {one.name} failed after {took} with 1 issue."
        tally.count(line)
        say(line)
    say(tally.closing(time.monotonic() - begin))
    return tally.passed, tally.failed
