"""What a query of Prometheus' language names."""
import re

WORDS = {"by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset", "and",
         "or", "unless", "atan2", "inf", "nan"}
LISTS = {"by", "without", "on", "ignoring", "group_left", "group_right"}
MATCHER = re.compile(r'\s*(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)')
TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*")|(?P<range>\[[^\]]*\])|(?P<number>\d[\w.]*)'
    r'|(?P<name>[a-zA-Z_:][\w:]*)(?P<matchers>\s*\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\})?|.', re.S)


def selectors(query):
    """The series that a query asks for: (name, [(label, operator, value)])."""
    query = re.sub(r"#.*", "", query)
    found, place = [], 0
    while place < len(query):
        token = TOKEN.match(query, place)
        place = token.end()
        name, rest = token["name"], query[place:].lstrip()
        if not name:
            continue
        if name.lower() in WORDS:
            if name.lower() in LISTS and rest.startswith("("):
                place = query.index(")", place) + 1
        elif not rest.startswith("(") and not (
                # An aggregation whose list comes first: sum by (job) (…).
                re.match(r"(by|without)\b", rest)):
            found.append((name, matchers(token["matchers"] or "")))
    return found


def matchers(text):
    inner = text.strip().removeprefix("{").removesuffix("}")
    found = MATCHER.findall(inner)
    if len(found) != len(re.findall(r'=~|!~|!=|=', re.sub(r'"[^"]*"', "", inner))):
        raise ValueError(f"matchers {text}")
    return found


def matches(series, name, conditions):
    """Whether a series, as (name, labels, value), is what a selector asks for."""
    test = {"=": lambda has, want: has == want, "!=": lambda has, want: has != want,
            "=~": lambda has, want: bool(re.fullmatch(want, has)),
            "!~": lambda has, want: not re.fullmatch(want, has)}
    return series[0] == name and all(
        test[operator](series[1].get(label, ""), value) for label, operator, value in conditions)
