"""Tests of the files alone: the rules by promtool, and whether all that names things agrees."""
import re
import subprocess

import agreement
from exposition import Exposition
from prometheus import program

ALERTS = agreement.TREE / "deploy" / "alerts.yml"
RULE_TESTS = agreement.TREE / "Tests" / "Monitoring" / "alerts_test.yml"
SAMPLE = agreement.TREE / "Tests" / "Monitoring" / "sample"
TESTS = []


def test(function):
    TESTS.append(("files", function))
    return function


def promtool(*words):
    done = subprocess.run([program("promtool"), *map(str, words)], capture_output=True, text=True,
                          timeout=200)
    if done.returncode:
        raise AssertionError((done.stdout + done.stderr)[-4000:])


def same(left, right, left_name, right_name):
    if left != right:
        raise AssertionError(f"only {left_name}: {sorted(left - right)};"
                             f" only {right_name}: {sorted(right - left)}")


def alerts():
    """The text of each alert's rule by its name."""
    parts = re.split(r"^      - (?:alert|record): (\S+)$", ALERTS.read_text(encoding="utf-8"),
                     flags=re.M)[1:]
    return {name: text for name, text in zip(parts[::2], parts[1::2]) if ":" not in name}


@test
def rules_are_valid():
    promtool("check", "rules", ALERTS)


@test
def the_example_for_a_scraper_is_valid():
    promtool("check", "config", agreement.TREE / "deploy" / "prometheus.yml")


@test
def each_alert_fires_when_it_must_and_is_silent_when_it_must_not():
    promtool("test", "rules", RULE_TESTS)


@test
def each_alert_has_both_tests():
    text = RULE_TESTS.read_text(encoding="utf-8")
    expected = re.findall(
        r'alertname="(\w+)", alertstate="firing"\}\)\',\s*eval_time: \w+,'
        r' exp_samples: (\[\]|\[\{)', text)
    for answer in ("[]", "[{"):
        same({name for name, given in expected if given == answer}, alerts().keys(),
             f"tested for {answer}", "an alert")


@test
def the_runbook_has_an_entry_for_each_alert():
    entries = agreement.entries()
    same(entries.keys(), alerts().keys(), "in the runbook", "an alert")
    for name, text in entries.items():
        for word in ("Means:", "Look:", "Do:", "Over when:"):
            assert f"* **{word}** " in text, f"{name} does not say {word}"


@test
def each_alert_says_what_to_do():
    for name, text in alerts().items():
        severity = re.search(r"severity: (\w+)\}", text)
        assert severity and severity[1] in ("page", "ticket"), name
        for key in ("summary", "description"):
            assert re.search(rf"^          {key}: \S", text, re.M), f"{name} has no {key}"
        assert "`" in text.split("description:")[1], f"{name} does not say what to type"
        url = re.search(r"runbook_url: (\S+)", text)
        assert url and url[1] == f"RUNBOOK.md#{name.lower()}", f"{name}: {url and url[1]}"


@test
def pages_stand_before_tickets_in_the_runbook():
    pages = {name for name, text in alerts().items() if "severity: page" in text}
    first = set(list(agreement.entries())[:len(pages)])
    same(first, pages, "first in the runbook", "a page")


@test
def the_runbook_has_each_check_of_the_doctor():
    named = {name.removesuffix(" …") for name in agreement.first_cells("Doctor")}
    # `gate of all Amili` is one of `gate of …`.
    checks = agreement.doctor_checks() - {"gate of all Amili"}
    same(named, checks, "in the runbook", "a check")


@test
def the_runbook_has_each_kind_of_incident():
    kinds = agreement.incident_kinds()
    same(agreement.first_cells("Incidents"), kinds.keys(), "in the runbook", "a kind")
    for words in kinds.values():
        assert f"*{words}*" in agreement.section("Incidents"), f"not there: {words}"


@test
def the_runbook_has_each_line_of_the_log_that_warns():
    text = agreement.section("The log")
    # A row of several says their common beginning once: *the database is …*, *is …*.
    lines = {line.rstrip(":") for line in agreement.log_lines()}
    missing = [line for line in sorted(lines) if not any(
        f"*{words}*" in text for words in (
            line, line.removeprefix("the database "),
            line.removeprefix("the database's schema is ")))]
    assert not missing, f"not there: {missing}"


@test
def each_cause_of_a_closed_gate_is_watched():
    watched = " ".join(re.findall(r'cause=~?"([^"]+)"', ALERTS.read_text(encoding="utf-8")))
    for cause in agreement.gate_causes():
        assert cause in watched, f"nobody is told of {cause}"


@test
def commands_of_alerts_and_runbook_exist():
    known = agreement.commands()
    assert {"doctor", "pause", "incidents"} <= known, known
    for path in (ALERTS, agreement.RUNBOOK):
        typed = agreement.typed(path.read_text(encoding="utf-8"))
        assert typed <= known, f"{path.name}: {typed - known}"


@test
def the_sample_has_each_metric_of_the_catalogue():
    catalogue = agreement.catalogue()
    told = {}
    for program_name in ("worker", "console"):
        text = (SAMPLE / f"{program_name}.prom").read_text(encoding="utf-8")
        told |= Exposition(text).labels()
    assert len(told) >= 39, told
    if catalogue is not None:
        same({(name, *sorted(labels)) for name, labels in told.items()},
             {(name, *sorted(labels)) for name, labels in catalogue.items()},
             "in the sample", "in the catalogue")
