"""What may differ from one Amili to another, and what must come of it."""
import dataclasses
import json

import clocks
from transport import Answer, Transport

# All are accepted, one case for each, and the list names that case.
ACCEPTED = "accepted"
# Nothing can be done, which the log or `paminn doctor` says within a minute, and nothing goes twice.
TOLD = "told"
# The documentation leaves open whether one can live with it: either of the two.
EITHER = "either"


def same(value):
    return value


def nothing(*_):
    return None


def plain_json(value):
    return json.dumps(value).encode("ascii")


def plain_token(token, until, dialect):
    return {"token": token, "expires_at": dialect.stamp(until)}


@dataclasses.dataclass
class Dialect:
    name: str
    expects: str = ACCEPTED
    told: str = ""  # A pattern that names what is wrong and where.
    wire: Transport = dataclasses.field(default_factory=Transport)
    prefix: str = ""  # The path under which the API stands.
    tls: str = ""  # known, or unknown: the authority that made the server's certificate.
    # Clocks
    stamp: object = clocks.rfc1123  # Times in bodies.
    date: object = clocks.rfc1123  # The header; None: absent.
    skew: float = 0  # Of Amili's clock.
    header_skew: float = 0  # Of the Date header beside it.
    # Bodies
    encode: object = plain_json
    coding: str = ""
    content_type: str = "application/json"
    headers: list = dataclasses.field(default_factory=list)
    # Values
    id: object = same
    item: object = same
    registration: object = same
    meta: object = same
    envelope: object = same
    state: str = "initializing"
    status: str = "initialized"
    created: int = 201
    # Lists
    most: int = 100
    read: object = clocks.read
    ignored: tuple = ()  # Parameters of queries.
    no_registrations: bool = False
    lag: float = 0  # Seconds until a case can be read.
    cache: float = 0  # Seconds for which a cache before Amili answers.
    unlistable: object = nothing
    # Tokens
    token: object = plain_token
    token_life: float = 600
    token_known_after: float = 0
    same_token: bool = False
    first_token_unknown: bool = False
    # Registrations and misfortunes
    in_portal: tuple = ()  # Registered by a colleague beforehand.
    unique: bool = False
    misfortune: object = nothing
    refusal: object = nothing
    after: object = nothing

    @property
    def patience(self):
        """Roughly how many seconds it takes."""
        waits = self.refusal is not nothing or self.misfortune is not nothing or self.cache
        return {ACCEPTED: 15 if waits else 3, TOLD: 5, EITHER: 30}[self.expects]


def every(count, answer, begin=2, method=None, path=""):
    """A misfortune of every so manieth request, not of the first ones."""
    def happens(amili, request):
        if method and (request.method != method or path not in request.path):
            return None
        turn = amili.nth(("every", count, method, path))
        return answer(amili) if turn > begin and turn % count == 0 else None
    return happens


def lost(count, begin=2):
    """The case is made, and the answer is lost, of every so manieth registration."""
    def happens(amili, answer, number):
        turn = amili.nth("lost")
        return Answer(0, lost=True) if turn > begin and turn % count == 0 else None
    return happens


def instead(count, status, body=b"", headers=()):
    """The case is made, and something else is answered to every so manieth registration."""
    def happens(amili, answer, number):
        if amili.nth("instead") % count:
            return None
        return Answer(status, body, list(headers))
    return happens


def refused(count, status, headers=()):
    """Nothing is done, and that is answered to every so manieth registration."""
    def happens(amili, number):
        if amili.nth("refused") % count:
            return None
        answer = amili.error(status, "please try again")
        answer.headers += [(name, text() if callable(text) else text) for name, text in headers]
        return answer
    return happens


HTML = b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>\n"


def gateway(_):
    return Answer(502, HTML, [("Content-Type", "text/html; charset=utf-8")])
