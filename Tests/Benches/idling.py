"""A worker with nothing to do, before a server whose letters are noted as they come."""
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from measuring import BINARIES, CREDITOR, Installation, compiled, invoices


class Relay:
    """Passes bytes on, and notes when each letter's first byte came."""

    def __init__(self, port):
        self.port, self.letters = port, []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.port))
            for pair in ((client, server, True), (server, client, False)):
                threading.Thread(target=self.copy, args=pair, daemon=True).start()

    def copy(self, source, target, is_request):
        try:
            while data := source.recv(65536):
                if is_request and data.startswith(b"POST /case--registrations"):
                    self.letters.append(time.time())
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Log:
    """What PostgreSQL has written since the last look."""

    def __init__(self):
        self.path = pathlib.Path(os.environ["PGHOST"], "server.log")
        self.read = self.path.stat().st_size

    def lines(self):
        with self.path.open("rb") as log:
            log.seek(self.read)
            text = log.read()
        self.read += len(text)
        return text.decode(errors="replace").splitlines()


@contextlib.contextmanager
def idle_worker():
    """Yields (folder, installation, worker, relay) once the worker has sent its first letters, so
    that there are a token and a case to look for. Ends them all."""
    with tempfile.TemporaryDirectory(prefix="paminn-bench.") as name:
        folder = pathlib.Path(name)
        compiled(folder, "amili")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen([folder / "amili", str(port), CREDITOR])
        worker = None
        try:
            key = folder / "key.pem"
            subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout",
                            "-out", key], check=True)
            relay = Relay(port)
            installation = Installation(
                PAMINN_AMILI_URL=relay.url, PAMINN_AMILI_API_CODE="bench",
                PAMINN_AMILI_KEY_FILE=str(key), PAMINN_STATE_DIRECTORY=str(folder / "state"))
            worker = subprocess.Popen([BINARIES / "paminn", "work"],
                                      env=installation.environment, stdout=sys.stderr)
            path = folder / "first.csv"
            invoices(path, range(1_000_001, 1_000_101))
            installation.paminn("enqueue", "--creditor", "bench", "--key", "first", str(path))
            while len(relay.letters) < 100:
                assert worker.poll() is None, "the worker ended"
                time.sleep(0.1)
            yield folder, installation, worker, relay
        finally:
            if worker:
                worker.send_signal(signal.SIGTERM)
                worker.wait()
            server.kill()
            server.wait()
