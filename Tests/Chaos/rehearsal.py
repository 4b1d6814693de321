"""Upgrades under load: rehearsal.py PRESENT-BINARIES [PREVIOUS-BINARIES], within Tests/cluster.

Each rehearsal has a database, a sandbox and three workers of the old program, which send one run's
letters. The schema changes while they do; then new workers take their places, one by one. The
sandbox's ledger tells whether a letter went twice or was lost. See Tests/rehearse."""
import json
import os
import pathlib
import sys
import tempfile
import time
import traceback

from amili import Amili
from fleet import SMALL, STOPS_WITHIN
from load import Books, Creditor
from machine import Machine, Record, complain, wait_until

LETTERS = 500
WITHIN = 180.0
# How long the old ones are watched that must not send: twice their call deadline and more.
WATCHED = 5.0
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MIGRATIONS = sorted((ROOT / "sql" / "migrations").glob("*.sql"))


class Wrong(Exception):
    """What should hold does not."""


def require(holds, what):
    if not holds:
        raise Wrong(what)


class Rehearsal:
    def __init__(self, folder, old, new):
        self.record = Record(folder / "events.ndjson")
        self.machine = Machine(folder, new, self.record)
        self.environment = {}
        self.old, self.new = old / "paminn", new / "paminn"
        self.server = os.environ["PAMINN_TEST_DATABASE"]
        self.name = f"rehearsal_{os.getpid()}_{time.monotonic_ns()}"
        self.database = f"{self.server} dbname={self.name}"
        self.amili = Amili(self.machine, self.record, 1)
        self.workers = []
        key = folder / "key.pem"
        self.must("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
        self.environment = SMALL | {
            "PAMINN_DATABASE_URL": self.database, "PAMINN_AMILI_URL": self.amili.url,
            "PAMINN_AMILI_API_CODE": "test", "PAMINN_AMILI_KEY_FILE": str(key)}

    def must(self, *words, text="", code=0):
        got, output, errors = self.machine.run(words, WITHIN, self.environment, text)
        require(got == code, f"{words[:3]} ended with {got}: {output[-300:]} {errors[-600:]}")
        return output + errors if code else output

    def sql(self, text, database=None):
        return self.must("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d",
                         database or self.database, "-f", "-", text=text).strip()

    # What is there before the upgrade

    def begin(self):
        self.sql(f"create database {self.name}", self.server)
        self.amili.start()

    def set_up(self, program):
        """One creditor, at fifty letters a second: slow enough for what comes in the middle."""
        company = Creditor(1)
        self.must(program, "creditor", "add", company.handle, "--name", "Exempelbolaget AB",
                  "--account", company.account, "--amili-creditor", company.amili,
                  text="556036-0793\n")
        self.must(program, "creditor", "activate", company.handle)
        self.must(program, "rate", "3000/60")
        books = Books(self.machine, self.record, None, None, [company])
        path = books.write([books.row(number) for number in range(1, LETTERS + 1)])
        said = self.must(program, "enqueue", path, "--creditor", company.handle, "--json")
        self.run = json.loads(said.splitlines()[-1])["run"]

    def start(self, program, place):
        process = self.machine.start(
            [program, "work"], f"worker-{place}.log", self.environment | {
                "PAMINN_STATE_DIRECTORY": str(self.machine.folder / f"state-{place}")})
        self.workers.append((place, process))
        return process

    def start_all(self, program):
        for place in range(3):
            self.start(program, place)

    def log(self, place):
        return (self.machine.folder / f"worker-{place}.log").read_text(errors="replace")

    def letters(self):
        return self.amili.count()

    def reach(self, count):
        wait_until(f"{count} letters", lambda: self.letters() >= count, WITHIN)

    def go_on(self, more):
        """That many letters more, or all of them."""
        self.reach(min(self.letters() + more, LETTERS))

    # The upgrade

    def replace(self, program):
        """One by one: each ends by itself, and the next stays until the new one works."""
        for place, process in list(self.workers):
            require(process.poll() is None, f"worker {place} ended: {self.log(place)[-600:]}")
            process.terminate()
            code = process.wait(STOPS_WITHIN)
            self.machine.forget(process)
            require(code in (0, 75), f"worker {place} ended with {code}")
            self.workers.remove((place, process))
            before = int(self.sql("select count(*) from worker"))
            self.start(program, place)
            wait_until("the new worker is known",
                       lambda before=before: int(self.sql("select count(*) from worker")) > before,
                       WITHIN)
            self.go_on(20)

    def must_stop(self):
        """The old ones say why, and then send nothing though there is work."""
        for place, _ in self.workers:
            wait_until(f"worker {place} says why it stops",
                       lambda place=place: "schema is newer" in self.log(place), WITHIN)
        # Calls that were under way come to their end.
        wait_until("no call is under way", self.is_quiet, WITHIN)
        before = self.letters()
        require(before < LETTERS, "all letters were out before the migration")
        limit = time.monotonic() + WATCHED
        while time.monotonic() < limit:
            require(self.letters() == before, "an old worker sent on a schema it does not know")
            time.sleep(0.1)

    def is_quiet(self):
        before = self.amili.call("GET", "requests")
        time.sleep(float(SMALL["PAMINN_CALL_DEADLINE"].rstrip("s")))
        return before == self.amili.call("GET", "requests")

    def judge(self):
        def is_done():
            said = self.must(self.new, "status", str(self.run), "--json")
            return json.loads(said.splitlines()[0])["state"] == "done"
        wait_until("the run is done", is_done, WITHIN)
        rows = [json.loads(line) for line in self.must(
            self.new, "invoices", "--creditor", "c1", "--json").splitlines()]
        states = {row["invoice_number"]: row["state"] for row in rows}
        sent = [letter["invoice_number"] for letter in self.amili.letters()]
        twice = {number for number in sent if sent.count(number) > 1}
        require(not twice, f"sent twice: {sorted(twice)[:5]}")
        require(len(states) == LETTERS, f"{len(states)} invoices of {LETTERS}")
        lost = {number for number, state in states.items() if state != "accepted"}
        require(not lost, f"not accepted: {[(n, states[n]) for n in sorted(lost)[:5]]}")
        require(set(sent) == set(states), "the ledger and the list name different invoices")

    def end(self):
        self.machine.end_all()
        self.sql(f"drop database if exists {self.name} with (force)", self.server)


# Rehearsals

def only_adds(rehearsal):
    """A later program's migration that only adds: the present workers go on."""
    rehearsal.must(rehearsal.old, "migrate")
    rehearsal.set_up(rehearsal.old)
    rehearsal.start_all(rehearsal.old)
    rehearsal.reach(50)
    rehearsal.sql("""begin; set local lock_timeout = '5s';
        insert into schema_migration (number, name, breaking) values (9998, 'more', false);
        alter table reminder add column more text; alter table part add column more text; commit""")
    rehearsal.go_on(50)
    rehearsal.replace(rehearsal.new)
    rehearsal.judge()


def breaks(rehearsal):
    """A later program's breaking migration: the present workers stop and say why. The row goes
    before the new ones come, which stand for a program that knows it."""
    rehearsal.must(rehearsal.old, "migrate")
    rehearsal.set_up(rehearsal.old)
    rehearsal.start_all(rehearsal.old)
    rehearsal.reach(50)
    rehearsal.sql("insert into schema_migration (number, name, breaking) values (9999, 'x', true)")
    rehearsal.must_stop()
    rehearsal.sql("delete from schema_migration where number = 9999")
    rehearsal.replace(rehearsal.new)
    rehearsal.judge()


def one_back(rehearsal):
    """The schema lacks the last migration: no worker begins, and each says why. It is migrated in
    the middle, and they work."""
    rehearsal.sql("""create table schema_migration (number int primary key, name text not null,
        applied_at timestamptz not null default clock_timestamp(), breaking bool not null)""")
    for path in MIGRATIONS[:-1]:
        text = path.read_text()
        breaking = "true" if text.splitlines()[0] == "-- breaking" else "false"
        rehearsal.sql(f"""begin; {text};
            insert into schema_migration (number, name, breaking)
            values ({path.name[:4]}, '{path.stem[5:]}', {breaking}); commit""")
    said = rehearsal.must(rehearsal.new, "work", code=78)
    require("paminn migrate" in said, f"no remedy: {said[-300:]}")
    plan = rehearsal.must(rehearsal.new, "migrate", "--plan", "--json").splitlines()
    require([json.loads(line)["migration"] for line in plan] == [MIGRATIONS[-1].stem[5:]],
            f"another plan: {plan}")
    rehearsal.must(rehearsal.new, "migrate")
    rehearsal.set_up(rehearsal.new)
    rehearsal.start_all(rehearsal.new)
    rehearsal.reach(50)
    rehearsal.replace(rehearsal.new)
    rehearsal.judge()


def previous(rehearsal):
    """The previous release at work, the schema migrated by the present program."""
    rehearsal.must(rehearsal.old, "migrate")
    rehearsal.set_up(rehearsal.old)
    rehearsal.start_all(rehearsal.old)
    rehearsal.reach(50)
    plan = [json.loads(line) for line in rehearsal.must(
        rehearsal.new, "migrate", "--plan", "--json").splitlines()]
    print(f"   {len(plan)} migrations: {', '.join(one['migration'] for one in plan) or 'none'}")
    rehearsal.must(rehearsal.new, "migrate")
    if any(one["breaking"] for one in plan):
        rehearsal.must_stop()
    else:
        rehearsal.go_on(50)
    rehearsal.replace(rehearsal.new)
    rehearsal.judge()


def main(present, before=None):
    present = pathlib.Path(present).resolve()
    plays = [(one_back, present), (only_adds, present), (breaks, present)]
    if before:
        plays.append((previous, pathlib.Path(before).resolve()))
    passed = failed = 0
    for play, old in plays:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="paminn-rehearsal.") as folder:
            rehearsal = None
            try:
                rehearsal = Rehearsal(pathlib.Path(folder), old, present)
                rehearsal.begin()
                play(rehearsal)
                passed += 1
                print(f"ok {play.__name__} ({time.monotonic() - began:.0f} s)", flush=True)
            except (Wrong, TimeoutError, OSError, ValueError) as error:
                failed += 1
                complain("".join(traceback.format_exception(error)[-3:]))
                if rehearsal:
                    for place in {place for place, _ in rehearsal.workers}:
                        complain(f"worker {place}: {rehearsal.log(place)[-1500:]}")
                print(f"FAILED {play.__name__}: {error}", flush=True)
            finally:
                if rehearsal:
                    rehearsal.end()
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
