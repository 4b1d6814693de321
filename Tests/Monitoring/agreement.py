"""What the sources, the alerts and the runbook call things: read by patterns, without a build. A
pattern that no longer finds what it must find is a failure, too."""
import pathlib
import re

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
RUNBOOK = TREE / "deploy" / "RUNBOOK.md"
# A string's beginning, up to what is put into it.
TEXT = r'"([^"\\]+)'


def source(path):
    return (TREE / "Sources" / path).read_text(encoding="utf-8")


def sources(*folders):
    return "\n".join(path.read_text(encoding="utf-8") for folder in folders
                     for path in sorted((TREE / "Sources" / folder).rglob("*.swift")))


def found(text, *patterns, least):
    """What all groups of these patterns find; there must be so many of each pattern together."""
    names = {name.strip() for pattern in patterns for match in re.finditer(pattern, text)
             for name in match.groups() if name and name.strip()}
    if len(names) < least:
        raise AssertionError(f"only {sorted(names)} found, not {least}: the pattern is too old")
    return names


# --- Sources


def doctor_checks():
    """The names of the checks of `paminn doctor`; of those with a creditor, the beginning."""
    doctor = sources("paminn/Doctor") + source("paminn/Commands/Doctor.swift")
    first = set(re.findall(r"DoctorFinding\(\s*([^\"\s,()]+)", doctor))
    unknown = first - {"name", "_", "problem", "problem.check", "gate.name", "$0", "$0.check"}
    if unknown:
        raise AssertionError(f"findings are named in a way that is not known here: {unknown}")
    problem = source("Reminders/Health/HealthProblem.swift").split("package var check: String")[1]
    diagnosis = source("ConsoleStore/ReadModels/Diagnosis.swift")
    listed = re.search(r"checked \+= \[([^\]]*)\]", diagnosis)[1]
    return found(
        doctor, rf"DoctorFinding\(\s*{TEXT}", rf"let name = {TEXT}", rf"none\(\s*{TEXT}",
        rf"check: {TEXT}", rf"(?<!\.)\badd\(\s*{TEXT}", rf"GateFinding\(name: {TEXT}", least=25,
    ) | found(problem, rf": {TEXT}", least=18) | found(
        diagnosis, rf"look\(at: {TEXT}", rf"skip\({TEXT}", rf"checked\.append\({TEXT}", least=17,
    ) | found(listed, r'"([^"]+)"', least=4)


def incident_kinds():
    """The words of each kind by its raw value."""
    raw = dict(re.findall(r'case (\w+) = "(\w+)"', source("Reminders/States/IncidentKind.swift")))
    words = source("Texts/IncidentWords.swift").split("package var english")[1]
    english = dict(re.findall(r'case \.(\w+): "([^"]+)"', words))
    if raw.keys() != english.keys() or len(raw) < 5:
        raise AssertionError(f"kinds {raw} have the words {english}")
    return {raw[case]: english[case] for case in raw}


def gate_causes():
    cases = re.findall(r'^    case (\w+)(?: = "([^"]+)")?$',
                       source("Reminders/Gates/GateCause.swift"), re.M)
    if len(cases) < 8:
        raise AssertionError(f"only the causes {cases}")
    return {raw or name for name, raw in cases}


def log_lines():
    """The events that are logged as a warning or worse, what a database lacks, and what a worker
    says that does not come to its end."""
    code = source("LogEvents/LogCode.swift")
    level, message = (code.split(f"package var {name}")[1] for name in ("level", "message"))
    level = level.split("package var message")[0]
    words = dict(re.findall(r'case \.(\w+):\s*"([^"]+)"', message.split("package var fields")[0]))
    worse = {case for cases, name in re.findall(r"case ([^:]+):\s*\.(\w+)", level)
             if name in ("warning", "error", "critical") for case in re.findall(r"\.(\w+)", cases)}
    if len(worse) < 35 or not worse <= words.keys():
        raise AssertionError(f"{worse} have the words {words}")
    return {words[case] for case in worse} | found(
        source("paminn/Status/LoopKeeper.swift") + source("paminn/Process/Signals.swift"),
        rf'"paminn work: {TEXT[1:]}', least=2,
    ) | found(
        source("Database/Troubles.swift"),
        r'\(?\s*"(the database [^"\\]+|the database\'s [^"\\]+)', least=13)


def commands():
    """The words that may follow `paminn`."""
    text = sources("paminn")
    named = set(re.findall(r'commandName: "([\w-]+)"', text))
    types = re.findall(r"struct (\w+)[^\n{]*ParsableCommand", text)
    return named | {re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower() for name in types}


def catalogue():
    """The labels of each metric by its name."""
    path = TREE / "Sources" / "Status" / "Metrics" / "MetricCatalogue.swift"
    entries = re.findall(
        r'MetricDescription\(\s*"(\w+)",\s*\.(?:counter|gauge|histogram\([^)]*\)),'
        r'(?:\s*\[([^\]]*)\],)?',
        path.read_text(encoding="utf-8"))
    return {name: set(re.findall(r'"(\w+)"', labels)) for name, labels in entries}


# --- The runbook


def section(title):
    """The text between a heading `## title` and the next one."""
    return re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", RUNBOOK.read_text(
        encoding="utf-8"), re.M | re.S)[1]


def entries():
    """The lines of each alert's entry by its name."""
    parts = re.split(r"^### (\w+)$", section("Alerts"), flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2]))


def first_cells(title):
    """What stands in quotes in the first column of a section's table."""
    rows = [line.split("|")[1] for line in section(title).splitlines() if line.startswith("| ")]
    return {name for cell in rows for name in re.findall(r"`([^`]+)`", cell)}


def typed(text):
    """The commands in quotes: `paminn status RUN` is status."""
    return set(re.findall(r"`(?:paminn-as \w+|paminn) ([a-z][\w-]*)", text))
