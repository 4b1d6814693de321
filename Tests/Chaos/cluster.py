"""A PostgreSQL of the attack's own, with full durability, and the ways in which it fails."""
import pathlib
import shutil
import threading
import time

from machine import free_port, wait_until

# Debian's, in whichever folder of whichever architecture.
FAKE_TIME = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))

SETTINGS = """
listen_addresses = '127.0.0.1'
max_connections = 200
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
max_wal_senders = 8
wal_keep_size = '256MB'
hot_standby = on
shared_buffers = '256MB'
max_wal_size = '2GB'
checkpoint_timeout = '30s'
recovery_init_sync_method = syncfs
autovacuum_naptime = '10s'
log_min_messages = warning
"""


class Outage(Exception):
    """The database did not answer."""


class Cluster:
    """Data directories come and go; the port stays, and so does the database's name."""

    def __init__(self, machine, record):
        self.machine, self.record = machine, record
        folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        folders = [folder for folder in folders if (folder / "pg_ctl").exists()]
        if not folders:
            raise SystemExit("attack: no pg_ctl in /usr/lib/postgresql/*/bin")
        self.tools = folders[-1]
        self.port = free_port()
        code, home, errors = machine.run(machine.as_owner(
            ["mktemp", "-d", "/tmp/paminn-attack-pg.XXXXXX"]))
        if code != 0:
            raise SystemExit(f"attack: {errors.strip()}")
        self.home = pathlib.Path(home.strip())
        if not FAKE_TIME:
            raise SystemExit("attack: no libfaketime. Install it with `deploy/setup tests`.")
        # How far the server's clock is from the machine's, seconds.
        self.offset = 0
        self.number = 0
        self.data = self.home / "data0"
        self.others = {}
        # One thing happens to the server at a time.
        self.lock = threading.RLock()

    def tool(self, name, *words, within=120.0):
        # Only what a server is started by gets its clock: it looks into the file at every look at
        # the clock, and its monotonic clock and its files' times are true.
        clock = [] if name != "pg_ctl" else [
            "env", f"LD_PRELOAD={FAKE_TIME[0]}", "FAKETIME_NO_CACHE=1", "NO_FAKE_STAT=1",
            f"FAKETIME_TIMESTAMP_FILE={self.home}/clock", "FAKETIME_DONT_FAKE_MONOTONIC=1"]
        return self.machine.run(
            self.machine.as_owner([*clock, self.tools / name, *words]), within=within)

    def set_clock(self, offset):
        """The server's clock is so many seconds from the machine's, from this moment on."""
        self.offset = offset
        self.write(self.home / "clock.new", f"{offset:+d}s\n")
        # At once: half a file would be another time.
        (self.home / "clock.new").rename(self.home / "clock")

    def must(self, name, *words, within=120.0):
        code, output, errors = self.tool(name, *words, within=within)
        if code != 0:
            raise Outage(f"{name}: {code} {output} {errors}"[:2000])
        return output

    def create(self):
        self.set_clock(0)
        self.must("initdb", "-D", self.data, "-U", "postgres", "--auth=trust",
                  "--encoding=UTF8", "--locale=C.UTF-8")
        self.write(self.data / "postgresql.auto.conf",
                   SETTINGS + f"unix_socket_directories = '{self.home}'\n")
        self.start(self.data, self.port)
        self.must("createdb", "-h", self.home, "-p", self.port, "-U", "postgres", "paminn")

    def write(self, path, text, mode="w"):
        with open(path, mode, encoding="utf-8") as file:
            file.write(text)
        if self.machine.is_root:
            shutil.chown(path, "postgres", "postgres")

    def start(self, data, port):
        try:
            self.must("pg_ctl", "start", "-D", data, "-w", "-t", "100", "-l",
                      self.home / "server.log", "-o", f"-c port={port}")
        except Outage as outage:
            _, log, _ = self.machine.run(
                self.machine.as_owner(["tail", "-n", "20", self.home / "server.log"]))
            raise Outage(f"{outage} {log}") from outage
        self.others[data] = port

    def stop(self, data, mode):
        self.tool("pg_ctl", "stop", "-D", data, "-m", mode, "-w", "-t", "100")
        self.others.pop(data, None)

    def end(self):
        with self.lock:
            for data in list(self.others):
                self.stop(data, "immediate")
            shutil.rmtree(self.home, ignore_errors=True)

    def url(self, port=None, name="paminn"):
        # Neither TLS nor Kerberos: the proxy reads what passes.
        return (f"postgresql://postgres@127.0.0.1:{port or self.port}/{name}"
                "?sslmode=disable&gssencmode=disable&connect_timeout=3")

    def ask(self, sql, name="paminn", within=20.0):
        """Rows of text columns; Outage if there is no answer."""
        code, output, errors = self.machine.run(
            [self.tools / "psql", "-X", "-A", "-t", "-F", "\t", "-q", "-v", "ON_ERROR_STOP=1",
             "-h", self.home, "-p", str(self.port), "-U", "postgres", "-d", name, "-f", "-"],
            within=within, text=sql)
        if code != 0:
            raise Outage(errors.strip() or "no answer in time")
        return [line.split("\t") for line in output.splitlines()]

    def restart(self, mode):
        with self.lock:
            self.must("pg_ctl", "restart", "-D", self.data, "-m", mode, "-w", "-t", "100", "-l",
                      self.home / "server.log", "-o", f"-c port={self.port}")

    def fresh(self):
        self.number += 1
        return self.home / f"data{self.number}"

    def discard(self, data):
        if data != self.data:
            shutil.rmtree(data, ignore_errors=True)

    def base_backup(self):
        """A copy of the running server: what a nightly backup would be."""
        target = self.fresh()
        self.must("pg_basebackup", "-h", self.home, "-p", self.port, "-U", "postgres", "-D",
                  target, "-X", "stream", "-c", "fast", within=300.0)
        return target

    def cold_copy(self):
        """A copy of the stopped server. No sequence leaps ahead in such a one."""
        target = self.fresh()
        with self.lock:
            self.stop(self.data, "fast")
            code, _, errors = self.machine.run(
                self.machine.as_owner(["cp", "-a", self.data, target]), within=300.0)
            self.start(self.data, self.port)
        if code != 0:
            raise Outage(errors)
        (target / "postmaster.pid").unlink(missing_ok=True)
        return target

    def restore(self, copy, new_timeline):
        """The server is replaced by an older copy of itself. Gives the moment of its end."""
        with self.lock:
            self.stop(self.data, "immediate")
            ended = time.time()
            old, self.data = self.data, copy
            if new_timeline:
                self.write(copy / "recovery.signal", "")
                self.write(copy / "postgresql.auto.conf", "restore_command = 'false'\n", "a")
            self.start(copy, self.port)
            wait_until("recovery", self.is_primary)
            self.discard(old)
            return ended

    def is_primary(self):
        try:
            return self.ask("select not pg_is_in_recovery()") == [["t"]]
        except Outage:
            return False

    def promote_with_loss(self, blind):
        """A standby that has lost its connection for `blind` seconds takes over. Gives the moment
        from which commits may be lost, and that of the old server's end."""
        with self.lock:
            standby = self.base_backup()
            port = free_port()
            self.write(standby / "standby.signal", "")
            self.write(
                standby / "postgresql.auto.conf", "primary_conninfo = 'host=127.0.0.1 port="
                f"{self.port} user=postgres sslmode=disable gssencmode=disable'\n", "a")
            self.start(standby, port)
            try:
                wait_until("the standby streams", lambda: self.ask(
                    "select 1 from pg_stat_replication where state = 'streaming'"))
                time.sleep(0.5)
                # From here on nothing more arrives there; the primary goes on alone.
                lost_since = time.time() - 1.0
                self.write(standby / "postgresql.auto.conf", "primary_conninfo = ''\n", "a")
                self.must("pg_ctl", "reload", "-D", standby)
                wait_until("the standby is cut off", lambda: not self.ask(
                    "select 1 from pg_stat_replication where state = 'streaming'"))
                time.sleep(blind)
                self.stop(self.data, "immediate")
                ended = time.time()
            except (Outage, TimeoutError):
                self.stop(standby, "immediate")
                self.discard(standby)
                raise
            self.must("pg_ctl", "promote", "-D", standby, "-w", "-t", "60")
            self.stop(standby, "fast")
            old, self.data = self.data, standby
            self.start(standby, self.port)
            wait_until("the promoted server", self.is_primary)
            self.discard(old)
            return lost_since, ended
