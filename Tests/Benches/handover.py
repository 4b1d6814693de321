"""Handing invoices over to Amili, by the worker and by a C program, each turn measured."""
import json
import os
import pathlib
import socket
import subprocess

from measuring import (
    ACCOUNT, BINARIES, CREDITOR, Installation, compiled, invoices, spent, sql)

LETTERS = int(os.environ.get("PAMINN_BENCH_LETTERS", "60000"))
IN_FLIGHT = 32
BODY = json.dumps({
    "account": ACCOUNT, "creditor": CREDITOR, "first_action": "remind", "currency": "SEK",
    "customer": {
        "name": "Kund AB", "id_number": "556036-0793", "is_company": True,
        "address": {"country": "SE", "address_line_1": "Gatan 1", "zip_code": "41119",
                    "city": "Exempelstad"}},
    "debts": [{"invoice_number": "NUMBER", "debt_description": "Faktura",
               "invoice_date": "Tue, 01 Sep 2026 00:00:00 GMT", "capital_to_claim": 125.5,
               "due_date": "Thu, 01 Oct 2026 00:00:00 GMT"}]}, separators=(",", ":"))


def accepted():
    """How many letters Amili has taken, by the list's own account."""
    return int(sql("select coalesce(sum(n_a), 0) from part")[0])


def certificate(folder):
    """The path of a file with a certificate for 127.0.0.1 and its key."""
    path = folder / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", folder / "certificate.pem"],
        check=True, capture_output=True)
    with path.open("ab") as both:
        both.write((folder / "certificate.pem").read_bytes())
    return path


class Bench:
    def __init__(self, folder, milliseconds=0, is_secure=False, **settings):
        """The server answers so many milliseconds after each request, over TLS if `is_secure`."""
        self.folder = folder
        compiled(folder, "amili", "queue")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.certificate = []
        if is_secure:
            self.certificate = [certificate(folder)]
            settings["PAMINN_AMILI_CA_FILE"] = str(folder / "certificate.pem")
        self.url = f"http{'s' if is_secure else ''}://127.0.0.1:{port}"
        self.server = subprocess.Popen(
            [folder / "amili", str(port), CREDITOR, str(milliseconds), *self.certificate])
        self.first = 1
        key = folder / "key.pem"
        subprocess.run(
            ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key],
            check=True)
        self.installation = Installation(
            PAMINN_AMILI_URL=self.url, PAMINN_AMILI_API_CODE="bench",
            PAMINN_AMILI_KEY_FILE=str(key), PAMINN_STATE_DIRECTORY=str(folder / "state"),
            **settings)
        sql("create table bench_queue (id bigint primary key, state smallint not null, body text,"
            " case_id text) with (fillfactor = 50)")

    def numbers(self, count=LETTERS):
        first, self.first = self.first, self.first + count
        return range(first, first + count)

    def load_queue(self):
        numbers = self.numbers()
        sql("truncate bench_queue;"
            f" insert into bench_queue select n, 0, replace('{BODY}', 'NUMBER', n::text)"
            f" from generate_series({numbers[0]}, {numbers[-1]}) n; analyze bench_queue")

    def load_run(self, count=LETTERS):
        numbers = self.numbers(count)
        path = self.folder / "invoices.csv"
        invoices(path, numbers)
        self.installation.paminn(
            "enqueue", "--creditor", "bench", "--key", f"bench-{numbers[0]}", str(path))

    def turn(self, words):
        server = spent(self.server.pid)
        turn = self.installation.turn(words, LETTERS)
        return turn | {"server": (spent(self.server.pid) - server) * 1e6 / LETTERS}

    def pgqueuer(self, python):
        """A peer, on the same machine and against the same server."""
        peer = pathlib.Path(__file__).resolve().parent / "peer_pgqueuer.py"
        subprocess.run([python, peer, "load", str(LETTERS)], check=True,
                       env=os.environ | {"PAMINN_BENCH_BODY": BODY})
        return self.turn([python, peer, "work", f"{self.url}/case--registrations"])

    def queue(self, threads):
        self.load_queue()
        return self.turn([
            self.folder / "queue", os.environ["PAMINN_TEST_DATABASE"],
            f"{self.url}/case--registrations", str(threads), str(IN_FLIGHT), *self.certificate])

    def worker(self):
        self.load_run()
        return self.turn([BINARIES / "paminn", "work", "--once"])
