"""The bookkeepers: files of invoices, what is true of each, and what they ask Påminn to do."""
import dataclasses
import datetime
import json
import os
import threading
import time

HEADER = ("Fakturanr;Kundnr;Kund;Orgnr;Adress;Postnr;Ort;Fakturadatum;Förfallodatum;Belopp;"
          "Restbelopp;Bestridd")
FOREVER = float("inf")


@dataclasses.dataclass
class Batch:
    creditor: str
    key: str
    path: str
    numbers: list
    options: tuple = ()
    run: int = 0
    returned_at: float = 0.0
    # When nothing of it was to go any more: [from, until, restored?].
    cancelled: list = dataclasses.field(default_factory=list)
    was_cancelled: bool = False


@dataclasses.dataclass
class Import:
    creditor: str
    path: str
    numbers: list
    reason: str
    # Stretches of time in which the database knew.
    known: list = dataclasses.field(default_factory=list)


class Creditor:
    def __init__(self, number):
        self.handle = f"c{number}"
        self.account = f"65f0c0ffee0000000000a{number:03}"
        self.amili = f"65f0c0ffee0000000000c{number:03}"
        self.next = 1


class Commands:
    """`paminn`, as a human types it."""

    def __init__(self, machine, record, environment):
        self.machine, self.record, self.environment = machine, record, environment
        self.program = machine.binaries / "paminn"
        self.known = self.commands()

    def commands(self):
        _, output, _ = self.machine.run([self.program, "--help"])
        names = ("cancel", "resubmit", "uncertain", "stuck", "incidents")
        return {name for name in names
                if any(line.split()[:1] == [name] for line in output.splitlines())}

    def run(self, *words, text="", within=60.0):
        return self.machine.run([self.program, *words], within, self.environment, text)

    def persist(self, *words, good=(0, 3), text="", within=60.0, tries=40):
        """Again and again until it is done: what a human does while the database is away."""
        for _ in range(tries):
            code, output, errors = self.run(*words, text=text, within=within)
            if code in good:
                return output
            if code not in (None, 69, 70, 75, 74):
                break
            time.sleep(0.5)
        self.record.event("command refused", words=words[:3], code=code, errors=errors[-400:])
        return None


class Books:
    def __init__(self, machine, record, commands, chance, creditors):
        self.machine, self.record, self.commands = machine, record, commands
        self.chance, self.creditors = chance, creditors
        self.batches, self.imports = [], []
        # creditor, number -> reason why no letter may ever go
        self.never = {}
        self.portal = set()
        # In more than one file: another run may send what one run's cancel stopped.
        self.again = set()
        # Odd while the database goes back, so that nobody believes what was done meanwhile.
        self.epoch = 0
        self.lock = threading.RLock()
        self.folder = machine.folder / "files"
        self.folder.mkdir(exist_ok=True)
        self.made = 0

    def row(self, number, rest=None, disputed=False, due_ago=40):
        today = datetime.date.today()
        due = today - datetime.timedelta(days=due_ago)
        begun = due - datetime.timedelta(days=30)
        rest = f"{100 + number % 900},50" if rest is None else rest
        return (f"{number};{number};Kund {number} AB;5560360793;Gatan {number};41119;Exempelstad;"
                f"{begun};{due};{100 + number % 900},50;{rest};{'Ja' if disputed else ''}")

    def write(self, lines):
        with self.lock:
            self.made += 1
            path = self.folder / f"{self.made}.csv"
        path.write_text("\r\n".join([HEADER, *lines]) + "\r\n", encoding="utf-8")
        return str(path)

    def new_batch(self, chance, size, creditor=None):
        """A file; a few of its invoices may never be reminded of, a few were in an earlier one."""
        creditor = creditor or chance.choice(self.creditors)
        numbers, lines = [], []
        for _ in range(size):
            number = creditor.next
            creditor.next += 1
            lot = chance.random()
            reason = ("PAID" if lot < 0.03 else "NOT_DUE" if lot < 0.05 else
                      "DISPUTED" if lot < 0.06 else None)
            lines.append(self.row(
                number, "0,00" if reason == "PAID" else None, reason == "DISPUTED",
                -9 if reason == "NOT_DUE" else 40))
            numbers.append(number)
            if reason:
                self.never[creditor.handle, number] = reason
        earlier = [b for b in self.batches if b.creditor == creditor.handle]
        if earlier and chance.random() < 0.5:
            again = chance.choice(earlier)
            for number in chance.sample(again.numbers, min(25, len(again.numbers))):
                # Its file is as new as any: what it says of a paid invoice would be true again.
                if (creditor.handle, number) not in self.never:
                    lines.append(self.row(number))
                    self.again.add((creditor.handle, number))
        path = self.write(lines)
        hold = ("--hold", f"{chance.randint(500, 8000)}ms") if chance.random() < 0.15 else ()
        batch = Batch(creditor.handle, f"batch-{self.made}", path, numbers, hold)
        with self.lock:
            self.batches.append(batch)
        return batch

    def enqueue(self, batch, twice=None):
        """The same file by two processes at once if `twice` says when to kill the second."""
        words = ["enqueue", batch.path, "--creditor", batch.creditor, "--key", batch.key, "--json",
                 *batch.options]
        victim = None
        if twice is not None:
            victim = self.machine.start(
                [self.commands.program, *words], "enqueue.log", self.commands.environment)
            killer = threading.Timer(twice, victim.kill)
            killer.start()
        output = self.commands.persist(*words, tries=400)
        if victim is not None:
            killer.join()
            victim.wait()
            self.machine.forget(victim)
            self.record.event("enqueued twice at once, one killed", batch=batch.key,
                              code=victim.returncode)
        if output:
            answer = json.loads(output.splitlines()[-1])
            batch.run, batch.returned_at = answer["run"], time.time()
            self.record.event("enqueue", batch=batch.key, run=batch.run, lines=answer["lines"],
                              existing=answer["existing"])
        return output is not None

    def pay(self, chance, count):
        """Some invoices of a young run are paid or disputed, right before their letters."""
        with self.lock:
            young = [batch for batch in self.batches[-6:] if batch.run]
        if not young:
            return
        batch = chance.choice(young)
        numbers = chance.sample(batch.numbers, min(count, len(batch.numbers)))
        numbers = [n for n in numbers if (batch.creditor, n) not in self.never]
        reason = chance.choice(["PAID", "DISPUTED"])
        path = self.write([
            self.row(n, "0,00" if reason == "PAID" else None, reason == "DISPUTED")
            for n in numbers])
        order = Import(batch.creditor, path, numbers, reason)
        with self.lock:
            self.imports.append(order)
        self.bring_in(order)

    def bring_in(self, order):
        for _ in range(20):
            epoch = self.epoch
            # As new as now: after a restored backup it is the accounting's truth anew.
            os.utime(order.path)
            done = self.commands.persist(
                "invoices", "import", order.path, "--creditor", order.creditor, tries=400)
            with self.lock:
                if done is not None and self.epoch == epoch and epoch % 2 == 0:
                    order.known.append([time.time(), FOREVER])
                    self.record.event("import", reason=order.reason, creditor=order.creditor,
                                      numbers=len(order.numbers))
                    return
            time.sleep(0.5)

    def cancel(self, chance):
        with self.lock:
            young = [b for b in self.batches[-8:] if b.run and not b.was_cancelled]
        if not young or "cancel" not in self.commands.known:
            return None
        batch = chance.choice(young)
        epoch = self.epoch
        batch.was_cancelled = True
        done = self.commands.persist("cancel", str(batch.run), "--yes", tries=4)
        with self.lock:
            if done is not None and self.epoch == epoch and epoch % 2 == 0:
                batch.cancelled.append([time.time(), FOREVER])
        self.record.event("cancel", batch=batch.key, run=batch.run, done=done is not None)
        return batch

    def resubmit(self, batch):
        if batch is None or "resubmit" not in self.commands.known:
            return
        with self.lock:
            for stretch in batch.cancelled:
                stretch[1] = min(stretch[1], time.time())
        done = self.commands.persist("resubmit", str(batch.run), "--yes", tries=4)
        self.record.event("resubmit", batch=batch.key, run=batch.run, done=done is not None)

    def going_back(self):
        with self.lock:
            self.epoch += 1

    def gone_back(self, lost_since, ended):
        """What may have been forgotten: done again, the payments before the letters."""
        with self.lock:
            self.epoch += 1
            imports = [i for i in self.imports if any(b > ended and a >= lost_since - 3
                                                      for a, b in i.known) or not i.known]
            for order in self.imports:
                for stretch in order.known:
                    if stretch[1] > ended and stretch[0] >= lost_since - 3:
                        stretch[1] = ended
            for batch in self.batches:
                for stretch in batch.cancelled:
                    if stretch[1] > ended and stretch[0] >= lost_since - 3:
                        stretch[1] = ended
            batches = [b for b in self.batches if not b.run or b.returned_at >= lost_since - 3]
        for order in imports:
            self.bring_in(order)
        for batch in batches:
            self.enqueue(batch)
        return len(imports), len(batches)
