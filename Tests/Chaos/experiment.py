"""Everything together: set up, attacked, drained, judged and taken down."""
import collections
import json
import random
import subprocess
import threading
import time

from amili import Amili
from cluster import Cluster, Outage
from fleet import SMALL, Fleet, Place, percentile
from disturb import Disturber, plan
from load import Books, Commands, Creditor
from machine import Machine, Record, complain, seconds, wait_until
import pathlib
import sys

# The least that must have happened in thirty minutes, or the attack was none.
LEAST = {"letters": 200_000, "kill -9": 300, "database restart": 30, "COMMITs cut": 100,
         "clock of the database set": 12, "slow way": 12, "database silent": 8, "pg_silent": 30,
         "descriptors run out": 12}


# What a worker says is a stand-still, and some.
STAND_STILL = 35.0


class ProxyProcess:
    """Proxies, and what they say they did."""

    def __init__(self, machine, record, program, *words):
        self.record = record
        self.lock = threading.Lock()
        self.ports = None
        self.process = machine.start(
            [sys.executable, pathlib.Path(__file__).with_name(f"{program}.py"), *words],
            f"{program}.log", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        threading.Thread(target=self.listen, daemon=True).start()
        wait_until("the proxies listen", lambda: self.ports)

    def listen(self):
        for line in self.process.stdout:
            said = json.loads(line)
            if said["wire"] == "listening":
                self.ports = said["ports"]
            else:
                self.record.event(said["wire"])

    def order(self, order):
        with self.lock:
            self.process.stdin.write(json.dumps(order).encode() + b"\n")
            self.process.stdin.flush()


class Experiment:
    def __init__(self, folder, binaries, seed, minutes):
        self.seed, self.minutes = seed, minutes
        self.record = Record(pathlib.Path(folder) / "attack.ndjson")
        self.machine = Machine(folder, binaries, self.record)
        self.cluster = Cluster(self.machine, self.record)
        self.amili = Amili(self.machine, self.record, seed)
        self.began = time.monotonic()

    # --- Set up

    def set_up(self):
        machine, folder = self.machine, self.machine.folder
        self.cluster.create()
        key = folder / "key.pem"
        code, _, errors = machine.run(
            ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key])
        if code != 0:
            raise SystemExit(f"attack: openssl: {errors.strip()}")
        self.amili.start()
        self.environment = {
            "PAMINN_DATABASE_URL": self.cluster.url(), "PAMINN_AMILI_URL": self.amili.url,
            "PAMINN_AMILI_API_CODE": "attack", "PAMINN_AMILI_KEY_FILE": str(key)}
        self.commands = Commands(machine, self.record, self.environment)
        creditors = [Creditor(number) for number in range(1, 5)]
        self.books = Books(
            machine, self.record, self.commands, random.Random(f"load {self.seed}"), creditors)
        self.install(self.commands, creditors)
        self.proxies = ProxyProcess(
            machine, self.record, "proxies", self.seed, self.cluster.port, self.amili.port)
        self.gateway = ProxyProcess(machine, self.record, "gateway", self.amili.port)
        gateway = f"http://127.0.0.1:{self.gateway.ports[0]}"
        through, to_amili = (f"http://127.0.0.1:{port}" for port in self.proxies.ports)
        through = self.cluster.url(self.proxies.ports[0])
        direct = self.cluster.url()
        places = [(direct, self.amili.url), (through, gateway), (through, to_amili),
                  (direct, to_amili)]
        self.fleet = Fleet(machine, self.record, self.cluster, self.environment, [
            Place(number, database, amili, folder / f"state-{number}")
            for number, (database, amili) in enumerate(places)])
        self.disturber = Disturber(self)

    def install(self, commands, creditors):
        steps = [(["migrate"], ""), (["rate", "500/1"], "")]
        for creditor in creditors:
            steps.append(([
                "creditor", "add", creditor.handle, "--name", "Exempelbolaget AB", "--account",
                creditor.account, "--amili-creditor", creditor.amili], "0020210001\n"))
            steps.append((["creditor", "activate", creditor.handle], ""))
        for words, text in steps:
            code, _, errors = commands.run(*words, text=text)
            if code != 0:
                raise SystemExit(f"attack: {words[0]}: {errors.strip()}")

    # --- The attack

    def attack(self):
        self.over = threading.Event()
        self.warm_up()
        threads = [threading.Thread(target=target, daemon=True)
                   for target in (self.load, self.watch, self.tell)]
        for thread in threads:
            thread.start()
        lanes = self.disturber.start(plan(self.seed, self.minutes))
        time.sleep(self.minutes * 60)
        self.disturber.over.set()
        self.ended = time.time()
        for lane in lanes:
            lane.join(120)
        self.over.set()
        for thread in threads:
            thread.join(120)

    def warm_up(self):
        """All creditors but the last get their first case in peace: its very first answer may be
        lost, in an account that has thousands of cases of others by then."""
        chance = random.Random(f"first {self.seed}")
        self.fleet.start_all()
        warm = self.books.creditors[:-1]
        for creditor in warm:
            self.books.enqueue(self.books.new_batch(chance, 250, creditor))
        wait_until("creditors have cases", lambda: self.cluster.ask(
            "select 1 from creditor where canary_number is not null"
            f" having count(*) >= {len(warm)}"), 60)

    def load(self):
        """New runs whenever there is less to do than the fleet does in some seconds."""
        chance = random.Random(f"files {self.seed}")
        while not self.over.is_set():
            try:
                left = int(self.cluster.ask(
                    "select coalesce(sum(n_q), 0) from part where state <> 'done'")[0][0])
                if left < 4000:
                    batch = self.books.new_batch(chance, chance.randint(200, 3000))
                    twice = chance.uniform(0.0, 0.4) if chance.random() < 0.3 else None
                    self.books.enqueue(batch, twice)
                    continue
            except (Outage, OSError) as error:
                self.record.event("load waits", why=str(error)[:200])
            self.over.wait(0.5)

    def watch(self):
        """Replaces workers that ended, follows what killed ones held, mends what is paused."""
        turn = 0
        while not self.over.is_set():
            turn += 1
            try:
                for place in self.fleet.places:
                    if not place.lock.locked():
                        self.fleet.replace(place)
                self.fleet.recoveries.look()
                if turn % 20 == 0:
                    self.disturber.mend()
            except (Outage, OSError) as error:
                self.record.event("watch waits", why=str(error)[:200])
            self.over.wait(0.25)

    def tell(self):
        while not self.over.wait(10):
            counts = self.record.counts
            complain(f"{time.monotonic() - self.began:6.0f} s  {self.amili.count()} letters,"
                     f" {counts['kill -9']} kills, {counts['stop']} stops,"
                     f" {counts['database restart']} restarts, {self.cuts()} COMMITs cut,"
                     f" {counts['standby promoted']} promotions,"
                     f" {counts['database restored']} restores")

    def cuts(self):
        return sum(n for kind, n in self.record.counts.items() if kind.startswith("cut_"))

    # --- The end

    def drain(self, within=300.0):
        """All is well again; whatever was forgotten is done again; everything comes to an end."""
        self.record.event("drain")
        self.amili.set_faults(1, [])
        self.proxies.order({"shares": {}, "delay": 0, "silent": 0})
        self.gateway.order({"cache": False})
        self.cluster.set_clock(0)
        self.fleet.recoveries.forget()
        for creditor in self.books.creditors:
            self.disturber.activate(creditor)
        self.disturber.pauses.clear()
        self.disturber.mend()
        # What an earlier loss of the database took and nobody did again, by its key.
        for batch in self.books.batches:
            self.books.enqueue(batch)
        limit = time.monotonic() + within
        told = 0
        while time.monotonic() < limit:
            for place in self.fleet.places:
                self.fleet.replace(place)
            self.fleet.recoveries.look()
            self.disturber.mend()
            left = self.cluster.ask("""
                select count(*), coalesce(sum(n_q), 0), coalesce(sum(n_u), 0),
                    (select count(*) from run where finished_at is null)
                from part where state <> 'done'""")[0]
            if left[0] == left[3] == "0":
                break
            if time.monotonic() - told > 10:
                told = time.monotonic()
                complain(f"draining: {left[0]} parts, {left[1]} queued, {left[2]} uncertain,"
                         f" {left[3]} runs")
            time.sleep(1)
        else:
            self.record.event("drain did not end")
        self.poll()
        self.fleet.end_all()
        self.amili.gather()

    def poll(self, within=120.0):
        """Every creditor's cases are read once more: letters that a database has forgotten, and of
        which nothing is left to be asked about, are found so."""
        since = time.time()
        try:
            # Before all that is due: the whole lists of a night take long.
            self.cluster.ask(
                "update poll set changes_due_at = clock_timestamp() - interval '1 day'")
            wait_until("the polls", lambda: self.cluster.ask(
                "select 1 from poll p join creditor c on c.id = p.creditor"
                " having count(*) = count(*) filter (where p.watermark is not null"
                f" and p.watermark >= to_timestamp({since - 1}))"), within, 0.5)
        except (Outage, TimeoutError) as error:
            self.record.event("polls did not end", why=str(error)[:200])

    def keep_database(self):
        """What the verdict was given on, to be looked at afterwards."""
        code, output, errors = self.cluster.tool(
            "pg_dump", "-h", self.cluster.home, "-p", self.cluster.port, "-U", "postgres", "-d",
            "paminn")
        (self.machine.folder / "database.sql").write_text(
            output if code == 0 else errors, encoding="utf-8")

    def figures(self):
        counts = collections.Counter(self.record.counts)
        for name, number in sorted(self.amili.faults.items()):
            counts[f"fault {name}"] = number
        counts["COMMITs cut"] = self.cuts()
        return counts

    def least(self, letters):
        """What the attack fell short of."""
        done = self.figures()
        done["letters"] = letters
        wanted = {name: 1 if self.is_short else int(number * self.minutes / 30)
                  for name, number in LEAST.items()}
        return [f"{name}: {done[name]}, {number} wanted"
                for name, number in wanted.items() if done[name] < number]

    def silences(self, letters):
        """Stretches of the attack without a letter, longer than the workers' own bound, of which
        none of them said a word within a minute."""
        moments = sorted(seconds(letter["at"]) for letter in letters)
        said = self.fleet.words_of_trouble()
        found = []
        for before, after in zip(moments, moments[1:]):
            is_long = after - before > STAND_STILL and after < self.ended
            if is_long and not any(before < word < before + 60 for word in said):
                found.append((before, after - before))
        return found

    @property
    def is_short(self):
        """Too short for figures."""
        return self.minutes < 10

    # --- Recovery at the settings that a new installation has

    def default_recovery(self, kills=12):
        """A database of its own, no faults, and workers killed with what they hold."""
        self.cluster.must("createdb", "-h", self.cluster.home, "-p", self.cluster.port, "-U",
                          "postgres", "standard")
        url = self.cluster.url(name="standard")
        environment = self.environment | {"PAMINN_DATABASE_URL": url}
        commands = Commands(self.machine, self.record, environment)
        creditor = Creditor(9)
        self.install(commands, [creditor])
        commands.persist("rate", "120/1")
        books = Books(self.machine, self.record, commands, random.Random(self.seed), [creditor])
        books.enqueue(books.new_batch(random.Random(self.seed), 9000))
        fleet = Fleet(
            self.machine, self.record, self.cluster, environment, [
                Place(10 + number, url, self.amili.url,
                      self.machine.folder / f"state-standard-{number}") for number in range(4)],
            {name: "" for name in SMALL})
        fleet.recoveries.database = "standard"
        fleet.kind_of_kill = "kill -9 at default settings"
        fleet.start_all()
        wait_until("letters go", lambda: self.cluster.ask(
            "select 1 from part where n_a > 0 limit 1", "standard"), 60)
        for number in range(kills):
            fleet.kill(fleet.places[number % len(fleet.places)])
            limit = time.monotonic() + 3.5
            while time.monotonic() < limit:
                fleet.recoveries.look()
                time.sleep(0.2)
        limit = time.monotonic() + 40
        while fleet.recoveries.open and time.monotonic() < limit:
            fleet.recoveries.look()
            time.sleep(0.2)
        # What is still open is in doubt for ten minutes; its letters are looked at all the same.
        for place in fleet.places:
            self.machine.end(place.process, 9)
        ours = collections.Counter(
            letter["invoice_number"] for letter in self.amili.letters()
            if letter["creditor"] == creditor.amili)
        twice = [number for number, count in ours.items() if count > 1]
        return fleet.recoveries, twice


def spans(recoveries):
    return {
        "claimed": {"p50": percentile(recoveries.claims, 0.5),
                    "p99": percentile(recoveries.claims, 0.99),
                    "max": percentile(recoveries.claims, 1.0), "n": len(recoveries.claims)},
        "asked": {"p50": percentile(recoveries.asks, 0.5),
                  "p99": percentile(recoveries.asks, 0.99),
                  "max": percentile(recoveries.asks, 1.0), "n": len(recoveries.asks)},
        "not_seen": recoveries.given_up + len(recoveries.open),
        "rescuers_killed": recoveries.rescuers_killed}
