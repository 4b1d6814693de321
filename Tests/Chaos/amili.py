"""The sandbox that stands for Amili, and what goes wrong there."""
import collections
import json
import threading
import urllib.error
import urllib.request

from machine import free_port, wait_until

POST = "POST /case--registrations"


def fault_script(chance):
    """A mix of faults. Small shares each: together they leave most calls whole, or Amili's gate
    would hardly ever be open. What works late does so within a call's deadline, as the settle
    delay takes for granted."""
    effects = ["none", "before", f"after_ms:{chance.randint(50, 1500)}"]
    rules = []
    for action in chance.sample(KINDS, chance.randint(3, 6)):
        rule = {"on": POST, "share": round(chance.uniform(0.003, 0.03), 4), "do": action}
        if action == "status":
            rule |= {"status": chance.choice([500, 502, 503, 504]), "effect":
                     chance.choice(effects)}
        elif action == "hang":
            rule |= {"share": 0.003, "times": 12, "effect": chance.choice(effects)}
        elif action == "lag":
            rule |= {"delay_ms": chance.randint(300, 3000)}
        elif action == "huge":
            rule |= {"times": 4, "effect": "before"}
        elif action == "pass":
            rule |= {"delay_ms": chance.randint(100, 1500)}
        else:
            rule |= {"effect": chance.choice(effects)}
        rules.append(rule)
    for _ in range(chance.randint(0, 2)):
        rules.append(chance.choice(RARE)(chance))
    for _ in range(chance.randint(0, 2)):
        rules.append(chance.choice(LOOK_UPS)(chance))
    return rules


KINDS = ["status", "hang", "reset", "half_headers", "half_body", "malformed", "html", "huge",
         "wrong_length", "lag", "pass"]
RARE = [
    lambda chance: {"on": POST, "share": 0.005, "times": 2, "do": "status", "status": 429,
                    "retry_after": chance.randint(0, 2)},
    lambda chance: {"on": POST, "share": 0.002, "times": 5, "do": "status", "status": 422},
    lambda chance: {"on": POST, "share": 0.002, "times": 5, "do": "status", "status": 409,
                    "effect": chance.choice(["none", "before"])},
    # Once: the fresh token is taken. Twice would close all of Amili for a minute.
    lambda chance: {"on": POST, "share": 0.005, "times": 1, "do": "status", "status": 401},
    lambda chance: {"on": POST, "share": 0.004, "times": 6, "do": "status", "status": 404,
                    "effect": chance.choice(["none", "before"])},
    lambda chance: {"on": POST, "share": 0.004, "times": 6, "do": "status", "status": 302,
                    "effect": chance.choice(["none", "before"])},
    lambda chance: {"on": POST, "share": 0.004, "times": 6, "do": "status", "status": 200,
                    "effect": chance.choice(["none", "before"])},
]
LOOK_UPS = [
    lambda chance: {"on": "GET /cases", "share": 0.1, "times": 6, "do": "status",
                    "status": chance.choice([500, 502, 503, 504])},
    lambda chance: {"on": "GET /cases", "share": 0.1, "times": 4, "do": "ignore_where"},
    lambda chance: {"on": "GET /cases", "share": 0.1, "times": 4, "do": "no_in"},
    lambda chance: {"on": "GET /cases", "share": 0.1, "times": 4,
                    "do": chance.choice(["reset", "half_body", "malformed", "html",
                                         "wrong_length", "half_headers"])},
    lambda chance: {"on": "GET /cases", "share": 0.2, "times": 8, "do": "lag",
                    "delay_ms": chance.randint(300, 3000)},
    lambda chance: {"on": "GET /cases", "share": 0.1, "times": 2, "do": "hang"},
]


class Amili:
    def __init__(self, machine, record, seed):
        self.machine, self.record, self.seed = machine, record, seed
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = machine.folder / "sandbox"
        self.ledger = self.folder / "ledger.ndjson"
        self.process = None
        self.faults = collections.Counter()
        self.rules = []
        self.lock = threading.RLock()

    def start(self):
        self.process = self.machine.start(
            [self.machine.binaries / "amili-sandbox", "--listen", f"127.0.0.1:{self.port}",
             "--data", self.folder, "--seed", self.seed, "--latency", "4ms",
             "--rate", "1000000/60"], "sandbox.log")
        wait_until("the sandbox answers", lambda: self.call("GET", "requests") is not None)

    def call(self, method, path, body=None):
        """What a back-stage page answers; None if it does not."""
        request = urllib.request.Request(
            f"{self.url}/sandbox/{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            self.record.event("sandbox refused", path=path, body=body, answer=text[:300])
            return None
        except (OSError, ValueError):
            return None

    def set_faults(self, seed, rules):
        with self.lock:
            self.gather()
            self.rules = rules
            return self.call("PUT", "faults", {"seed": seed, "rules": rules}) is not None

    def gather(self):
        """Adds up the hits of the script that is about to go."""
        report = self.call("GET", "faults") or {"rules": []}
        for rule in report["rules"]:
            name = rule["do"]
            if name == "status":
                name = f"status {rule['status']}"
            if rule["on"] != POST:
                name = f"look-up {name}"
            effect = rule.get("effect", "none").split(":")[0]
            if effect != "none":
                name += f", done {'before' if effect == 'before' else 'late'}"
            self.faults[name] += rule.get("hits", 0)

    def restart(self):
        with self.lock:
            self.gather()
            self.process.kill()
            self.process.wait()
            self.machine.forget(self.process)
            self.start()
            if self.rules:
                self.call("PUT", "faults", {"seed": self.seed, "rules": self.rules})

    def letters(self):
        """Every line of the ledger; one without an end is being written."""
        if not self.ledger.exists():
            return []
        with open(self.ledger, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.endswith("\n")]

    def letters_of(self, creditor, number):
        """The ledger's lines on one invoice."""
        try:
            with urllib.request.urlopen(
                    f"{self.url}/sandbox/ledger?creditor={creditor}&invoice_number={number}",
                    timeout=5) as answer:
                return [json.loads(line) for line in answer.read().splitlines()]
        except (OSError, ValueError):
            return []

    def count(self):
        """How many lines the ledger has, cheaply."""
        if not self.ledger.exists():
            return 0
        with open(self.ledger, "rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
