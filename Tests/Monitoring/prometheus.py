"""A Prometheus of the tests' own, on loopback."""
import json
import os
import pathlib
import re
import shutil
import urllib.error
import urllib.parse
import urllib.request

from machine import free_port, wait_until

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
UNPACKED = TREE / ".build" / "lint-programs" / "usr" / "bin"


def program(name):
    """Where it is: what deploy/setup has unpacked, or one that is installed; None if neither."""
    if os.access(UNPACKED / name, os.X_OK):
        return str(UNPACKED / name)
    return shutil.which(name)


def hurried(rules):
    """The same rules, whose times are over within seconds."""
    rules = re.sub(r"for: \d+[smh]$", "for: 3s", rules, flags=re.M)
    rules = re.sub(r"\[\d+[smh]:\d+[smh]\]", "[20s:1s]", rules)
    rules = re.sub(r"\[\d+[smh]\]", "[10s]", rules)
    return re.sub(r"offset \d+[smh]", "offset 10s", rules)


class Prometheus:
    """Scrapes every second, and judges the rules as often."""

    def __init__(self, machine, folder, targets, rules):
        self.machine = machine
        home = folder / f"prometheus-{free_port()}"
        home.mkdir()
        (home / "alerts.yml").write_text(rules, encoding="utf-8")
        (home / "prometheus.yml").write_text(json.dumps({
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s",
                       "evaluation_interval": "1s"},
            "rule_files": [str(home / "alerts.yml")],
            "scrape_configs": [
                {"job_name": "paminn", "static_configs": [{"targets": targets}]}],
        }), encoding="utf-8")
        self.targets = targets
        self.url = f"http://127.0.0.1:{free_port()}"
        self.log = folder / f"{home.name}.log"
        self.process = machine.start(
            [program("prometheus"), f"--config.file={home}/prometheus.yml",
             f"--storage.tsdb.path={home}/data", f"--web.listen-address={self.url[7:]}",
             "--log.level=warn", "--storage.tsdb.retention.time=1h"], self.log.name)
        wait_until("Prometheus is ready", self.is_ready, 60)

    def is_ready(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"Prometheus has ended: {self.log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def get(self, path, **words):
        """The data of an answer; ValueError if Prometheus refuses the question."""
        query = urllib.parse.urlencode(words)
        try:
            with urllib.request.urlopen(
                    f"{self.url}/api/v1/{path}?{query}", timeout=20) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise ValueError(f"{words.get('query', path)}: {error.read().decode()}") from None

    def query(self, text):
        return self.get("query", query=text)["result"]

    def rules(self):
        return [rule for group in self.get("rules")["groups"] for rule in group["rules"]]

    def firing(self):
        """Annotations of what fires, by the alert's name."""
        return {one["labels"]["alertname"]: one["annotations"]
                for one in self.get("alerts")["alerts"] if one["state"] == "firing"}

    def scrapes_all(self):
        """Whether every target answers and has been scraped a few times."""
        up = self.query("min_over_time(up[3s])")
        return len(up) == len(self.targets) and all(one["value"][1] == "1" for one in up)

    def end(self):
        self.machine.end(self.process, within=20)
