"""The attack's verdict must be able to fail: each harm, made up, is found, and nothing else is."""
import types
import unittest

from load import FOREVER, Batch, Import
from machine import moment
from verdict import Verdict

AMILI = "65f0c0ffee0000000000c001"
START = 1_800_000_000.0


def letter(number, case, at=START, via="api", answered=201):
    return {"creditor": AMILI, "invoice_number": str(number), "case": case, "via": via,
            "answered": answered, "at": moment(at)}


class VerdictTests(unittest.TestCase):
    def setUp(self):
        creditor = types.SimpleNamespace(handle="c1", amili=AMILI)
        self.books = types.SimpleNamespace(
            creditors=[creditor], imports=[], never={}, again=set(),
            batches=[Batch("c1", "batch", "", [1, 2], run=1)])
        self.incidents = []
        self.letters = [letter(1, "a"), letter(2, "b")]
        self.rows = {1: ["accepted", "", "a"], 2: ["accepted", "", "b"]}

    def judged(self):
        invoices = [["c1", str(n), *row] for n, row in self.rows.items()]
        reminders = [["c1", str(n), "1", *row] for n, row in self.rows.items()]
        judge = Verdict(self.books, self.letters, invoices, reminders, self.incidents)
        return {fault: count for fault, count in judge.judge().items() if count}

    def test_all_well(self):
        self.assertEqual(self.judged(), {})

    def test_second_letter(self):
        self.letters.append(letter(2, "c"))
        self.assertEqual(self.judged(), {"duplicates": 1})

    def test_colleagues_case_is_no_letter(self):
        self.letters.append(letter(2, "c", via="portal"))
        self.assertEqual(self.judged(), {})

    def test_accepted_without_a_case(self):
        del self.letters[1]
        self.assertEqual(self.judged(), {"lost": 1})

    def test_accepted_by_another_invoices_case(self):
        self.rows[2] = ["accepted", "", "a"]
        self.assertEqual(self.judged(), {"lost": 1})

    def test_letter_that_the_list_does_not_know(self):
        self.rows[2] = ["failed", "ATTEMPTS_EXHAUSTED", ""]
        self.assertEqual(self.judged(), {"lost": 1})

    def test_of_two_cases_the_others_is_listed(self):
        self.letters.append(letter(2, "c", START + 3, via="portal"))
        both = [["c1", "2", "b"], ["c1", "2", "c"]]
        for reason, incidents, found in (
                ("", [], 1), ("", both, 1), ("FOUND_AFTER_SET_BACK", [], 1),
                ("FOUND_AFTER_SET_BACK", both[1:], 1), ("FOUND_AFTER_SET_BACK", both, 0)):
            self.rows[2], self.incidents = ["accepted", reason, "c"], incidents
            self.assertEqual(self.judged(), {"wrong": 1} if found else {}, (reason, incidents))

    def test_of_two_cases_of_one_moment_the_others_is_listed(self):
        both = [["c1", "2", "b"], ["c1", "2", "c"]]
        self.rows[2] = ["accepted", "", "c"]
        for at, incidents, found in (
                (0, [], 1), (0, both[1:], 1), (0, both[:1], 1), (0, both, 0), (1.9, both, 0),
                (2.1, both, 1)):
            self.letters[2:] = [letter(2, "c", START + at, via="portal")]
            self.incidents = incidents
            self.assertEqual(self.judged(), {"wrong": 1} if found else {}, (at, incidents))

    def test_our_letter_that_is_said_to_be_anothers(self):
        for reason in ("ALREADY_AT_AMILI", "CLOSED_AT_AMILI"):
            self.rows[2] = ["skipped", reason, ""]
            self.assertEqual(self.judged(), {"wrong": 1}, reason)

    def test_anothers_letter_that_is_said_to_be_so(self):
        self.letters[1] = letter(2, "b", via="portal")
        self.rows[2] = ["skipped", "ALREADY_AT_AMILI", ""]
        self.assertEqual(self.judged(), {})

    def test_anothers_letter_instead_of_ours(self):
        self.letters.append(letter(2, "c", via="portal"))
        self.rows[2] = ["accepted", "", "c"]
        self.assertEqual(self.judged(), {"wrong": 1})

    def test_letter_taken_for_ours_after_a_set_back(self):
        self.rows[2] = ["accepted", "FOUND_AFTER_SET_BACK", "b"]
        self.assertEqual(self.judged(), {})
        self.letters[1] = letter(2, "b", via="portal")
        self.assertEqual(self.judged(), {})

    def test_invoice_without_a_reminder(self):
        del self.rows[2], self.letters[1]
        self.assertEqual(self.judged(), {"lost": 1})

    def test_skipped_without_a_cause(self):
        del self.letters[1]
        for reason in ("ALREADY_AT_AMILI", "PAID", "ALREADY_LIVE"):
            self.rows[2] = ["skipped", reason, ""]
            self.assertEqual(self.judged(), {"lost": 1}, reason)

    def test_undecided(self):
        for state in ("queued", "uncertain"):
            self.rows[2] = [state, "", ""]
            self.assertEqual(self.judged(), {"undecided": 1}, state)

    def test_letter_that_was_never_to_go(self):
        self.books.never["c1", 2] = "PAID"
        self.assertEqual(self.judged(), {"wrong": 1})

    def test_letter_of_nobody(self):
        self.letters.append(letter(3, "c"))
        self.rows[3] = ["accepted", "", "c"]
        self.assertEqual(self.judged(), {"wrong": 1})

    def test_letter_after_a_payment(self):
        order = Import("c1", "", [2], "PAID", [[START - 10, FOREVER]])
        self.books.imports.append(order)
        self.assertEqual(self.judged(), {"wrong": 1})
        order.known = [[START - 1, FOREVER]]
        self.assertEqual(self.judged(), {})
        # The database went back, and did not know when the letter went.
        order.known = [[START - 10, START - 5], [START + 5, FOREVER]]
        self.assertEqual(self.judged(), {})

    def test_letter_after_a_cancel(self):
        batch = self.books.batches[0]
        batch.was_cancelled, batch.cancelled = True, [[START - 10, FOREVER]]
        self.assertEqual(self.judged(), {"wrong": 2})
        batch.cancelled = [[START - 10, START - 5]]
        self.assertEqual(self.judged(), {})

    def test_letter_forgotten_with_the_database(self):
        for state, reason in (("skipped", "PAID"), ("cancelled", "CANCELLED_BY_USER")):
            self.rows[2] = [state, reason, ""]
            self.assertEqual(self.judged(), {"lost": 1}, reason)


if __name__ == "__main__":
    unittest.main()
