"""What the benches in Python share: a PostgreSQL whose cost is counted, files of invoices, figures."""
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

BINARIES = pathlib.Path(os.environ["PAMINN_TEST_BINARIES"])
ACCOUNT, CREDITOR = "65f0c0ffee0000000000a001", "65f0c0ffee0000000000c001"
HEADER = ("Fakturanr;Kundnr;Kund;Orgnr;Adress;Postnr;Ort;Fakturadatum;Förfallodatum;Belopp;"
          "Restbelopp")
TICK = os.sysconf("SC_CLK_TCK")


def sql(text):
    """The words of what psql answers."""
    done = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"], input=text,
        capture_output=True, text=True, check=True)
    return done.stdout.split()


def invoices(path, numbers):
    """A file of overdue invoices as Excel writes it. It is never held as a whole: to the kernel a
    child's peak of memory is at first its parent's."""
    due = datetime.date.today() - datetime.timedelta(days=40)
    begun = due - datetime.timedelta(days=30)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\r\n")
        file.writelines(
            f"{n};{n};Kund AB;5560360793;Gatan 1;41119;Exempelstad;{begun};{due};125,50;125,50\r\n"
            for n in numbers)


def compiled(folder, *names):
    """The C programs of `baseline`."""
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libpq", "libcurl", "openssl"],
                           capture_output=True, text=True, check=True).stdout.split()
    compiler = shutil.which("cc") or shutil.which("clang")
    assert compiler, "no C compiler: neither cc nor clang"
    for name in names:
        source = pathlib.Path(__file__).resolve().parent / "baseline" / f"{name}.c"
        subprocess.run([compiler, "-O2", "-Wall", "-o", folder / name, source, *flags, "-lpthread"],
                       check=True)


def spent(process):
    """Seconds of the processor that a process and its reaped children have used."""
    text = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    return sum(map(int, text.rpartition(")")[2].split()[11:15])) / TICK


def ran(process):
    """The same by the scheduler's own account, to the nanosecond, of the process' threads alone:
    what runs for microseconds at a time falls between the ticks of `spent`."""
    total = 0
    for thread in pathlib.Path(f"/proc/{process}/task").iterdir():
        try:
            total += int((thread / "schedstat").read_text(encoding="ascii").split()[0])
        except OSError:
            pass  # It ended.
    return total / 1e9


class Database:
    def __init__(self):
        folder = sql("show data_directory")[0]
        lines = subprocess.run(["cat", f"{folder}/postmaster.pid"], capture_output=True,
                               text=True, check=True).stdout
        self.postmaster = int(lines.split()[0])

    def spent(self):
        children = pathlib.Path(
            f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text(encoding="ascii")
        total = spent(self.postmaster)
        for child in children.split():
            try:
                total += spent(child)
            except OSError:
                pass  # Ended, and counted with the postmaster.
        return total

    def ran(self):
        """The processor time of those that run now, as of `ran`."""
        children = pathlib.Path(
            f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text(encoding="ascii")
        return sum(map(ran, [self.postmaster, *children.split()]))

    @staticmethod
    def bytes_written():
        return int(sql("select pg_current_wal_insert_lsn() - '0/0'")[0])


class Installation:
    """A migrated database with one active creditor, `bench`."""

    def __init__(self, **settings):
        self.environment = os.environ | {
            "PAMINN_DATABASE_URL": os.environ["PAMINN_TEST_DATABASE"]} | settings
        self.database = Database()
        self.paminn("migrate")
        self.creditor("bench", CREDITOR)

    def creditor(self, handle, identifier):
        """Adds an active one."""
        self.paminn("creditor", "add", handle, "--name", "Bänken AB", "--account", ACCOUNT,
                    "--amili-creditor", identifier, text="0020210001\n")
        self.paminn("creditor", "activate", handle)

    def paminn(self, *words, text=""):
        subprocess.run([BINARIES / "paminn", *words], check=True, input=text, text=True,
                       stdout=sys.stderr, env=self.environment)

    def turn(self, words, count):
        """Runs a program to its end: how many a second, and what each cost."""
        sql("checkpoint")
        database, written = self.database.spent(), self.database.bytes_written()
        began = time.monotonic()
        client = subprocess.Popen(words, env=self.environment, stdout=subprocess.DEVNULL,
                                  stderr=sys.stderr)
        _, status, usage = os.wait4(client.pid, 0)
        took = time.monotonic() - began
        assert status == 0, f"{words[0]} ended with {status}"
        return {
            "rate": count / took, "client": (usage.ru_utime + usage.ru_stime) * 1e6 / count,
            "postgres": (self.database.spent() - database) * 1e6 / count,
            "wal": (self.database.bytes_written() - written) / count,
            "memory": usage.ru_maxrss / 1024}


def figure(name, value, unit, limit, bar, at_least):
    """Prints one figure; it holds its bar if value ÷ limit is at least, or at most, the bar."""
    ratio = value / limit
    print(json.dumps({
        "name": name, "value": round(value, 1), "unit": unit, "limit": round(limit, 1),
        "ratio": round(ratio, 3), "bar": bar,
        "holds": ratio >= bar if at_least else ratio <= bar}, separators=(",", ":")), flush=True)


def tell(name, turn):
    """One turn, for whoever watches."""
    print(name, {what: round(number, 1) for what, number in turn.items()}, file=sys.stderr,
          flush=True)
