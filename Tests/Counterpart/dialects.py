"""The dialects, by name."""
import json
import time

import clocks
from dialect import (EITHER, TOLD, Dialect, every, gateway, instead, lost, plain_json, refused)
from transport import Answer, Transport

# A look-up decides what became of a lost answer by Amili's clock: times matter where some are lost.
SOME_LOST = {"after": lost(40)}


def changed(**changes):
    """Adds to an object, or takes from it what is None."""
    def change(value):
        out = value | changes
        return {name: one for name, one in out.items() if one is not None}
    return change


def without(*names):
    return lambda value: {name: one for name, one in value.items() if name not in names}


# --- Times

TIMES = [
    Dialect("as-documented", **SOME_LOST),
    Dialect("times-plus-0000", stamp=lambda time: clocks.rfc1123(time, "+0000"), **SOME_LOST),
    Dialect("times-utc", stamp=lambda time: clocks.rfc1123(time, "UTC"), **SOME_LOST),
    Dialect("times-plus-0200", stamp=clocks.with_offset, **SOME_LOST),
    Dialect("times-iso-8601", stamp=clocks.iso, **SOME_LOST),
    Dialect("times-iso-8601-with-offset", stamp=clocks.iso_with_offset, **SOME_LOST),
    Dialect("times-unreadable", EITHER, r"_created|_updated", **SOME_LOST,
            stamp=lambda time: f"week {int(time) // 604800}"),
    Dialect("date-header-absent", EITHER, r"(?i)\bdate\b", date=None),
    Dialect("date-header-absent-answers-lost", EITHER, r"(?i)\bdate\b", date=None, **SOME_LOST),
    Dialect("date-header-rfc-850", date=clocks.rfc850, **SOME_LOST),
    Dialect("date-header-asctime", date=clocks.asctime, **SOME_LOST),
    Dialect("date-header-with-offset", date=clocks.with_offset, **SOME_LOST),
    Dialect("clock-three-hours-ahead", skew=10800, **SOME_LOST),
    Dialect("clock-three-hours-behind", skew=-10800, **SOME_LOST),
    Dialect("date-header-two-hours-ahead", EITHER, r"(?i)\bdate\b|clock", header_skew=7200,
            **SOME_LOST),
    Dialect("date-header-two-hours-behind", EITHER, r"(?i)\bdate\b|clock", header_skew=-7200,
            **SOME_LOST),
]

# --- Lists


def one_by_one(amili, kind, query):
    """Takes the comparison that is documented, and no operator."""
    return amili.error(400, "operator $in is not allowed") if "$in" in query.get("where", "") \
        else None


def filter_misnamed(amili, kind, query):
    """The number has another name here, so that no case has a debt.invoice_number."""
    query["where"] = query.get("where", "").replace("debt.invoice_number", "debt.number")


def first_lost(amili, answer, number):
    """When there is no other case that could vouch for what the list says."""
    return Answer(0, lost=True) if amili.nth("first lost") == 1 else None


LISTS = [
    Dialect("total-as-text", meta=lambda meta: meta | {"total": str(meta["total"])}),
    Dialect("meta-as-text", meta=lambda meta: {name: str(one) for name, one in meta.items()}),
    Dialect("total-absent", EITHER, r"_meta\.total", meta=without("total")),
    Dialect("total-absent-pages-of-25", EITHER, r"_meta\.total", meta=without("total"), most=25),
    Dialect("total-too-high", TOLD, r"(?i)_meta|\btotal\b|\bpages?\b",
            meta=lambda meta: meta | {"total": meta["total"] + 7}),
    Dialect("meta-with-more", meta=changed(pages=9, has_more=False),
            envelope=changed(_links={"self": {"href": "cases", "title": "cases"}})),
    Dialect("pages-of-25", most=25),
    Dialect("pages-of-50", most=50, **SOME_LOST),
    Dialect("pages-of-25-said-to-be-100", most=25,
            meta=lambda meta: meta | {"max_results": 100}),
    Dialect("list-without-envelope", TOLD, r"list of cases", envelope=lambda value: value["_items"]),
    Dialect("in-refused", unlistable=one_by_one),
    Dialect("where-ignored", EITHER, r"(?i)\bwhere\b|filter|not asked for|canary",
            ignored=("where",)),
    Dialect("filter-misnamed", TOLD, r"(?i)canary|filter|\bwhere\b",
            unlistable=filter_misnamed),
    Dialect("sort-ignored", ignored=("sort",)),
    Dialect("projection-ignored", ignored=("projection",)),
    Dialect("registrations-empty", no_registrations=True),
    Dialect("registrations-empty-answers-lost", EITHER, r"registrations", no_registrations=True,
            **SOME_LOST),
    Dialect("first-answer-lost", after=first_lost),
    Dialect("read-side-lags", lag=1.5, **SOME_LOST),
    Dialect("long-addresses-refused", EITHER, r"\b414\b", wire=Transport(longest_target=700)),
    # What is asked for before it can be read is "not there" for a minute.
    Dialect("cache-of-a-minute", TOLD, r"(?i)\bage\b|cache", cache=60, lag=0.7,
            after=lost(20, 0)),
]

# --- Items


def nulls(item):
    return item | {name: None for name in (
        "closed", "customer_id_number", "customer_status", "reference_number", "case_settings",
        "agreement_version", "latest_state_date", "status_history") if name != "latest_state_date"}


def nested_creditor(item):
    return item | {"creditor": {"_id": item["creditor"], "name": "Dialekt AB"}} \
        if "creditor" in item else item


def expanded_customer(item):
    return item | {"customer": {"_id": item["customer"], "name": "X", "address": {"city": "Y"}}} \
        if "customer" in item else item


def number_as_number(item):
    debt = item.get("debt", {})
    return item | {"debt": debt | {"invoice_number": int(debt["invoice_number"])}} \
        if "invoice_number" in debt else item


def longer(text):
    return text + "0123456789abcdef"


def upper(text):
    return text.upper()


def ocr(text):
    return lambda answer: answer | {"_ocr_numbers_ocr": [text]}


ITEMS = [
    Dialect("fields-unknown", item=changed(risk={"class": [1, {"a": None}]}, x_1=1.5),
            registration=changed(warnings=[], _links={"self": {"href": "x"}})),
    Dialect("fields-null", item=nulls, **SOME_LOST),
    Dialect("creditor-nested", EITHER, r"\.creditor is no id", item=nested_creditor, **SOME_LOST),
    Dialect("creditor-absent", TOLD, r"(?i)creditor", item=without("creditor"), **SOME_LOST),
    Dialect("customer-expanded", item=expanded_customer),
    Dialect("ids-upper-case", id=upper, **SOME_LOST),
    Dialect("ids-longer", EITHER, r"(?i)creditor|\b_id\b|\bid\b", **SOME_LOST,
            id=lambda text: text if text.endswith("c001") else longer(text)),
    Dialect("number-as-number", EITHER, r"invoice_number", item=number_as_number, **SOME_LOST),
    Dialect("state-words-unknown", state="awaiting_dispatch", status="granskas",
            item=changed(closed=None)),
    Dialect("ocr-absent", registration=without("_ocr_numbers_ocr", "_ocr_numbers")),
    Dialect("ocr-null", registration=lambda answer: answer | {"_ocr_numbers_ocr": [None]}),
    Dialect("ocr-with-spaces", registration=ocr("2025 1852 6870 1369 9044")),
    Dialect("ocr-of-a-nul", registration=ocr("\0")),
    Dialect("ocr-of-200000-digits", registration=ocr("1" * 200_000)),
    Dialect("two-cases-named", EITHER, r"_cases",
            registration=lambda answer: answer | {"_cases": answer["_cases"] * 2}),
    Dialect("two-ids-named", EITHER, r"_cases", registration=lambda answer: answer | {
        "_cases": [*answer["_cases"], "65f0c0ffee0000000000dddd"]}),
    Dialect("cases-not-named", EITHER, r"_cases", registration=without("_cases")),
]

# --- Bodies


def pretty(value):
    return ("\r\n\t" + json.dumps(value, indent=4, ensure_ascii=False) + "\r\n").encode("utf-8")


def escaped(value):
    """Every character of a text as an escape: they mean the same."""
    def spell(text):
        return '"' + "".join(f"\\u{ord(one):04X}" for one in text) + '"'

    def write(one):
        if isinstance(one, dict):
            return "{" + ",".join(f"{spell(key)}:{write(it)}" for key, it in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ",".join(map(write, one)) + "]"
        return spell(one) if isinstance(one, str) else json.dumps(one)
    return write(value).encode("ascii")


def with_exponents(value):
    def write(one):
        if isinstance(one, dict):
            return "{" + ",".join(f"{json.dumps(key)}:{write(it)}" for key, it in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ",".join(map(write, one)) + "]"
        if isinstance(one, (int, float)) and not isinstance(one, bool):
            return f"{one:e}" if isinstance(one, float) else f"{one * 10}E-1"
        return json.dumps(one)
    return write(value).encode("ascii")


def reversed_keys(value):
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(one) for one in value] if isinstance(value, list) else value


def twice(value):
    """Every key of the outermost object twice, with the same value."""
    text = ",".join(f"{json.dumps(key)}:{json.dumps(one)}" for key, one in value.items())
    return ("{" + text + "," + text + "}").encode("ascii")


BODIES = [
    Dialect("json-with-mark", encode=lambda value: b"\xef\xbb\xbf" + plain_json(value)),
    Dialect("json-pretty", encode=pretty),
    Dialect("json-escaped", encode=escaped),
    Dialect("json-numbers-with-exponents", encode=with_exponents, **SOME_LOST),
    Dialect("json-keys-reversed", encode=lambda value: plain_json(reversed_keys(value))),
    Dialect("json-keys-twice", EITHER, r"(?i)twice|duplicate", encode=twice),
    Dialect("type-with-charset", content_type="application/json; charset=UTF-8"),
    Dialect("type-hal", content_type='application/hal+json;profile="x y"'),
    Dialect("type-in-odd-case", content_type="Application/JSON ;Charset=utf-8"),
    Dialect("gzip-unasked", coding="gzip"),
    Dialect("deflate-unasked", coding="deflate"),
    Dialect("br-unasked", TOLD, r"(?i)content(-| or transfer-)encoding|\bbr\b", coding="br"),
    Dialect("created-200", EITHER, r"\b200\b", created=200),
    Dialect("created-202", EITHER, r"\b202\b", created=202),
    Dialect("created-204", EITHER, r"\b204\b", created=204),
    Dialect("created-299", EITHER, r"\b299\b", created=299),
]

# --- The wire


def shouted(name):
    return name.upper()


def whispered(name):
    return "".join(one.upper() if place % 2 else one.lower() for place, one in enumerate(name))


WIRE = [
    Dialect("chunked", wire=Transport(framing="chunked"), **SOME_LOST),
    Dialect("connection-closed-each-time", wire=Transport(framing="close")),
    Dialect("http-1.0", wire=Transport(framing="http10")),
    Dialect("idle-connections-closed", wire=Transport(idle=0.02), **SOME_LOST),
    Dialect("closed-after-five-answers", wire=Transport(answers_per_connection=5)),
    Dialect("header-names-shouted", wire=Transport(spell=shouted)),
    Dialect("header-names-mixed", wire=Transport(spell=whispered)),
    Dialect("header-values-close-up", wire=Transport(separator=":")),
    Dialect("header-values-far-off", wire=Transport(separator=":  \t ")),
    Dialect("header-folded", headers=[("X-Note", "a\r\n  b")]),
    Dialect("headers-many", headers=[(f"X-Note-{place}", "n" * 100) for place in range(60)]),
    Dialect("continue-before-each", wire=Transport(interim=b"HTTP/1.1 100 Continue\r\n\r\n")),
    Dialect("early-hints", wire=Transport(
        interim=b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" * 2)),
    Dialect("unsolicited-answer-after-1-ms", wire=Transport(unsolicited_after=0.001)),
    Dialect("unsolicited-answer-after-20-ms", wire=Transport(unsolicited_after=0.02)),
    Dialect("slow", wire=Transport(before=0.05)),
    Dialect("byte-by-byte", wire=Transport(byte_by_byte=True)),
    Dialect("under-a-path", prefix="/partner/v1"),
    Dialect("tls", tls="known"),
    Dialect("tls-unknown-authority", TOLD, r"(?i)certificate|authorit", tls="unknown"),
]

# --- Misfortunes


def retry_after(text):
    return [("Retry-After", text)]


def soon():
    return clocks.rfc1123(time.time() + 2)


def moved(status):
    return lambda amili, request: Answer(
        status, b"", [("Location", "https://elsewhere.example/")])


def signed_out(amili, request):
    """Every fortieth request that brings a good token finds that all are forgotten: none is
    forgotten before it was used, and never two in a row."""
    if amili.knows_token(request) and amili.nth("signed out") % 40 == 0:
        amili.forget_tokens()


def some_invalid(amili, number):
    if int(number) % 17:
        return None
    amili.fates[number] = ("rejected", "AMILI_VALIDATION")
    return amili.error(422, "Insertion failure: 1 document(s) contain(s) error(s)",
                       {"customer.address.zip_code": "value does not match regex"})


def taken_in_between(amili, number):
    """A colleague registers some in the portal between our look-up and our letter: a while before,
    or in the letter's own moment, which is taken for ours and said to be perhaps not."""
    if int(number) % 23 == 0 and number not in amili.fates:
        amili.register_in_portal(number, seconds_ago=0 if int(number) % 2 else 10)


def login_page(amili, request):
    return Answer(200, b"<!DOCTYPE html><html><body>Logga in</body></html>",
                  [("Content-Type", "text/html")])


def not_yours(amili, request):
    return amili.error(403, "not your creditor") if request.path.startswith("/case") else None


MISFORTUNES = [
    Dialect("moved-301", TOLD, r"\b301\b|redirect", misfortune=moved(301)),
    Dialect("moved-308", TOLD, r"\b308\b|redirect", misfortune=moved(308)),
    Dialect("login-page-everywhere", TOLD, r"(?i)json|html|token|authenticates",
            misfortune=login_page),
    Dialect("forbidden", TOLD, r"\b403\b|refuses this creditor", misfortune=not_yours),
    Dialect("gateway-502-now-and-then", misfortune=every(35, gateway)),
    Dialect("error-500-with-effect", after=instead(30, 500, b'{"_status": "ERR"}')),
    Dialect("error-500-without-effect", refusal=refused(45, 500)),
    Dialect("busy-503-retry-after", refusal=refused(60, 503, retry_after("1"))),
    Dialect("limit-429-seconds", refusal=refused(60, 429, retry_after("1"))),
    Dialect("limit-429-date", refusal=refused(60, 429, retry_after(soon))),
    Dialect("limit-429-unsaid", refusal=refused(60, 429)),
    Dialect("tokens-forgotten", misfortune=signed_out),
    Dialect("duplicates-409", unique=True, in_portal=("70003", "70050", "70150"), **SOME_LOST),
    Dialect("taken-in-between-409", unique=True, refusal=taken_in_between),
    Dialect("some-invalid-422", refusal=some_invalid),
]

# --- Tokens

TOKENS = [
    Dialect("token-of-two-seconds", token_life=2, wire=Transport(before=0.05)),
    Dialect("token-known-late", token_known_after=0.3),
    Dialect("token-never-known-but-the-next", first_token_unknown=True),
    Dialect("token-known-late-and-kept", token_known_after=0.3, same_token=True),
    Dialect("token-as-access-token", token=lambda token, until, dialect: {
        "access_token": token, "token_type": "bearer", "expires_in": 600}),
    Dialect("token-without-expiry", token=lambda token, until, dialect: {"token": token}),
    Dialect("token-in-eve", token=lambda token, until, dialect: {
        "_status": "OK", "_updated": dialect.stamp(time.time()), "token": token,
        "expires_at": None}),
    Dialect("token-expiry-in-iso-8601", token=lambda token, until, dialect: {
        "token": token, "expires_at": clocks.iso(until)}),
    Dialect("token-expiry-in-seconds", token=lambda token, until, dialect: {
        "token": token, "expires_at": int(until)}),
    Dialect("token-misnamed", TOLD, r"(?i)token", token=lambda token, until, dialect: {
        "ticket": token}),
]

ALL = TIMES + LISTS + ITEMS + BODIES + WIRE + MISFORTUNES + TOKENS
assert len({one.name for one in ALL}) == len(ALL)
