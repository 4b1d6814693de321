"""Processes, ports and the record of what happened: what the whole attack stands on."""
import collections
import datetime
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import threading
import time


def free_port():
    """A port that nobody has, below those that the kernel gives to outgoing connections: one of
    them could take it before its server is started, seconds later."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(10240, 32768)))
            except OSError:
                continue
            return probe.getsockname()[1]


def moment(seconds=None):
    """A time as the sandbox's ledger writes it, to milliseconds."""
    seconds = time.time() if seconds is None else seconds
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03}Z"


def seconds(text):
    """Since 1970, of a time as ledgers and logs write it."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Record:
    """Every event as a line of a file, and how often each kind happened."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8", buffering=1)
        self.lock = threading.Lock()
        self.counts = collections.Counter()

    def event(self, kind, count=True, **facts):
        line = {"at": moment(), "event": kind} | facts
        with self.lock:
            if count:
                self.counts[kind] += 1
            self.file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")

    def count(self, kind, by=1):
        with self.lock:
            self.counts[kind] += by


class Machine:
    """Everything that was started, to be ended by its own process id and nothing else."""

    def __init__(self, folder, binaries, record):
        self.folder = pathlib.Path(folder)
        self.binaries = pathlib.Path(binaries)
        self.record = record
        self.living = set()
        self.lock = threading.Lock()
        self.is_root = os.geteuid() == 0
        # No setting and no database of whoever calls may leak into the attack.
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("PAMINN_", "PG"))
        } | {"SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C.UTF-8"}

    def start(self, command, log, environment=None, **how):
        """A process in the background, its words in a file. Its own session: a signal to us is
        none to it, so that it ends when we say."""
        with open(self.folder / log, "ab") as output:
            process = subprocess.Popen(
                [str(word) for word in command], stdout=how.pop("stdout", output), stderr=output,
                stdin=how.pop("stdin", subprocess.DEVNULL), start_new_session=True,
                env=self.environment | (environment or {}), **how)
        with self.lock:
            self.living.add(process)
        return process

    def forget(self, process):
        with self.lock:
            self.living.discard(process)

    def end(self, process, number=signal.SIGTERM, within=10.0):
        if process.poll() is None:
            process.send_signal(number)
            # A stopped process hears no other signal.
            process.send_signal(signal.SIGCONT)
            try:
                process.wait(within)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.forget(process)
        return process.returncode

    def end_all(self):
        with self.lock:
            processes = list(self.living)
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.wait()
            self.forget(process)

    def as_owner(self, words):
        """PostgreSQL refuses to run as root."""
        words = [str(word) for word in words]
        return ["runuser", "-u", "postgres", "--"] + words if self.is_root else words

    def run(self, words, within=60.0, environment=None, text=""):
        """A command to its end: (exit code, output, errors); None as code if it took too long."""
        process = subprocess.Popen(
            [str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, cwd="/", start_new_session=True,
            env=self.environment | (environment or {}))
        with self.lock:
            self.living.add(process)
        try:
            output, errors = process.communicate(text, within)
            return process.returncode, output, errors
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            return None, output, errors
        finally:
            self.forget(process)


def wait_until(what, test, within=30.0, pause=0.05):
    """Asks until the answer is true, and gives it; TimeoutError names what did not come."""
    limit = time.monotonic() + within
    while True:
        answer = test()
        if answer:
            return answer
        if time.monotonic() > limit:
            raise TimeoutError(f"{what}: not within {within:.0f} s")
        time.sleep(pause)


def complain(text):
    print(text, file=sys.stderr, flush=True)
