"""The demo's 2,000 invoices as one run, worked off by workers, and judged by deploy/verdict."""
import json
import pathlib

from fleet import SMALL
from load import Commands, Creditor

TREE = pathlib.Path(__file__).resolve().parent.parent.parent


class Refused(Exception):
    """A command that must succeed did not; its words."""


class Sample:
    """One creditor, `demo`, at a sandbox of its own. Addresses of the database may differ from
    program to program."""

    def __init__(self, machine, record, amili, database):
        self.machine, self.amili, self.database = machine, amili, database
        self.folder = machine.folder
        key = self.folder / "key.pem"
        self.must(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key])
        self.environment = SMALL | {
            "PAMINN_DATABASE_URL": database, "PAMINN_AMILI_URL": amili.url,
            "PAMINN_AMILI_API_CODE": "sample", "PAMINN_AMILI_KEY_FILE": str(key)}
        self.commands = Commands(machine, record, self.environment)
        self.creditor = Creditor(1)
        self.workers = []

    def must(self, words, within=60.0, environment=None, text=""):
        code, output, errors = self.machine.run(words, within, environment, text)
        if code != 0:
            raise Refused(f"{' '.join(map(str, words))[:200]}: {code} {output} {errors}"[-2000:])
        return output

    def paminn(self, *words, database=None, good=(0,), text=""):
        environment = self.environment | {"PAMINN_DATABASE_URL": database or self.database}
        code, output, errors = self.machine.run(
            [self.machine.binaries / "paminn", *words], 60.0, environment, text)
        if code not in good:
            raise Refused(f"paminn {' '.join(words)}: {code} {output} {errors}"[-2000:])
        return output

    def add_creditor(self, rate):
        self.paminn("creditor", "add", "demo", "--name", "Exempelbolaget AB", "--account",
                    self.creditor.account, "--amili-creditor", self.creditor.amili,
                    text="0020210001\n")
        self.paminn("creditor", "activate", "demo")
        self.paminn("rate", rate)

    def enqueue(self, today, database=None, portal=True):
        """The sample as one run. What a colleague has registered at Amili stands there already;
        without `portal` nobody has registered anything, and those invoices go as others do."""
        self.must([TREE / "deploy/sample", "--today", today, "--out", self.folder])
        path = self.folder / "expected.ndjson"
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for line in lines:
            if line.get("portal") and portal:
                self.amili.call("POST", "cases", {
                    "creditor": self.creditor.amili, "invoice_number": line["invoice_number"]})
            elif line.get("portal"):
                line |= {"expect": "send", "portal": False}
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        return json.loads(self.paminn(
            "enqueue", str(self.folder / "sample.csv"), "--creditor", "demo", "--json",
            database=database))

    def start_worker(self, database=None):
        number = len(self.workers)
        worker = self.machine.start(
            [self.machine.binaries / "paminn", "work"], f"worker-{number}.log",
            self.environment | {
                "PAMINN_DATABASE_URL": database or self.database,
                "PAMINN_STATE_DIRECTORY": str(self.folder / f"state-{number}")})
        self.workers.append(worker)

    def said(self):
        """What the workers logged, line by line; lines for people have no code."""
        lines = []
        for number in range(len(self.workers)):
            text = (self.folder / f"worker-{number}.log").read_text("utf-8", "replace")
            for line in text.splitlines():
                try:
                    lines.append(json.loads(line))
                except ValueError:
                    lines.append({"code": None, "text": line})
        return lines

    def stop_workers(self):
        """Their exit codes."""
        return [self.machine.end(worker, within=40.0) for worker in self.workers]

    def verdict(self, database):
        """What deploy/verdict says, as (does it hold, its counts, its words)."""
        code, output, errors = self.machine.run(
            [TREE / "deploy/verdict", "--expected", self.folder / "expected.ndjson"], 60.0,
            {"DEMO_LEDGER": str(self.amili.ledger), "PAMINN_DATABASE_URL": database})
        last = (output.splitlines() or [""])[-1]
        counts = json.loads(last[8:]) if last.startswith("VERDICT ") else {}
        return code == 0, counts, output + errors
