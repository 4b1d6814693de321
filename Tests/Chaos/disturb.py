"""What goes wrong and when: a plan drawn from the seed alone, and the hands that carry it out."""
import dataclasses
import os
import random
import signal
import threading
import time

import amili as sandbox
from cluster import Outage

# How often a minute, by the lane that does it; one lane does one thing at a time.
RATES = {
    "fleet": {"kill": 13.0, "freeze": 2.0, "drain": 2.0},
    "database": {"restart": 1.4, "terminate": 4.0, "promote": 0.25, "restore": 0.3},
    "clock": {"clock": 0.6},
    "amili": {"faults": 10.0, "sandbox_kill": 0.8, "tokens": 1.0, "portal": 6.0,
              "inactive": 0.4, "credential": 0.07, "cache": 0.5},
    "proxies": {"cut": 12.0, "shares": 8.0},
    "ways": {"slow": 0.6, "silence": 0.4, "backend": 0.5},
    "limits": {"descriptors": 0.6},
    "books": {"pay": 6.0, "cancel": 1.0, "pause_all": 0.4, "pause_creditor": 0.4, "ask": 1.0,
              "resolve": 1.0},
}


@dataclasses.dataclass(order=True)
class Event:
    at: float
    lane: str
    kind: str
    seed: int


def plan(seed, minutes):
    """The same seed and length give the same events, at the same moments after the beginning."""
    chance = random.Random(f"plan {seed}")
    seconds = minutes * 60
    events = []
    for lane, kinds in RATES.items():
        for kind, rate in kinds.items():
            # What happens every few minutes happens once in a short attack; what stops all for a
            # minute does not.
            count = max(1 if rate > 0.1 else 0, round(rate * minutes))
            if count == 0:
                continue
            # One in each stretch of equal length: even, and yet nobody knows when.
            span = (seconds - 12) / count
            for number in range(count):
                at = 6 + (number + chance.random()) * span
                lot = chance.getrandbits(48)
                if kind == "restore":
                    at = max(at, min(30.0, seconds * 0.4))
                    age = random.Random(lot).uniform(6, 50)
                    events.append(Event(max(5.0, at - age), lane, "backup", lot))
                events.append(Event(at, lane, kind, lot))
    return sorted(events)


class Disturber:
    """Carries the plan out. Whatever goes wrong here is told, and the next event comes."""

    def __init__(self, world):
        self.world, self.record = world, world.record
        self.backups = {}
        self.pauses = set()
        self.over = threading.Event()

    def run_lane(self, lane, events, began):
        for event in events:
            if self.over.wait(max(0.0, began + event.at - time.monotonic())):
                return
            try:
                getattr(self, event.kind)(random.Random(event.seed), event)
            except (Outage, TimeoutError, OSError) as error:
                self.record.event("disturbance failed", what=event.kind, why=str(error)[:500])

    def start(self, events):
        began = time.monotonic()
        threads = []
        for lane in RATES:
            mine = [event for event in events if event.lane == lane]
            threads.append(threading.Thread(
                target=self.run_lane, args=(lane, mine, began), daemon=True))
            threads[-1].start()
        return threads

    # --- Workers

    def place(self, chance):
        """Any but those that stand still right now."""
        places = self.world.fleet.places
        free = [place for place in places if not place.lock.locked()]
        return chance.choice(free or places)

    def kill(self, chance, _):
        self.world.fleet.kill(self.place(chance))

    def freeze(self, chance, _):
        place, seconds = self.place(chance), chance.uniform(3.5, 16.0)
        threading.Thread(
            target=self.world.fleet.freeze, args=(place, seconds), daemon=True).start()

    def drain(self, chance, _):
        place = self.place(chance)
        threading.Thread(target=self.world.fleet.drain, args=(place,), daemon=True).start()

    # --- The database

    def restart(self, chance, _):
        self.world.cluster.restart("immediate")
        self.record.event("database restart")

    def terminate(self, chance, _):
        rows = self.world.cluster.ask(
            "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity"
            " where datname = 'paminn' and pid <> pg_backend_pid()"
            f" order by random() limit {chance.randint(1, 6)}) victim")
        self.record.event("backends terminated", count_of=rows[0][0])

    def backup(self, chance, event):
        began = time.time()
        cold = chance.random() < 0.5
        cluster = self.world.cluster
        self.backups[event.seed] = (cluster.cold_copy() if cold else cluster.base_backup(), began)
        self.record.event("backup", cold=cold)

    def restore(self, chance, event):
        copy, began = self.backups.pop(event.seed, (None, 0))
        if copy is None:
            return
        new_timeline = chance.random() < 0.5
        books = self.world.books
        books.going_back()
        ended = time.time()
        try:
            ended = self.world.cluster.restore(copy, new_timeline)
        finally:
            self.world.fleet.recoveries.forget()
            self.record.event("database restored", back=round(ended - began, 1),
                              new_timeline=new_timeline)
            imports, batches = books.gone_back(began, ended)
            self.record.event("done again", imports=imports, batches=batches)

    def promote(self, chance, _):
        books = self.world.books
        books.going_back()
        since, ended = time.time(), time.time()
        try:
            since, ended = self.world.cluster.promote_with_loss(chance.uniform(0.5, 4.0))
            self.world.fleet.recoveries.forget()
            self.record.event("standby promoted", lost=round(ended - since, 1))
        finally:
            books.gone_back(since, ended)

    def clock(self, chance, _):
        """Only the database's, and mostly back; never far from the truth for long."""
        cluster = self.world.cluster
        step = chance.choice([4, 30, 300]) * (-1 if chance.random() < 0.7 else 1)
        if abs(cluster.offset + step) > 400:
            step = -step
        cluster.set_clock(cluster.offset + step)
        self.world.fleet.recoveries.forget()
        self.record.event("clock of the database set", step=step, offset=cluster.offset)
        self.record.count("clock set back" if step < 0 else "clock set forward")

    # --- Amili

    def faults(self, chance, _):
        rules = [] if chance.random() < 0.3 else sandbox.fault_script(chance)
        rules += self.five_hundreds(chance)
        done = self.world.amili.set_faults(chance.getrandbits(30), rules)
        self.record.event("faults", rules=rules, done=done)

    def five_hundreds(self, chance):
        """A gateway that fails for some invoices of one creditor, each as often as it is tried."""
        with self.world.books.lock:
            young = self.world.books.batches[-2:]
        if not young or chance.random() < 0.5:
            return []
        batch = chance.choice(young)
        return [
            {"on": sandbox.POST, "invoice": str(number), "times": 3, "do": "status",
             "status": 500, "effect": chance.choice(["none", "none", "before"])}
            for number in chance.sample(batch.numbers, min(8, len(batch.numbers)))]

    def cache(self, chance, _):
        """For a while a gateway answers with what it has kept, and says how old it is."""
        self.world.gateway.order({"cache": True})
        self.record.event("gateway keeps answers")
        self.over.wait(chance.uniform(15.0, 40.0))
        self.world.gateway.order({"cache": False})

    def credential(self, chance, _):
        """Amili refuses the credential, fresh token or not: all sends stop for a minute."""
        self.world.amili.set_faults(1, [
            {"on": sandbox.POST, "times": 8, "do": "status", "status": 401}])
        self.record.event("credential refused")

    def sandbox_kill(self, chance, _):
        self.world.amili.restart()
        self.record.event("sandbox killed")

    def tokens(self, chance, _):
        self.world.amili.call("POST", "expire-tokens", {})
        self.record.event("tokens expired")

    def portal(self, chance, _):
        """A colleague registers by hand what is about to go, or has gone."""
        books = self.world.books
        with books.lock:
            young = books.batches[-4:]
        if not young:
            return
        batch = chance.choice(young)
        amili_id = next(c.amili for c in books.creditors if c.handle == batch.creditor)
        for number in chance.sample(batch.numbers, min(5, len(batch.numbers))):
            books.portal.add((batch.creditor, number))
            self.world.amili.call(
                "POST", "cases", {"creditor": amili_id, "invoice_number": str(number)})
        self.record.event("portal")

    def inactive(self, chance, _):
        creditor = chance.choice(self.world.books.creditors)
        self.world.amili.call("POST", "creditors", {"_id": creditor.amili, "active": False})
        self.record.event("creditor inactive at Amili", creditor=creditor.handle)
        self.over.wait(chance.uniform(2.0, 5.0))
        self.activate(creditor)

    def activate(self, creditor):
        while self.world.amili.call(
                "POST", "creditors", {"_id": creditor.amili, "active": True}) is None:
            time.sleep(0.2)
        self.world.commands.persist("creditor", "resume", creditor.handle, tries=400)

    # --- Wires

    def cut(self, chance, _):
        self.world.proxies.order({"cut": [chance.choice(["before", "after"])]})

    def shares(self, chance, _):
        if chance.random() < 0.3:
            return self.world.proxies.order({"shares": {}})
        return self.world.proxies.order({"shares": {
            "pg_reset": chance.choice([0, 0.001, 0.004]),
            "pg_stall": chance.choice([0, 0.0005, 0.002]),
            "pg_half": chance.choice([0, 0.0005, 0.001]),
            "pg_silent": chance.choice([0, 0.0002, 0.0005]),
            "http_before": chance.choice([0, 0.005, 0.02]),
            "http_within": chance.choice([0, 0.005, 0.02]),
            "http_answer": chance.choice([0, 0.005, 0.02]),
            "http_stall": chance.choice([0, 0.02]),
        }})

    def slow(self, chance, _):
        """Each way through the proxies takes so much longer, to the database and to Amili."""
        delay = chance.choice([0.025, 0.05, 0.1, 0.2, 0.3, 0.5])
        self.world.proxies.order({"delay": delay})
        self.record.event("slow way", seconds=delay)
        self.over.wait(chance.uniform(8.0, 25.0))
        self.world.proxies.order({"delay": 0})

    def silence(self, chance, _):
        """All of the database that the proxies carry takes what it is told and says nothing."""
        seconds = chance.uniform(3.0, 15.0)
        self.world.proxies.order({"silent": seconds})
        self.record.event("database silent", seconds=seconds)

    def backend(self, chance, _):
        """One of the server's processes stands still; all others work."""
        rows = self.world.cluster.ask(
            "select pid from pg_stat_activity where datname = 'paminn'"
            " and pid <> pg_backend_pid() and backend_type = 'client backend'"
            " order by random() limit 1")
        if not rows:
            return
        try:
            os.kill(int(rows[0][0]), signal.SIGSTOP)
            self.record.event("backend stopped")
            self.over.wait(chance.uniform(3.0, 12.0))
            os.kill(int(rows[0][0]), signal.SIGCONT)
        except (ProcessLookupError, PermissionError) as error:
            self.record.event("backend not stopped", why=str(error))

    def descriptors(self, chance, _):
        """A worker may open nothing more for a while: no connection, no file."""
        place, spare = self.place(chance), chance.randint(1, 3)
        # It may just have ended; another takes its place within a moment.
        while not self.world.fleet.starve(place, spare):
            if self.over.wait(0.5):
                return
        self.over.wait(chance.uniform(4.0, 15.0))
        self.world.fleet.feed(place)

    # --- Humans

    def pay(self, chance, _):
        self.world.books.pay(chance, chance.randint(5, 80))

    def cancel(self, chance, _):
        books = self.world.books
        batch = books.cancel(chance)
        if batch and chance.random() < 0.5:
            self.over.wait(chance.uniform(0.0, 6.0))
            books.resubmit(batch)

    def pause_all(self, chance, _):
        self.pauses.add("all")
        self.world.commands.persist("pause", "--all", tries=10)
        self.record.event("pause all")
        self.over.wait(chance.uniform(0.5, 3.0))
        self.world.commands.persist("resume", "--all", tries=400)
        self.pauses.discard("all")

    def pause_creditor(self, chance, _):
        handle = chance.choice(self.world.books.creditors).handle
        self.pauses.add(handle)
        self.world.commands.persist("creditor", "pause", handle, tries=10)
        self.record.event("pause of a creditor", creditor=handle)
        self.over.wait(chance.uniform(0.5, 5.0))
        self.world.commands.persist("creditor", "resume", handle, tries=400)
        self.pauses.discard(handle)

    def ask(self, chance, _):
        """Who only looks disturbs nobody."""
        words = [["status", "--json"]]
        words += [[name, "--json"] for name in ("uncertain", "stuck", "incidents")
                  if name in self.world.commands.known]
        code, _, errors = self.world.commands.run(*chance.choice(words))
        self.record.event("question", code=code, errors=errors[-200:])

    def resolve(self, chance, _):
        """A human has seen the case at Amili, and says so."""
        if "uncertain" not in self.world.commands.known:
            return
        rows = self.world.cluster.ask(
            "select creditor, invoice_key from reminder_list where state = 'uncertain' limit 50")
        if not rows:
            return
        chance.shuffle(rows)
        ids = {creditor.handle: creditor.amili for creditor in self.world.books.creditors}
        for handle, number in rows[:5]:
            letters = [letter for letter in self.world.amili.letters_of(ids[handle], number)
                       if letter["via"] == "api"]
            if letters:
                code, _, errors = self.world.commands.run(
                    "uncertain", "--creditor", handle, "--resolve", "sent", "--invoice", number,
                    "--case", letters[0]["case"], "--why", "the case stands in the portal")
                self.record.event("uncertain resolved", creditor=handle, invoice=number,
                                  code=code, errors=errors[-300:])

    # --- What a restored backup paused anew, and what gave up

    def mend(self):
        """Resumes what nobody means to be paused, and retries what is stuck."""
        cluster, commands = self.world.cluster, self.world.commands
        rows = cluster.ask("""
            select 'run', id::text from run where paused_at is not null and state <> 'done'
            union all select 'all', '' from throttle where scope = 'amili' and paused
            union all select 'creditor', c.handle from throttle t
                join creditor c on c.id = t.creditor where t.paused
            union all select 'stuck', count(*)::text from part where state = 'stuck'""")
        for kind, what in rows:
            if kind == "run":
                commands.persist("resume", what, tries=3)
                self.record.event("paused run resumed", run=what)
            elif kind == "all" and "all" not in self.pauses:
                commands.persist("resume", "--all", tries=3)
            elif kind == "creditor" and what not in self.pauses:
                commands.persist("creditor", "resume", what, tries=3)
            elif kind == "stuck" and what != "0":
                self.unstick(int(what))

    def unstick(self, count):
        self.record.count("stuck parts retried", count)
        cluster, commands = self.world.cluster, self.world.commands
        parts = cluster.ask("select run, first from part where state = 'stuck' limit 20")
        for run, first in parts:
            if "stuck" in commands.known:
                commands.persist("stuck", "--retry", f"{run}/{first}", tries=3)
            else:
                cluster.ask("update part set state = 'ready', crashes = 0 where state = 'stuck'"
                            f" and run = {run} and first = {first}")
