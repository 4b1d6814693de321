"""Plays one dialect: a database, an Amili, the real program, and what came of it."""
import json
import os
import re
import signal
import ssl
import subprocess
import threading
import time

from amili import ACCOUNT, API_CODE, CREDITOR, Amili
from dialect import ACCEPTED, EITHER, TOLD
from invoices import file_of

# Seconds. All must be over, or the trouble be told, within a minute.
LONGEST = 60
# Short times, so that what is uncertain is known within seconds.
SETTINGS = {
    "PAMINN_LEASE": "3s", "PAMINN_HEARTBEAT": "500ms", "PAMINN_CALL_DEADLINE": "2s",
    "PAMINN_SETTLE_DELAY": "9s", "PAMINN_BACKOFF": "100ms..1s", "PAMINN_IN_FLIGHT": "8",
    "PAMINN_AMILI_API_CODE": API_CODE, "SWIFT_BACKTRACE": "enable=no",
}
HANDLE = "dialekt"
# What stands in most lines of the log names no trouble.
EVERYWHERE = r" (creditor|part|run|worker|failures|seconds)=\S+|of this creditor|^\S+Z "


class Wrong(Exception):
    """What came of it is not what must come of it."""


class Experiment:
    """What all dialects share: the program, the database server, the key."""

    def __init__(self, folder, programs, invoices, key, public_key):
        self.folder, self.programs, self.invoices = folder, programs, invoices
        self.key, self.public_key = key, public_key
        self.lock, self.children, self.ended = threading.Lock(), set(), False

    def give(self, invoices):
        self.invoices = invoices
        (self.folder / "invoices.csv").write_bytes(file_of(invoices))

    def sql(self, text, database="postgres"):
        return subprocess.run(
            ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", text],
            check=True, capture_output=True, text=True).stdout.strip()

    def settings(self, database):
        kept = {name: text for name, text in os.environ.items()
                if not name.startswith(("PAMINN_", "PG"))}
        return kept | SETTINGS | {
            "PAMINN_AMILI_KEY_FILE": str(self.key),
            "PAMINN_DATABASE_URL":
                f"host={os.environ['PGHOST']} port={os.environ['PGPORT']} user=postgres "
                f"dbname={database}"}

    def prepare(self):
        """The database that every dialect's is copied from."""
        self.sql("create database template_of_all")
        settings = self.settings("template_of_all") | {"PAMINN_AMILI_URL": "http://127.0.0.1:9"}
        for words in (
                ["migrate"],
                ["creditor", "add", HANDLE, "--name", "Dialekt AB", "--account", ACCOUNT,
                 "--amili-creditor", CREDITOR],
                ["creditor", "activate", HANDLE], ["rate", "60000/60"]):
            self.run(words, settings, "0020210001\n")

    def run(self, words, settings, text="", good=(0,)):
        process = self.start(words, settings, subprocess.PIPE, subprocess.PIPE, subprocess.PIPE)
        try:
            told, error = process.communicate(text, timeout=LONGEST)
        finally:
            self.end(process)
        if process.returncode not in good:
            raise Wrong(f"paminn {' '.join(words[:2])} ended with {process.returncode}: "
                        f"{(told + error)[-2000:]}")
        return told

    def start(self, words, settings, input, out, errors):
        with self.lock:
            if self.ended:
                raise Wrong("ended from outside")
            process = subprocess.Popen(
                [str(self.programs / "paminn"), *words], env=settings, stdin=input, stdout=out,
                stderr=errors, text=True)
            self.children.add(process)
        return process

    def end(self, process, signals=(signal.SIGTERM, signal.SIGKILL)):
        for number in signals:
            if process.poll() is None:
                process.send_signal(number)
                try:
                    process.wait(timeout=30)
                except subprocess.TimeoutExpired:
                    continue
        with self.lock:
            self.children.discard(process)

    def end_all(self):
        with self.lock:
            self.ended, children = True, list(self.children)
        for process in children:
            self.end(process, (signal.SIGKILL,))


def play(dialect, world):
    """Raises Wrong, with what happened, if it did not go as it must."""
    folder = world.folder / dialect.name
    folder.mkdir()
    database = "d_" + re.sub(r"\W", "_", dialect.name)
    with world.lock:
        world.sql(f"create database {database} template template_of_all")
    settings = world.settings(database) | secured(dialect, folder)
    amili = Amili(dialect, world.invoices, world.public_key)
    try:
        settings["PAMINN_AMILI_URL"] = amili.url
        enqueue(world, settings)
        return Play(dialect, world, settings, amili, folder / "work.log").judge()
    finally:
        amili.server.close()
        with world.lock:
            world.sql(f"drop database {database} with (force)")


def secured(dialect, folder):
    """A certificate of our own for a dialect that speaks TLS, and the settings to go with it."""
    if not dialect.tls:
        return {}
    for name in ("server", "stranger"):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem"),
             "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
            check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    dialect.wire.tls = context
    known = "server" if dialect.tls == "known" else "stranger"
    return {"PAMINN_AMILI_CA_FILE": str(folder / f"{known}.pem")}


def enqueue(world, settings):
    told = json.loads(world.run(
        ["enqueue", str(world.folder / "invoices.csv"), "--creditor", HANDLE, "--json"], settings))
    if told["queued"] != len(world.invoices):
        raise Wrong(f"enqueue queued {told['queued']} of {len(world.invoices)}: {told}")


class Play:
    def __init__(self, dialect, world, settings, amili, log):
        self.dialect, self.world, self.settings, self.amili = dialect, world, settings, amili
        self.log = log
        self.doctor = ""

    def judge(self):
        code = self.work()
        self.nothing_twice()
        troubles = self.unlike_the_ledger() if code == 0 else self.not_done(code)
        accepted, told = not troubles, self.is_told()
        # The doctor may know what the log does not say.
        if self.dialect.expects != ACCEPTED and not accepted and not told:
            self.ask_doctor()
            told = self.is_told()
        breaches = [f"the product broke the contract: {what}" for what in self.amili.broken]
        good = {ACCEPTED: accepted, TOLD: told, EITHER: accepted or told}[self.dialect.expects]
        if not good and self.dialect.expects != ACCEPTED:
            troubles.append(f"nobody told what is wrong; looked for /{self.dialect.told}/")
        if not good or breaches:
            raise Wrong("\n".join(([] if good else troubles) + breaches + [self.last_words()]))
        return "accepted" if accepted else f"told: {told.strip()[:160]}"

    def said(self):
        return self.log.read_text(encoding="utf-8", errors="replace") + self.doctor

    def is_told(self):
        """The line of the log, or the trouble that the doctor sees, that names what is wrong."""
        for line in self.said().splitlines() if self.dialect.told else []:
            if line.startswith(("ok ", "skip", "paminn work:")):
                continue
            if re.search(self.dialect.told, re.sub(EVERYWHERE, "", line)):
                return line
        return ""


    def last_words(self):
        lines = self.said().splitlines()[-12:]
        return "\n".join("    " + line[:300] for line in lines)

    def work(self):
        """The worker's exit code; None if it had to be stopped, since the trouble is told or the
        time is over."""
        with self.log.open("w") as log:
            process = self.world.start(["work", "--once"], self.settings, subprocess.DEVNULL, log,
                                       subprocess.STDOUT)
            try:
                begin, asked = time.monotonic(), 0
                while process.poll() is None and time.monotonic() - begin < LONGEST:
                    passed = time.monotonic() - begin
                    if self.dialect.expects == TOLD:
                        if passed - asked > 8:
                            self.ask_doctor()
                            asked = time.monotonic() - begin
                        # Time for what it should not do.
                        if self.is_told() and passed > 3:
                            break
                    elif self.dialect.expects == EITHER and passed > 20 and self.is_told():
                        break
                    time.sleep(0.05)
                done = process.poll()
            finally:
                self.world.end(process)
        return done

    def ask_doctor(self):
        self.doctor = self.world.run(["doctor"], self.settings, good=range(256))

    def nothing_twice(self):
        seen = {}
        for one in self.amili.ledger:
            seen.setdefault(one["invoice_number"], []).append(one)
        twice = [number for number, cases in seen.items() if len(cases) > 1]
        if twice:
            raise Wrong(f"A LETTER TWICE: invoices {', '.join(twice[:10])} "
                        f"({len(twice)} in all)\n{self.last_words()}")

    def rows(self):
        told = self.world.run(["invoices", "list", "--creditor", HANDLE, "--json"], self.settings)
        return {row["invoice_number"]: row for row in map(json.loads, told.splitlines())}

    def unlike_the_ledger(self):
        """Where the list says something else than Amili's ledger."""
        cases = {one["invoice_number"]: one["case"] for one in self.amili.ledger}
        rows, troubles = self.rows(), []
        for invoice in self.world.invoices:
            number = invoice.number
            row = rows.get(number) or {}
            state, reason = self.amili.fates.get(number, ("accepted", None))
            case = cases.get(number) if state == "accepted" else None
            named = (row.get("case_id") or "").lower()
            if row.get("state") != state or (reason and row.get("reason") != reason):
                troubles.append(f"invoice {number} is {row.get('state')} {row.get('reason')}, "
                                f"not {state} {reason or ''}".rstrip())
            elif state == "accepted" and case is None:
                troubles.append(f"A LETTER LOST: {number} is accepted, and Amili has no case")
            elif case and named != self.dialect.id(case).lower():
                troubles.append(f"A WRONG CASE: {number} is said to be {named}, and is {case}")
        more = [f"… {len(troubles)} in all"] if len(troubles) > 5 else []
        return troubles[:5] + more

    def not_done(self, code):
        counts = {}
        for row in self.rows().values():
            counts[row["state"]] = counts.get(row["state"], 0) + 1
        ended = "was not done in a minute" if code is None else f"ended with {code}"
        return [f"the worker {ended}; Amili has {len(self.amili.ledger)} cases; the list: {counts}"]
