"""Tests in a real Prometheus: on the sample, and on the real programs."""
import contextlib
import json
import re
import time

from agreement import TREE
from exposition import Exposition
from files import ALERTS, SAMPLE, same
from machine import wait_until
from promql import matches, selectors
from prometheus import Prometheus, hurried
from sampled import Sampled

DASHBOARD = TREE / "deploy" / "dashboard.json"
ROWS = ["Letters", "Queue", "Amili", "Database", "Workers", "Console", "Process"]
# What Prometheus itself knows.
OWN = {"up", "ALERTS"}
TESTS = []


def on(place):
    def register(function):
        TESTS.append((place, function))
        return function
    return register


class Stage:
    """A Prometheus, and what it scrapes."""

    def __init__(self, prometheus, sampled=None, fleet=None):
        self.prometheus, self.sampled, self.fleet = prometheus, sampled, fleet

    def fires(self, names, within=60):
        """The annotations of these alerts, once they all fire."""
        def look():
            firing = self.prometheus.firing()
            return firing if names <= firing.keys() else None
        return wait_until(f"{sorted(names)} fire", look, within, 0.5)

    def is_quiet(self, span=5, within=60):
        """Waits until no alert has fired for a while."""
        since = None
        limit = time.monotonic() + within
        while since is None or time.monotonic() - since < span:
            firing = self.prometheus.firing()
            since = None if firing else since or time.monotonic()
            if time.monotonic() > limit:
                raise AssertionError(f"these do not end: {firing}")
            time.sleep(0.5)


@contextlib.contextmanager
def stage(place, machine, folder, programs):
    rules = hurried(ALERTS.read_text(encoding="utf-8"))
    with contextlib.ExitStack() as last:
        if place == "sample":
            sampled = {}
            for name in ("worker", "console"):
                sampled[name] = Sampled(SAMPLE / f"{name}.prom")
                last.callback(sampled[name].end)
            fleet, targets = None, [one.address for one in sampled.values()]
        else:
            sampled, fleet = None, begun(folder, programs)
            last.callback(fleet.end)
            fleet.start()
            fleet.work_off()
            targets = [f"127.0.0.1:{port}" for port in fleet.ports.values()]
        prometheus = Prometheus(machine, folder, targets, rules)
        last.callback(prometheus.end)
        wait_until("all is scraped", prometheus.scrapes_all, 60, 0.5)
        yield Stage(prometheus, sampled, fleet)


def begun(folder, programs):
    from fleet import Fleet
    return Fleet(folder, programs)


def record(folder, programs):
    """Writes the sample anew."""
    fleet = begun(folder, programs)
    try:
        fleet.start()
        fleet.work_off()
        fleet.record(SAMPLE)
    finally:
        fleet.end()


# --- Queries


def plain(query):
    """The query with Grafana's variables filled in."""
    for variable, value in (("$__rate_interval", "1m"), ("$job", "paminn"), ("$instance", ".*")):
        query = query.replace(variable, value)
    if "$" in query:
        raise AssertionError(f"a variable that is not known here: {query}")
    return query


def dashboard_queries():
    """Each query with the title of its panel."""
    document = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    found = [(panel["title"], plain(target["expr"])) for panel in document["panels"]
             for target in panel.get("targets", [])]
    return found + [(one["name"], plain(one["expr"])) for one in document["annotations"]["list"]]


def asks_only_for_what_is_there(query, series, recorded):
    for name, conditions in selectors(query):
        if name in OWN or name in recorded:
            continue
        # Prometheus adds these labels to what it scrapes.
        conditions = [one for one in conditions if one[0] not in ("job", "instance")]
        if not any(matches(one, name, conditions) for one in series):
            raise AssertionError(f"the sample has no {name} {conditions}: {query}")


def sample_series():
    return [one for name in ("worker", "console") for one in Exposition(
        (SAMPLE / f"{name}.prom").read_text(encoding="utf-8")).series]


@on("sample")
def each_alert_asks_for_what_is_there(given):
    rules, series = given.prometheus.rules(), sample_series()
    recorded = {rule["name"] for rule in rules if rule["type"] == "recording"}
    asked = set()
    for rule in rules:
        assert rule["health"] == "ok", rule
        given.prometheus.query(rule["query"])
        asks_only_for_what_is_there(rule["query"], series, recorded)
        asked |= {name for name, _ in selectors(rule["query"])}
    assert recorded <= asked, f"recorded for nobody: {recorded - asked}"
    assert len(asked) > 20, asked


@on("sample")
def each_query_of_the_dashboard_runs(given):
    series, now = sample_series(), time.time()
    queries = dashboard_queries()
    assert len(queries) >= 40, len(queries)
    for title, query in queries:
        given.prometheus.get("query_range", query=query, start=now - 60, end=now, step=5)
        asks_only_for_what_is_there(query, series, set())


@on("sample")
def each_metric_is_on_the_dashboard(_):
    told = {name.removesuffix("_bucket").removesuffix("_count").removesuffix("_sum")
            for _, query in dashboard_queries() for name, _ in selectors(query)}
    metrics = set().union(*(Exposition((SAMPLE / f"{name}.prom").read_text(
        encoding="utf-8")).kinds for name in ("worker", "console")))
    assert metrics <= told, f"not there: {sorted(metrics - told)}"


@on("sample")
def the_dashboard_is_whole(_):
    document = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    assert document["schemaVersion"] >= 39
    variables = {one["name"]: one for one in document["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource"
    panels = document["panels"]
    assert [one["title"] for one in panels if one["type"] == "row"] == ROWS
    assert len({one["id"] for one in panels}) == len(panels)
    taken = set()
    for panel in panels:
        if panel["type"] != "row":
            assert panel["datasource"]["uid"] == "${datasource}", panel["title"]
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        assert place["x"] + place["w"] <= 24 and not cells & taken, panel["title"]
        taken |= cells


# --- Alerts


@on("sample")
def a_healthy_fleet_fires_nothing(given):
    given.is_quiet()


@on("sample")
def alerts_fire_and_end(given):
    given.sampled["worker"].tell(paminn_stand_still_seconds=240, paminn_incidents_open=2)
    firing = given.fires({"PaminnStandsStill", "PaminnIncidentOpen"})
    assert firing.keys() == {"PaminnStandsStill", "PaminnIncidentOpen"}, firing
    assert "For 4m 0s nothing was sent" in firing["PaminnStandsStill"]["description"], firing
    assert firing["PaminnIncidentOpen"]["summary"].endswith(": 2 open"), firing
    given.sampled["worker"].tell()
    given.is_quiet()


@on("sample")
def a_lost_target_is_told_of(given):
    given.sampled["worker"].end()
    firing = given.fires({"PaminnTargetDown", "PaminnWorkersUnseen"})
    assert given.sampled["worker"].address in firing["PaminnTargetDown"]["summary"], firing
    for annotations in firing.values():
        assert "<error" not in str(annotations), annotations


# --- The real programs


@on("real")
def the_sample_is_what_they_tell(given):
    told = given.fleet.told()
    for name, text in told.items():
        recorded = Exposition((SAMPLE / f"{name}.prom").read_text(encoding="utf-8"))
        now = Exposition(text)
        same(now.kinds.items(), recorded.kinds.items(), f"told by the {name}", "in the sample")
        same({(metric, *sorted(labels)) for metric, labels in now.labels().items()},
             {(metric, *sorted(labels)) for metric, labels in recorded.labels().items()},
             f"told by the {name}", "in the sample")
        assert "matning" not in text and "Exempelbolaget" not in text, "a creditor is named"


@on("real")
def a_real_fleet_at_rest_fires_nothing(given):
    given.is_quiet()


@on("real")
def most_of_the_dashboard_shows_something(given):
    empty = [title for title, query in dashboard_queries()
             if not given.prometheus.query(query) and not re.search(r"[<>] ", query)]
    # Alerts that fire.
    assert set(empty) <= {"Alerts"}, empty


@on("real")
def the_death_of_the_only_worker_is_told_of(given):
    given.fleet.kill_worker_with_work_due()
    firing = given.fires({"PaminnNoWorker", "PaminnTargetDown", "PaminnWorkersUnseen"})
    assert "PaminnStandsStill" not in firing, firing
    given.fleet.start_worker()
    given.fleet.paminn("rate", "none")
    wait_until("what was due is done", lambda: given.fleet.counts() == "0", 60, 0.3)
    given.is_quiet(within=90)
