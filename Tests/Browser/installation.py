"""A whole Påminn of the tests' own: a database, Amili's sandbox, a worker, and consoles."""
import base64
import hashlib
import json
import os
import pathlib
import re
import secrets
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Chaos"))

from machine import Machine, wait_until  # noqa: E402

# Short times, so that what is uncertain is known within seconds.
TIMES = {
    "PAMINN_LEASE": "2s", "PAMINN_HEARTBEAT": "500ms", "PAMINN_CALL_DEADLINE": "2s",
    "PAMINN_SETTLE_DELAY": "10s", "PAMINN_BACKOFF": "200ms..2s",
}
# Made-up rates of the half-years that the tests' invoices were due in.
RATES = ",".join(
    f"{year}-{month}-01=2.00" for year in range(2025, time.gmtime().tm_year + 1)
    for month in ("01", "07"))
PASSWORD = "hemligt ord för prov"


class Console:
    """One `paminn console`, and where it is found."""

    def __init__(self, process, url, log):
        self.process, self.url, self.log = process, url, log

    @property
    def host(self):
        return self.url.split("//", 1)[1]

    def said(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def seconds_of_work(self):
        """Of the processor, since it began."""
        text = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        user, system = text.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Resident, in bytes."""
        text = pathlib.Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii")
        return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Installation:
    """Everything is on loopback, and ends with us. The database is that of Tests/cluster."""

    def __init__(self, folder, binaries):
        self.folder = pathlib.Path(folder)
        self.server = os.environ["PAMINN_TEST_DATABASE"]
        self.socket = os.environ["PGHOST"]
        self.machine = Machine(folder, binaries, record=None)
        self.paminn_program = pathlib.Path(binaries) / "paminn"
        self.name = f"browser_{secrets.token_hex(4)}"
        self.consoles, self.started = {}, 0
        self.worker = None
        self.lock = threading.Lock()

    @property
    def settings(self):
        return TIMES | {
            "PAMINN_DATABASE_URL":
                f"host={self.socket} port=5432 user=postgres dbname={self.name}",
            "PAMINN_AMILI_URL": self.sandbox, "PAMINN_AMILI_API_CODE": "api-code",
            "PAMINN_AMILI_KEY_FILE": str(self.folder / "key.pem"),
        }

    def start(self):
        self.sql(f"create database {self.name}", "postgres")
        self.start_sandbox()
        self.paminn("migrate")
        self.password = self.sealed_password()
        self.start_worker()

    def end(self):
        self.machine.end_all()
        self.sql(f"drop database if exists {self.name} with (force)", "postgres")

    # --- Programs

    def start_sandbox(self):
        key = self.folder / "key.pem"
        for words in (
            ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key],
            ["pkey", "-in", key, "-pubout", "-out", self.folder / "key.pub.pem"],
        ):
            subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
        (self.folder / "sandbox").mkdir()
        self.machine.start(
            [self.machine.binaries / "amili-sandbox", "--listen", "127.0.0.1:0",
             "--data", self.folder / "sandbox", "--seed", "1", "--latency", "2ms",
             "--rate", "60000/60", "--public-key", self.folder / "key.pub.pem"], "sandbox.log")
        self.sandbox = self.announced("sandbox.log", r"listening on (http\S+)")

    def announced(self, log, pattern):
        """The address that a program tells of in its log once it listens."""
        path = self.folder / log

        def look():
            return re.search(pattern, path.read_text(encoding="utf-8", errors="replace"))
        return wait_until(f"{log} tells an address", look).group(1)

    def start_worker(self):
        self.worker = self.machine.start(
            [self.paminn_program, "work"], "work.log", environment=self.settings)

    def fallen(self):
        """The logs of consoles and of the worker that have ended by themselves."""
        found = [console.log.name for console in self.consoles.values()
                 if console.process.poll() is not None]
        if self.worker and self.worker.poll() is not None:
            found.append("work.log")
        return found

    def mourn(self):
        """What has fallen is started anew when it is needed: the other tests are not to blame."""
        self.consoles = {key: console for key, console in self.consoles.items()
                         if console.process.poll() is None}
        if self.worker and self.worker.poll() is not None:
            self.start_worker()

    def stop_worker(self):
        self.machine.end(self.worker)
        self.worker = None

    def console(self, **settings):
        """The console with these settings; each is started once. `undo="60s"` is PAMINN_UNDO."""
        key = tuple(sorted(settings.items()))
        with self.lock:
            if key not in self.consoles:
                self.started += 1
                log = f"console{self.started}.log"
                environment = self.settings | {
                    "PAMINN_CONSOLE_LISTEN": "127.0.0.1:0", "PAMINN_UNDO": "1s",
                    "PAMINN_REFERENCE_RATES": RATES,
                } | {f"PAMINN_{name.upper()}": value for name, value in settings.items()}
                process = self.machine.start(
                    [self.paminn_program, "console", "--json"], log, environment=environment)
                listening = self.announced(log, r'"listening":"([^"]+)"')
                self.consoles[key] = Console(
                    process, f"http://{listening}", self.folder / log)
            return self.consoles[key]

    def paminn(self, *words, text="", codes=(0,)):
        """A command to its end; gives what it wrote. RuntimeError if it ends otherwise."""
        code, output, errors = self.machine.run(
            [self.paminn_program, *words], environment=self.settings, text=text)
        if code not in codes:
            raise RuntimeError(f"paminn {' '.join(map(str, words))}: {code} {output}{errors}")
        return output

    def control(self, method, path, body):
        """The sandbox's own door: faults, the ledger, the portal."""
        request = urllib.request.Request(
            f"{self.sandbox}/sandbox/{path}", method=method,
            data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def faults(self, *rules):
        self.control("PUT", "faults", {"seed": 1, "rules": list(rules)})

    def letters(self, company, number=None):
        """What the sandbox's ledger tells of this company's letters."""
        path = f"ledger?creditor={company.amili}"
        if number is not None:
            path += f"&invoice_number={number}"
        return [json.loads(line) for line in self.control("GET", path, None).splitlines()]

    # --- The database

    def sql(self, text, name=None):
        """Rows of text columns."""
        done = subprocess.run(
            ["psql", "-X", "-A", "-t", "-F", "\t", "-q", "-v", "ON_ERROR_STOP=1",
             "-h", self.socket, "-p", "5432", "-U", "postgres", "-d", name or self.name, "-f", "-"],
            input=text, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return [line.split("\t") for line in done.stdout.splitlines()]

    @staticmethod
    def sealed_password():
        """What the database keeps of PASSWORD, with the least of the costs that the program
        reads: signing in is meant to be slow, and the tests do it often."""
        salt = secrets.token_bytes(16)
        key = hashlib.scrypt(PASSWORD.encode(), salt=salt, n=1024, r=8, p=1, dklen=32)
        return "$".join(["scrypt", "1024", "8", "1", *(
            base64.b64encode(part).decode() for part in (salt, key))])
