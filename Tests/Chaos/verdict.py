"""Holds the sandbox's ledger against the list, invoice by invoice, with none of Påminn's code."""
import collections

from machine import seconds

FAULTS = ("duplicates", "lost", "wrong", "undecided")
# How much later than a payment or a cancel a letter may still come in: the veto's second, the
# slot's second, and what the wires hold back.
WITHIN = 2.9
# Where the answer was not 201 Amili may have worked late: a call's deadline and 1.5 s more.
WITHIN_LATE = 6.5
KNOWN_THERE = {"ALREADY_AT_AMILI", "CLOSED_AT_AMILI"}
# Taken for ours, and said that nobody can tell.
PRESUMED = "FOUND_AFTER_SET_BACK"
# Amili tells whole seconds of its cases, and clocks differ: closer ones have no order.
TOGETHER = 2.0


class Verdict:
    def __init__(self, books, letters, invoices, reminders, incidents=()):
        """Incidents: (creditor, invoice, case) for each case that an open incident names."""
        self.books = books
        self.named = collections.defaultdict(set)
        for creditor, number, case in incidents:
            self.named[creditor, int(number)].add(case)
        handles = {creditor.amili: creditor.handle for creditor in books.creditors}
        self.cases = collections.defaultdict(list)
        for letter in letters:
            if letter["creditor"] in handles:
                key = handles[letter["creditor"]], int(letter["invoice_number"])
                self.cases[key].append(letter)
        self.rows = {(r[0], int(r[1])): r[2:] for r in invoices}
        self.reminders = collections.defaultdict(list)
        for row in reminders:
            self.reminders[row[0], int(row[1])].append(row[2:])
        self.found = {fault: [] for fault in FAULTS}
        self.notes = collections.Counter()
        self.batches = collections.defaultdict(list)
        for batch in books.batches:
            for number in batch.numbers:
                self.batches[batch.creditor, number].append(batch)

    def note(self, fault, key, why):
        self.found[fault].append({
            "creditor": key[0], "invoice": key[1], "why": why, "list": self.rows.get(key),
            "reminders": self.reminders.get(key, []), "ledger": self.cases.get(key, [])})

    def judge(self):
        self.paid = collections.defaultdict(list)
        for order in self.books.imports:
            for number in order.numbers:
                self.paid[order.creditor, number].append(order)
        for key in sorted(self.batches.keys() | self.rows.keys() | self.cases.keys()):
            self.judge_letters(key)
            self.judge_list(key)
            self.judge_times(key)
        return {fault: len(self.found[fault]) for fault in FAULTS}

    def judge_letters(self, key):
        ours = [case for case in self.cases[key] if case["via"] == "api"]
        self.notes["letters"] += len(ours)
        if len(ours) > 1:
            self.note("duplicates", key, f"{len(ours)} letters")
        if ours and key in self.books.never:
            self.note("wrong", key, f"a letter, though {self.books.never[key]} from the first")
        if key not in self.batches:
            self.note("wrong", key, "never enqueued, and yet there")

    def judge_list(self, key):
        cases = self.cases[key]
        ours = [case for case in cases if case["via"] == "api"]
        row = self.rows.get(key)
        state, reason, case = row if row else ("none", "", "")
        ends = {(r[1], r[2]) for r in self.reminders[key]}
        if state == "none" or not ends:
            self.note("lost", key, "enqueued, and no reminder")
            return
        if any(end in ("queued", "uncertain") for end, _ in ends):
            self.note("undecided", key, "queued or uncertain at the end")
            return
        self.notes[state] += 1
        for _, end, _, its_case in self.reminders[key]:
            if end == "accepted" and its_case not in {c["case"] for c in cases}:
                self.note("lost", key, "accepted, and the ledger has no such case")
        accepted = {r[3] for r in self.reminders[key] if r[1] == "accepted"}
        if ours and not accepted:
            fault = "wrong" if any(why in KNOWN_THERE for _, why in ends) else "lost"
            self.note(fault, key, f"a letter of ours, but {state} {reason}")
        elif ours and accepted & {c["case"] for c in cases if c["via"] != "api"} == accepted:
            # Of two cases from a time that is forgotten, or of the same moment, nobody can tell
            # whose is which: the list has one, and an incident asks a human about both.
            named = {c["case"] for c in ours} | accepted <= self.named[key]
            if ("accepted", PRESUMED) in ends and {c["case"] for c in ours} <= self.named[key]:
                self.notes["found after a set-back beside another's: an incident names both"] += 1
            elif named and self.are_together(cases):
                self.notes["made together with another's: an incident names both"] += 1
            else:
                self.note("wrong", key, "a letter of ours, but another's case in the list")
        if ("accepted", PRESUMED) in ends:
            whose = "ours" if ours else "made by hand, and said to be perhaps so"
            self.notes[f"found after a set-back: {whose}"] += 1
        if not ours and not any(self.explains(key, end, why) for end, why in ends):
            self.note("lost", key, f"no letter, and no cause for {state} {reason}")

    @staticmethod
    def are_together(cases):
        moments = [seconds(case["at"]) for case in cases]
        return max(moments) - min(moments) <= TOGETHER

    def explains(self, key, end, why):
        """Is that end without a letter one that somebody or something caused?"""
        if end == "accepted":
            # A colleague's case, made while a call of ours was in doubt, is taken for ours; whether
            # there is that case was looked at above.
            return True
        if end == "cancelled":
            return any(batch.was_cancelled for batch in self.batches[key])
        if end in ("rejected", "failed"):
            self.notes[f"{end}: {why}"] += 1
            return True
        if end != "skipped":
            return False
        if why in KNOWN_THERE:
            return bool(self.cases[key])
        if key in self.books.never:
            return why == self.books.never[key]
        return any(order.reason == why for order in self.paid[key])

    def judge_times(self, key):
        ours = [case for case in self.cases[key] if case["via"] == "api"]
        for case in ours:
            at = seconds(case["at"])
            margin = WITHIN if case["answered"] == 201 else WITHIN_LATE
            for order in self.paid[key]:
                for since, until in order.known:
                    if since + margin < at < until:
                        self.note("wrong", key, f"a letter {at - since:.2f} s after the import of"
                                  f" {order.reason}")
            self.judge_cancel(key, at, margin)

    def judge_cancel(self, key, at, margin):
        batches = self.batches[key]
        # In another file as well it may go by that one.
        if len(batches) != 1 or key in self.books.again:
            return
        for since, until in batches[0].cancelled:
            if since + margin < at < until:
                self.note("wrong", key, f"a letter {at - since:.2f} s after run"
                          f" {batches[0].run} was cancelled")


LIST = """
select creditor, invoice_key, state, coalesce(reason, ''), coalesce(case_id, '')
from invoice_list
"""
REMINDERS = """
select creditor, invoice_key, run, state, coalesce(reason, ''), coalesce(case_id, '')
from reminder_list
"""


PARTS_THAT_LIE = """
    select p.run, p.first from part p cross join lateral (
        select array_agg(state order by pos) as states,
            coalesce(array_agg(pos order by pos) filter (where is_exception), '{}') as pos,
            coalesce(array_agg(state order by pos) filter (where is_exception), '{}') as state,
            coalesce(array_agg(reason order by pos) filter (where is_exception), '{}') as reason,
            array_agg(reason order by reason)
                filter (where state = 'a' and reason is not null) as accepted_reason
        from (
            select pos, state, reason, state not in ('q', 'a') as is_exception from reminder
            where creditor = p.creditor and run = p.run and pos between p.first and p.last
        ) x
    ) r
    where (p.n_q, p.n_a) <> (
            cardinality(array_positions(r.states, 'q')), cardinality(array_positions(r.states, 'a')))
        or p.exception_pos is not null
            and ((p.exception_pos, p.exception_state, p.exception_reason) <> (r.pos, r.state, r.reason)
                or p.accepted_reason is distinct from r.accepted_reason)"""


INCIDENTS = """
    select k.handle, r.number, c
    from incident i
    join creditor k on k.id = i.creditor
    join reminder r on r.creditor = i.creditor and r.run = i.run and r.pos = i.pos
    cross join unnest(i.case_ids) c
    where i.closed_at is null"""


def verdict_of(world):
    """The verdict on a world that stands still."""
    judge = Verdict(
        world.books, world.amili.letters(), world.cluster.ask(LIST, within=300.0),
        world.cluster.ask(REMINDERS, within=300.0), world.cluster.ask(INCIDENTS, within=300.0))
    for run, first in world.cluster.ask(PARTS_THAT_LIE, within=300.0):
        judge.found["wrong"].append({"run": run, "part": first, "why": "not as its reminders are"})
    return judge, judge.judge()
