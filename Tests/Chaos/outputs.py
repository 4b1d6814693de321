"""Every command's --json beside its JSON Schema: outputs.py BINARIES, within Tests/cluster.

Each line that a real command prints is validated by Tests/Fixtures/json/NAME.json. Fields may be
added freely: a schema holds the names and types that other programs rely on. See Tests/outputs."""
import contextlib
import datetime
import json
import pathlib
import re
import sys
import tempfile
import time

from jsonschema import Draft202012Validator
from load import Books, Creditor
from machine import complain, wait_until
from rehearsal import Rehearsal, Wrong, require

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "json"
HANDLE = "c1"


class Outputs(Rehearsal):
    """One installation, and what its commands say."""

    def __init__(self, folder, binaries):
        super().__init__(folder, binaries, binaries)
        this = datetime.date.today().year
        self.environment |= {"PAMINN_REFERENCE_RATES": ",".join(
            f"{year}-01-01=3.00,{year}-07-01=2.00" for year in range(this - 1, this + 1))}
        self.schemas, self.seen, self.called = {}, set(), set()
        self.passed = self.failed = 0
        for path in sorted(SCHEMAS.glob("*.json")):
            schema = json.loads(path.read_text())
            Draft202012Validator.check_schema(schema)
            self.schemas[path.stem] = Draft202012Validator(schema)

    def judge_line(self, name, line):
        self.seen.add(name)
        for error in self.schemas[name].iter_errors(line):
            raise Wrong(f"{name}: {error.json_path}: {error.message[:300]}")

    @contextlib.contextmanager
    def counted(self, what):
        """One test: it passes if its body does not find anything wrong."""
        try:
            yield
            self.passed += 1
            print(f"ok {what}")
        except (Wrong, TimeoutError, ValueError) as error:
            self.failed += 1
            print(f"FAILED {what}: {error}")

    def say(self, name, *words, text="", codes=(0,), least=1):
        """Runs a command; each of its lines has to be as the schema says. Gives the lines."""
        self.called |= {" ".join(words[:length]) for length in (1, 2)}
        lines = []
        with self.counted(f"{name}: {words[0]}"):
            code, output, errors = self.machine.run(
                [self.new, *words, "--json"], 120.0, self.environment, text)
            require(code in codes, f"exit code {code}: {errors[-400:]}")
            lines = [json.loads(line) for line in output.splitlines()]
            require(len(lines) >= least, f"{len(lines)} lines")
            for line in lines:
                self.judge_line(name, line)
        return lines

    def first_line(self, name, program):
        """Starts a program that goes on; judges its first line of JSON that is no line of the log."""
        self.called.add(program)
        log = f"{program}.log"
        process = self.machine.start([self.new, program, "--json"], log, self.environment | {
            "PAMINN_CONSOLE_LISTEN": "127.0.0.1:0"})

        def line():
            for text in (self.machine.folder / log).read_text().splitlines():
                if text.startswith("{") and "event" not in json.loads(text):
                    return json.loads(text)
            require(process.poll() is None, f"{program} ended")
            return None
        with self.counted(program):
            self.judge_line(name, wait_until(f"{program} begins", line))
        return process

    # The commands

    def before_letters(self):
        company = Creditor(1)
        self.say("version", "--version")
        self.say("config", "config")
        self.say("migrate-plan", "migrate", "--plan")
        self.say("migrate", "migrate")
        self.say("migrate-status", "migrate", "--status")
        self.say("creditor", "creditor", "add", HANDLE, "--name", "Exempelbolaget AB",
                 "--account", company.account, "--amili-creditor", company.amili,
                 text="556036-0793\n")
        self.say("creditor", "creditor", "activate", HANDLE)
        for words in (["list"], ["show", HANDLE], ["pause", HANDLE], ["resume", HANDLE]):
            self.say("creditor", "creditor", *words)
        self.say("creditor-letter", "creditor", "letter", HANDLE, "--address-line", "Gatan 1",
                 "--address-line", "411 19 Exempelstad", "--bankgiro", "5050-1055",
                 "--confirm", "5050-1055")
        for words in ([], ["07:00-20:00", "--bank-days"], ["none"]):
            self.say("creditor-window", "creditor", "window", HANDLE, *words)
        self.say("user", "user", "add", "anna", "--role", "bookkeeper", "--creditor", HANDLE,
                 text="correct-horse-battery\n")
        self.say("user", "user", "passwd", "anna", text="another-horse-battery\n")
        for words in (["revoke", "anna", "--creditor", HANDLE],
                      ["grant", "anna", "--creditor", HANDLE], ["disable", "anna"],
                      ["enable", "anna"], ["list"]):
            self.say("user", "user", *words)
        for words in (["pause", "--all"], ["resume", "--all"], ["rate"], ["rate", "3000/60"],
                      ["rate", "--creditor", HANDLE], ["rate", "--creditor", HANDLE, "600/60"]):
            self.say("gate", *words)
        return Books(self.machine, self.record, None, None, [company])

    def enqueue(self, books, numbers, *options):
        path = books.write([books.row(number) for number in numbers])
        return self.say("enqueue", "enqueue", path, "--creditor", HANDLE, *options)[0]["run"]

    def letters_and_after(self, books):
        numbers = range(1, 13)
        path = books.write([books.row(number) for number in numbers])
        self.say("invoices-import", "invoices", "import", path, "--creditor", HANDLE)
        self.enqueue(books, numbers, "--dry-run")
        run = self.enqueue(books, numbers)
        # Two are refused, and of one nobody knows.
        self.amili.call("PUT", "faults", {"seed": 1, "rules": [
            {"on": "POST /case--registrations", "after": 3, "times": 2, "do": "status",
             "status": 422},
            {"on": "POST /case--registrations", "after": 5, "times": 1, "do": "hang"}]})
        worker = self.first_line("work", "work")
        wait_until("a letter is uncertain", lambda: self.sql(
            "select sum(n_u) from part") not in ("", "0"), 60)
        require(self.machine.end(worker, within=40.0) in (0, 75), "the worker did not end")
        doubt = self.say("uncertain", "uncertain")[0]["invoice_number"]
        self.say("invoice-state", "uncertain", "--resolve", "sent", "--creditor", HANDLE,
                 "--invoice", doubt, "--why", "it came")
        self.say("status", "status", str(run))
        self.say("status", "status")
        self.say("invoices", "invoices", "--creditor", HANDLE)
        self.say("invoices", "invoices", "list", "--creditor", HANDLE)
        self.say("evidence", "evidence", doubt, "--creditor", HANDLE)
        return run

    def decisions(self, books, run):
        self.enqueue(books, range(101, 105), "--route", "manual")
        self.say("manual-list", "manual", "list", "--creditor", HANDLE)
        self.say("manual-show", "manual", "show", "101", "--creditor", HANDLE)
        self.say("manual-done", "manual", "done", "101", "--creditor", HANDLE)
        self.say("invoice-state", "manual", "cancel", "102", "--creditor", HANDLE)
        held = str(self.enqueue(books, range(201, 204), "--hold", "1h"))
        for options in (["--dry-run"], ["--yes"]):
            self.say("cancel", "cancel", held, *options)
        for options in (["--dry-run"], ["--yes"]):
            self.say("resubmit", "resubmit", held, *options)
        # Rows that are hard to come by are written into the tables.
        self.sql(f"""
            insert into incident (creditor, run, pos, kind) values (1, {run}, 1, 'lost_case');
            insert into invoice_twin (creditor, number, canonical)
                values (1, '201', '202'), (1, '203', '202');
            update reminder set amili_state = 'closed', amili_status = 'closed_withdrawn'
                where run = {run} and state = 'a' and number = '1';
            update part set state = 'stuck', crashes = 3, worker = null, due_at = null
                where run = (select max(run) from part where n_q > 0)""")
        incident = self.say("incidents", "incidents")[0]["incident"]
        self.say("incidents", "incidents", "--close", str(incident), "--why", "looked", least=0)
        self.say("incidents", "incidents", "--all")
        part = self.say("stuck", "stuck")[0]["part"]
        self.say("stuck", "stuck", "--retry", part, least=0)
        self.say("spellings", "spellings")
        self.say("spellings-resolved", "spellings", "--resolve", "another", "--creditor", HANDLE,
                 "--invoice", "201", "--why", "looked")
        self.say("release", "release", "1", "--creditor", HANDLE, "--why", "withdrawn")
        self.sql("update invoice set customer_number = 'K1' where number in ('1', '101')")
        self.say("export", "export", "--creditor", HANDLE, "--customer", "-", text="K1\n", least=4)
        for options in (["--dry-run"], ["--yes"]):
            self.say("erase", "erase", "--creditor", HANDLE, "--customer", "-", *options,
                     text="K1\n")
        for options in (["--dry-run"], []):
            self.say("prune", "prune", "--older-than", "18mo", *options)
        self.sql("with asked as (insert into host_request (creditor, batch, as_of, digest, lines,"
                 " requested_by) values (1, 'b1', now(), 'd', 1, 'app') returning id)"
                 " insert into host_line (request, creditor, batch, invoice_number)"
                 f" select id, '{HANDLE}', 'b1', '900' from asked")
        self.say("inbox", "inbox", "--once")
        self.say("audit", "audit")
        self.say("gate", "stand-still", "--since", "2026-01-02T03:04:05Z")
        self.say("doctor", "doctor", codes=(0, 1))
        self.machine.end(self.first_line("console", "console"), within=20.0)

    def leaves(self, *words):
        """The commands that have none below them, as --help names them."""
        said = self.must(self.new, *words, "--help")
        below = re.findall(r"^  ([a-z-]+)(?: \(default\))?(?:  +\S.*)?$",
                           said.partition("SUBCOMMANDS:")[2], re.MULTILINE)
        if not below:
            return {" ".join(words)}
        return set().union(*(self.leaves(*words, name) for name in below))

    def nothing_is_left_out(self):
        commands = self.leaves()
        missing = commands - self.called
        unused = self.schemas.keys() - self.seen
        if len(commands) > 20 and not missing and not unused:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: without a test: {sorted(missing)}; schemas of nothing:"
                  f" {sorted(unused)}; {len(commands)} commands")


def main(binaries):
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="paminn-outputs.") as folder:
        outputs = Outputs(pathlib.Path(folder), pathlib.Path(binaries).resolve())
        try:
            outputs.begin()
            books = outputs.before_letters()
            outputs.decisions(books, outputs.letters_and_after(books))
            outputs.nothing_is_left_out()
        except (Wrong, TimeoutError, OSError, ValueError, LookupError) as error:
            outputs.failed += 1
            complain(f"FAILED: {error!r}")
        finally:
            outputs.end()
    print(f"ok took {time.monotonic() - began:.0f} s")
    print(f"{outputs.passed} passed, {outputs.failed} failed")
    return outputs.failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
