"""The workers, how they are ended, and how long their parts then stand still."""
import json
import os
import resource
import signal
import subprocess
import threading
import time

from cluster import Outage
from machine import seconds

SMALL = {
    "PAMINN_LEASE": "3s", "PAMINN_HEARTBEAT": "1s", "PAMINN_CALL_DEADLINE": "2s",
    "PAMINN_SETTLE_DELAY": "9s", "PAMINN_BACKOFF": "100ms..2s", "PAMINN_MAX_ATTEMPTS": "30",
    "PAMINN_DRAIN": "8s", "PAMINN_IN_FLIGHT": "32", "PAMINN_LOG": "json",
}
# From a SIGTERM, whatever a thread waits for: the drain, a lease, twenty seconds, and ours.
STOPS_WITHIN = 8 + 3 + 20 + 4


class Place:
    """Where one worker stands: its wires and its state folder outlive it."""

    def __init__(self, number, database, amili, state):
        self.number, self.database, self.amili, self.state = number, database, amili, state
        self.process = None
        self.fed = None
        self.began = 0.0
        self.lock = threading.Lock()


class Fleet:
    def __init__(self, machine, record, cluster, environment, places, settings=None):
        self.machine, self.record, self.cluster = machine, record, cluster
        self.environment, self.places = environment, places
        self.settings = SMALL if settings is None else settings
        self.recoveries = Recoveries(record, cluster)
        self.odd_endings = []
        self.not_ended = []
        self.kind_of_kill = "kill -9"

    def start(self, place):
        place.state.parent.mkdir(exist_ok=True)
        place.process = self.machine.start(
            [self.machine.binaries / "paminn", "work"], f"worker-{place.number}.log",
            self.environment | self.settings | {
                "PAMINN_DATABASE_URL": place.database, "PAMINN_AMILI_URL": place.amili,
                "PAMINN_STATE_DIRECTORY": str(place.state)})
        place.began = time.monotonic()

    def start_all(self):
        for place in self.places:
            self.start(place)

    def replace(self, place):
        """Whoever ended by itself is told of, and a new one takes its place."""
        with place.lock:
            if place.process is not None and place.process.poll() is not None:
                code = place.process.returncode
                self.machine.forget(place.process)
                self.record.event("worker ended by itself", code=code, place=place.number)
                if code not in (0, 69, 75):
                    self.odd_endings.append((place.number, code, self.last_words(place)))
                self.start(place)

    def kill(self, place):
        with place.lock:
            process = place.process
            if process.poll() is not None:
                return
            process.kill()
            at = time.time()
            process.wait()
            self.machine.forget(process)
            self.start(place)
        held = self.recoveries.watch(process.pid, at)
        self.record.event(self.kind_of_kill, place=place.number, pid=process.pid, held=held)

    def freeze(self, place, seconds):
        """Stopped for longer than its lease: it wakes up dead, and must do no harm."""
        with place.lock:
            process = place.process
            if process.poll() is not None:
                return
            process.send_signal(signal.SIGSTOP)
            self.record.event("stop", place=place.number, pid=process.pid, seconds=seconds)
            time.sleep(seconds)
            process.send_signal(signal.SIGCONT)
            self.record.event("continue", place=place.number, pid=process.pid)

    def starve(self, place, spare):
        """May open so many descriptors more, and none beyond: one at least, for libdispatch traps
        where it can open none. False if it has just ended, or hardly begun."""
        with place.lock:
            if time.monotonic() - place.began < 3:
                return False
            try:
                held = {int(name) for name in os.listdir(f"/proc/{place.process.pid}/fd")}
                # The limit is on the number that a new one gets, and the lowest free one is given.
                limit = min(set(range(len(held) + 1)) - held) + spare
                place.fed = resource.prlimit(place.process.pid, resource.RLIMIT_NOFILE)
                resource.prlimit(
                    place.process.pid, resource.RLIMIT_NOFILE, (limit, place.fed[1]))
            except OSError:
                return False
            self.record.event("descriptors run out", place=place.number, limit=limit)
            return True

    def feed(self, place):
        """Whoever came after it has the usual limit anyway."""
        with place.lock:
            try:
                resource.prlimit(place.process.pid, resource.RLIMIT_NOFILE, place.fed)
            except OSError:
                pass

    def drain(self, place):
        with place.lock:
            process = place.process
            if process.poll() is not None:
                return
            asked = time.monotonic()
            process.terminate()
            try:
                code = process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                code = process.wait()
                self.record.event("worker did not drain", place=place.number)
                self.not_ended.append(place.number)
            self.machine.forget(process)
            self.record.event("SIGTERM", place=place.number, code=code)
            # A program that has hardly begun dies of the signal, as any does.
            is_new = code == -signal.SIGTERM and asked - place.began < 5
            if code not in (0, 75, 69, -signal.SIGKILL) and not is_new:
                self.odd_endings.append((place.number, code, self.last_words(place)))
            self.start(place)

    def last_words(self, place):
        """The end of its log: whoever traps says why outside of it."""
        with open(self.log_of(place), "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 1500))
            return file.read().decode(errors="replace")

    def log_of(self, place):
        return self.machine.folder / f"worker-{place.number}.log"

    def words_of_trouble(self):
        """When a worker wrote a warning or worse: seconds since 1970, in order."""
        moments = []
        for place in self.places:
            with open(self.log_of(place), encoding="utf-8", errors="replace") as file:
                for line in file:
                    try:
                        said = json.loads(line)
                    except ValueError:
                        continue  # Of a process that was killed while it wrote.
                    if said.get("level") in ("warning", "error", "critical"):
                        moments.append(seconds(said["at"]))
        return sorted(moments)

    def end_all(self):
        for place in self.places:
            with place.lock:
                if place.process is not None:
                    self.machine.end(place.process, within=20.0)


class Recoveries:
    """From the kill of a worker that held parts until another claims them and asks Amili."""

    def __init__(self, record, cluster, database="paminn"):
        self.record, self.cluster, self.database = record, cluster, database
        self.open, self.claims, self.asks = [], [], []
        self.given_up = self.rescuers_killed = 0
        self.lock = threading.Lock()

    def watch(self, pid, at):
        try:
            rows = self.cluster.ask(
                "select p.run, p.first, p.attempt, p.worker from part p join worker w"
                f" on w.id = p.worker where p.state = 'claimed' and w.name like '%:{pid}'"
                f" and w.started_at < to_timestamp({at + self.cluster.offset})", self.database,
                within=5.0)
        except Outage:
            return None
        again = {(int(run), int(first)) for run, first, _, _ in rows}
        with self.lock:
            # Whoever was about to ask was killed too: counted from there.
            for kill in self.open:
                if (kill["run"], kill["first"]) in again:
                    kill["over"] = True
                    self.rescuers_killed += 1
            for run, first, attempt, worker in rows:
                self.open.append({
                    "at": at, "clock": self.cluster.offset,
                    "run": int(run), "first": int(first), "attempt": int(attempt),
                    "worker": int(worker), "claimed": None, "asked": None})
        return len(rows)

    def forget(self):
        """The database went back: what was watched may never have been."""
        with self.lock:
            self.given_up += len(self.open)
            self.open = []

    def look(self):
        with self.lock:
            open_now = list(self.open)
        if not open_now:
            return
        keys = ", ".join(f"({k['run']}, {k['first']}, {k['at'] + k['clock']}, {k['worker']})"
                         for k in open_now)
        rows = self.cluster.ask(f"""
            select k.run, k.first, k.worker, p.attempt, p.state,
                extract(epoch from p.claimed_at), (
                    select extract(epoch from min(e.at)) from evidence e
                    where e.creditor = p.creditor and e.run = p.run and e.first = p.first
                        and e.kind = 'lookup' and e.worker <> k.worker
                        and e.at > to_timestamp(k.at))
            from (values {keys}) k(run, first, at, worker)
            join part p on p.run = k.run and p.first = k.first""", self.database)
        found = {(int(r[0]), int(r[1]), int(r[2])): r for r in rows}
        for kill in open_now:
            if not kill.get("over"):
                key = kill["run"], kill["first"], kill["worker"]
                self.compare(kill, found.get(key))
        with self.lock:
            self.open = [k for k in self.open if k["asked"] is None and not k.get("over")]

    def compare(self, kill, row):
        age = time.time() - kill["at"]
        if row is None or age > 120:
            kill["over"] = True
            self.given_up += 1
            self.record.event("recovery not seen", **kill)
            return
        if kill["claimed"] is None and int(row[3]) > kill["attempt"]:
            claimed = float(row[5]) - kill["at"] - kill["clock"] if row[5] else age
            kill["claimed"] = claimed if 0 < claimed < age else age
            self.claims.append(kill["claimed"])
        if row[6]:
            kill["asked"] = float(row[6]) - kill["at"] - kill["clock"]
            self.asks.append(kill["asked"])
            if kill["claimed"] is None:
                self.claims.append(kill["asked"])
            self.record.event("recovered", **kill)


def percentile(values, share):
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)
