"""A real worker and a real console on a database and a sandbox of their own, with their status
servers."""
import pathlib
import signal
import sys
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Browser"), str(HERE.parent / "Chaos")]

from company import csv, invoice  # noqa: E402
from installation import Installation  # noqa: E402
from machine import free_port, wait_until  # noqa: E402

LETTERS = 150
# Series that a healthy worker does not have, and that rules ask for.
LATER = {'paminn_database_errors_total{class="none"} 0\n':
         'paminn_database_errors_total{class="53"} 0\n'}
HANDLE = "matning"
CREDITOR = "65f0c0ffee0000000000c001"


class Fleet(Installation):
    def __init__(self, folder, binaries):
        self.ports = {"worker": free_port(), "console": free_port()}
        super().__init__(folder, binaries)

    @property
    def settings(self):
        return super().settings | {
            "PAMINN_STAND_STILL": "5s",
            "PAMINN_STATUS_LISTEN": f"127.0.0.1:{self.ports['worker']}"}

    def start(self):
        super().start()
        self.console(status_listen=f"127.0.0.1:{self.ports['console']}")
        self.paminn("creditor", "add", HANDLE, "--name", "Exempelbolaget AB", "--account",
                    "65f0c0ffee0000000000a001", "--amili-creditor", CREDITOR,
                    text="0020210001\n")
        self.paminn("creditor", "activate", HANDLE)

    def enqueue(self, first, count):
        file = self.folder / f"{first}.csv"
        file.write_text(csv([invoice(number) for number in range(first, first + count)]),
                        encoding="utf-8")
        self.paminn("enqueue", file, "--creditor", HANDLE)

    def work_off(self):
        """Letters that are accepted, rejected, and lost on the way and found again."""
        letters = "POST /case--registrations"
        self.control("POST", "cases", {"creditor": CREDITOR, "invoice_number": "1005"})
        self.faults(
            {"on": letters, "invoice": "1007", "do": "status", "status": 400},
            {"on": letters, "invoice": "1011", "times": 1, "do": "reset", "effect": "before"})
        self.enqueue(1001, LETTERS)
        wait_until("all letters have come to an end", lambda: self.counts() == "0", 60, 0.3)

    def counts(self):
        """The reminders that have not come to an end."""
        return self.sql("select count(*) from reminder where state in ('q', 'u')")[0][0]

    def kill_worker_with_work_due(self):
        """One letter in ten seconds may go, when the only worker is killed."""
        self.paminn("rate", "6/60")
        self.enqueue(2001, 20)
        self.worker.send_signal(signal.SIGKILL)
        self.machine.end(self.worker)
        self.worker = None

    def scrape(self, program, path="/metrics"):
        address = f"http://127.0.0.1:{self.ports[program]}{path}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.read().decode()

    def told(self):
        """What worker and console tell, once a console has taken the two samples of the rate."""
        return {program: wait_until(f"the {program} tells all", lambda: self.complete(program),
                                    90, 0.5)
                for program in self.ports}

    def complete(self, program):
        text = self.scrape(program)
        return text if "\npaminn_rate_used_per_second " in text else None

    def record(self, folder):
        """Writes the sample that the other tests serve."""
        for program, text in self.told().items():
            if program == "worker":
                for line, more in LATER.items():
                    text = text.replace(line, more + line)
            (folder / f"{program}.prom").write_text(text, encoding="utf-8")
