"""An Amili written from its public documentation alone, that speaks a dialect."""
import gzip
import hashlib
import json
import math
import secrets
import threading
import time
import zlib

import clocks
import credential
import eve
import registration
from transport import Answer, Server

ACCOUNT, CREDITOR = "65f0c0ffee0000000000a001", "65f0c0ffee0000000000c001"
API_CODE = "dialects-api-code"
LISTS = {"/cases": "cases", "/case--registrations": "registrations", "/creditors": "creditors",
         "/creditor--payments": "nothing", "/creditor--creditings": "nothing",
         "/creditor--cancellations": "nothing"}


class Amili:
    """Remembers each case that it made in `ledger`, and each breach of the contract in `broken`."""

    def __init__(self, dialect, invoices, public_key):
        self.dialect, self.public_key = dialect, public_key
        self.invoices = {one.number: one for one in invoices}
        self.lock = threading.RLock()
        self.cases, self.registrations, self.ledger, self.broken = [], [], [], []
        self.tokens, self.cache, self.asked = {}, {}, {}
        # What else than "accepted" must come of an invoice: its state and reason.
        self.fates = {}
        self.server = Server(dialect.wire, self.answer, self.breach)
        scheme = "https" if dialect.wire.tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server.port}{dialect.prefix}"
        for number in dialect.in_portal:
            self.register_in_portal(number)

    def now(self):
        return time.time() + self.dialect.skew

    def breach(self, what):
        with self.lock:
            if what not in self.broken:
                self.broken.append(what)

    def nth(self, key):
        """How often this was called with that key, from 1 on."""
        with self.lock:
            self.asked[key] = self.asked.get(key, 0) + 1
            return self.asked[key]

    # --- Requests

    def answer(self, request):
        answer = self.dialect.misfortune(self, request) or self.cached(request)
        if answer.lost:
            return answer
        names = {name.lower() for name, _ in answer.headers}
        if self.dialect.date and "date" not in names:
            stamp = self.dialect.date(self.now() + self.dialect.header_skew)
            answer.headers.insert(0, ("Date", stamp))
        answer.headers.append(("Server", "counterpart"))
        answer.headers += self.dialect.headers
        return answer

    def cached(self, request):
        """A cache before Amili that heeds nobody's wishes, if the dialect has one."""
        if not self.dialect.cache or request.method != "GET" or "authent" in request.path:
            return self.routed(request)
        with self.lock:
            kept = self.cache.get(request.target)
            if kept and time.time() - kept[0] < self.dialect.cache:
                made, answer = kept
                age = ("Age", str(int(time.time() - made)))
                headers = [("Date", clocks.rfc1123(made))]
                return Answer(answer.status, answer.body, [*answer.headers, age, *headers])
        answer = self.routed(request)
        with self.lock:
            self.cache[request.target] = (time.time(), answer)
        return Answer(answer.status, answer.body, [*answer.headers, ("Age", "0")])

    def routed(self, request):
        if not request.path.startswith(self.dialect.prefix + "/"):
            return self.error(404, "not found")
        path = request.path[len(self.dialect.prefix):]
        if path == "/authenticates/api-code":
            return self.authenticate(request)
        if refused := self.unknown_token(request):
            return refused
        if any(one.name in request.target for one in self.invoices.values()):
            self.breach("a debtor's name in an address")
        if request.method == "POST" and path == "/case--registrations":
            return self.register(request)
        if request.method == "GET":
            return self.read(path, request.query)
        return self.error(405, "method not allowed")

    def error(self, status, message, issues=None):
        value = {"_status": "ERR", "_error": {"code": status, "message": message}}
        if issues:
            value["_issues"] = issues
        return self.json(status, value)

    def json(self, status, value):
        body = self.dialect.encode(value)
        headers = [("Content-Type", self.dialect.content_type)]
        if self.dialect.coding:
            headers.append(("Content-Encoding", self.dialect.coding))
            if self.dialect.coding == "gzip":
                body = gzip.compress(body)
            elif self.dialect.coding == "deflate":
                body = zlib.compress(body)
            else:
                # A stream that nobody here can read: what matters is that we are told.
                body = b"\x1b" + hashlib.sha256(body).digest()
        return Answer(status, body, headers)

    # --- Tokens

    def authenticate(self, request):
        if request.method != "GET":
            return self.error(405, "method not allowed")
        fault = credential.fault(
            request.headers.get("x-api-key", ""), self.public_key, API_CODE, time.time())
        if fault:
            self.breach(f"a credential that is none: {fault}")
            return self.error(401, "please provide proper credentials")
        with self.lock:
            token = secrets.token_hex(16)
            kept = [one for one, until in self.tokens.items() if until[1] > time.time()]
            if self.dialect.same_token and kept:
                token = kept[0]
            else:
                unknown = self.dialect.first_token_unknown and not self.tokens
                begin = math.inf if unknown else time.time() + self.dialect.token_known_after
                self.tokens[token] = (begin, time.time() + self.dialect.token_life)
            until = self.tokens[token][1] + self.dialect.skew
        value = self.dialect.token(token, until, self.dialect)
        return Answer(200, value.encode("utf-8"), [("Content-Type", "text/plain")]) \
            if isinstance(value, str) else self.json(200, value)

    def knows_token(self, request):
        with self.lock:
            times = self.tokens.get(request.headers.get("x-api-key", ""))
        return times is not None and times[0] <= time.time() < times[1]

    def unknown_token(self, request):
        if self.knows_token(request):
            return None
        return self.error(401, "please provide proper credentials")

    def forget_tokens(self):
        with self.lock:
            self.tokens.clear()

    # --- Cases

    def register(self, request):
        try:
            body = json.loads(request.body)
        except ValueError:
            return self.error(400, "no JSON")
        if request.headers.get("content-type", "").split(";")[0] != "application/json":
            self.breach("a registration that does not say application/json")
        issues = registration.issues_of(body, ACCOUNT, CREDITOR)
        if issues:
            self.breach(f"a registration that Amili refuses: {issues}")
            return self.error(422, "Insertion failure: 1 document(s) contain(s) error(s)", issues)
        if wrong := registration.difference(body, self.invoices):
            self.breach(f"a wrong letter: {wrong}")
        number = body["debts"][0]["invoice_number"]
        if answer := self.dialect.refusal(self, number):
            return answer
        with self.lock:
            if self.dialect.unique and any(one["invoice_number"] == number for one in self.ledger):
                return self.error(409, "there is a case already")
            case = self.add(number, body, "api")
        answer = self.created(case)
        return self.dialect.after(self, answer, number) or answer

    def created(self, case):
        stamp, suffix = self.dialect.stamp, case["_id"][-6:]
        value = self.dialect.registration({
            "_id": case["case_registration"], "_created": stamp(case["_created"]),
            "_updated": stamp(case["_created"]), "_etag": case["_etag"], "_status": "OK",
            "_cases": [self.dialect.id(case["_id"])], "_ocr_numbers": ["65f0c0ffee000000005c" +
                                                                      suffix[-4:]],
            "_ocr_numbers_ocr": [case["debt"]["ocr"]]})
        return self.json(self.dialect.created, value)

    def register_in_portal(self, number, seconds_ago=10):
        """A colleague's doing."""
        invoice = self.invoices[number]
        body = {"customer": {"name": invoice.name}, "debts": [{
            "invoice_number": number, "debt_description": "Varor",
            "capital_to_claim": invoice.remaining / 100, "invoice_date": clocks.rfc1123(0)}]}
        with self.lock:
            self.add(number, body, "portal", seconds_ago)
            self.fates[number] = ("skipped", "ALREADY_AT_AMILI") if seconds_ago else (
                "accepted", "FOUND_AFTER_CONFLICT")

    def add(self, number, body, via, seconds_ago=0):
        place, debt = len(self.ledger) + 1, body["debts"][0]
        created = int(self.now() - seconds_ago)
        case = {
            "_id": f"65f0c0ffee00000000{place:06x}", "_created": created, "_updated": created,
            "_etag": secrets.token_hex(20), "account": ACCOUNT, "creditor": CREDITOR,
            "creditor_name": "Dialekt AB", "customer": f"65f0c0ffee00000001{place:06x}",
            "customer_name": body["customer"]["name"], "customer_id_number": None,
            "customer_number": str(place), "customer_status": "initialized",
            "reference_number": str(100_000 + place), "currency": "SEK",
            "state": self.dialect.state,
            "state_history": [{"state": self.dialect.state, "state_date": created}],
            "status": self.dialect.status, "status_history": [], "latest_state_date": created,
            "agreement_version": 1, "case_registration": f"65f0c0ffee00000002{place:06x}",
            "case_settings": {"interest_rate": {"reference_rate": True}},
            "total_remaining_capital_amount": debt["capital_to_claim"],
            "debt": {"invoice_number": number, "debt_description": debt["debt_description"],
                     "initial_capital": debt["capital_to_claim"],
                     "invoice_date": debt["invoice_date"], "ocr": f"{2025185268701369904 + place}"},
        }
        if case["customer_id_number"] is None:
            del case["customer_id_number"]
        self.cases.append((time.monotonic() + self.dialect.lag, case))
        self.registrations.append((time.monotonic() + self.dialect.lag, {
            "_id": case["case_registration"], "_created": created, "_updated": created,
            "_etag": case["_etag"], "creditor": CREDITOR, "account": ACCOUNT,
            "_cases": [case["_id"]], "debts": [case["debt"]]}))
        self.ledger.append({"invoice_number": number, "case": case["_id"], "via": via})
        return case

    def documents(self, kind):
        if kind == "creditors":
            return [{"_id": CREDITOR, "_created": 1e9, "_updated": 1e9, "_etag": "a",
                     "name": "Dialekt AB", "is_active": True, "account": ACCOUNT}]
        if kind == "nothing" or (kind == "registrations" and self.dialect.no_registrations):
            return []
        kept = self.cases if kind == "cases" else self.registrations
        with self.lock:
            return [one for seen, one in kept if seen <= time.monotonic()]

    def read(self, path, query):
        if path in LISTS:
            return self.listed(LISTS[path], query)
        folder, _, name = path.rpartition("/")
        if folder not in LISTS:
            return self.error(404, "not found")
        for one in self.documents(LISTS[folder]):
            if one["_id"].lower() == name.lower():
                return self.json(200, self.spoken(one, LISTS[folder]))
        return self.error(404, "not found")

    def listed(self, kind, query):
        if int(query.get("max_results", "25")) > 100:
            self.breach("max_results above 100")
        if answer := self.dialect.unlistable(self, kind, query):
            return answer
        query = {name: text for name, text in query.items() if name not in self.dialect.ignored}
        try:
            items, meta = eve.listed(
                self.documents(kind), query, self.dialect.most, self.dialect.read)
        except eve.Refused as error:
            return self.error(400, str(error))
        value = {"_items": [self.spoken(one, kind) for one in items],
                 "_meta": self.dialect.meta(meta)}
        return self.json(200, self.dialect.envelope(value))

    def spoken(self, document, kind):
        """As it goes out: times written, ids spelled, and what else the dialect does to a case."""
        out = {}
        for name, value in document.items():
            if name in ("_created", "_updated", "latest_state_date"):
                value = self.dialect.stamp(value)
            elif name in ("_id", "creditor", "case_registration", "customer", "account"):
                value = self.dialect.id(value)
            elif name == "_cases":
                value = [self.dialect.id(one) for one in value]
            elif name == "state_history":
                value = [{"state": one["state"], "state_date": self.dialect.stamp(
                    one["state_date"])} for one in value]
            elif name in ("debt",) and isinstance(value, dict):
                value = {key: one for key, one in value.items() if key != "ocr"}
            out[name] = value
        return self.dialect.item(out) if kind == "cases" else out
