"""Every field of every address with what no page of ours sends, by plain HTTP.

The right answer is a page, a redirection or a refusal: no error of ours, no silence, no program
that ends. The fields are read from the pages and from the sources, so that no new one goes
untried."""
import html.parser
import http.client
import re
import resource
import secrets
import socket
import time
import urllib.parse

from playwright.sync_api import expect

from runner import each, test
from stage import PATIENCE
from test_foreign import SOURCES, Victim, fill, form_of, is_stream, routes

# Of each address the fields that it reads, in its query and in its form.
LIST = "status forfallna attpaminna ordning fallande efter fore namn sok"
PARAMETERS = {
    "GET /aktivera": "foretag till andra",
    "GET /aktivera/nytt": "foretag till nu",
    "POST /aktivera":
        "foretag till konto amili-foretag giro gironummer gironummer-igen avsandare-gata"
        " avsandare-postnummer avsandare-ort avsandare-land samma faktura-gata"
        " faktura-postnummer faktura-ort faktura-land avser avtal",
    "GET /avsandare": "foretag till besked kvitto",
    "POST /avsandare":
        "foretag till adress bankgiro plusgiro dagar telefon epost avgift igen-bankgiro"
        " igen-plusgiro",
    "GET /drift": "foretag besked kvitto",
    "GET /drift/logg": "foretag vem tid visa fore",
    "GET /drift/nytt": "foretag nu",
    "POST /drift/stoppa": "foretag allt",
    "POST /drift/slapp-fram": "foretag allt",
    "POST /drift/utskick": "foretag utskick",
    "POST /drift/del": "foretag utskick del",
    "GET /drift/handelse/{id}": "foretag besked kvitto",
    "POST /drift/handelse/{id}": "foretag hur",
    "GET /faktura": "foretag nr besked kvitto",
    "POST /faktura/frige": "foretag nr varfor",
    "POST /faktura/avgor": "foretag nr utfall arende varfor",
    "GET /kundfakturor": f"foretag {LIST} besked kvitto utskick avkortad",
    "GET /kundfakturor.csv": f"foretag {LIST}",
    "GET /kundfakturor/handelser": "foretag nr utskick nu antal forfallna",
    "POST /kundfakturor/urval": "foretag lista rad vald gor till",
    "POST /kundfakturor/sok": "foretag lista sok",
    "POST /kundfakturor/paminn": "foretag rad",
    "GET /manuella": "foretag lista efter besked kvitto nr",
    "GET /manuella/brev": "foretag nr brev ranta",
    "GET /manuella/brev/alla": "foretag efter",
    "POST /manuella/gjord": "foretag nr dag anda",
    "POST /manuella/angra": "foretag nr",
    "POST /manuella/avbryt": "foretag nr",
    "GET /paminnelser/{utkast}": "foretag lista efter anmarkning nya besked kvitto utskick",
    "GET /paminnelser/{utkast}/handelser": "foretag lista skede nu",
    "POST /paminnelser/{utkast}/andra":
        "foretag lista version har rad vald typ-1 epost-1 ranta-1 alla-typ gor till antal"
        " gammalt",
    "GET /utskick": "foretag fore",
    "GET /utskick/handelser": "foretag fore nyast nu",
    "GET /utskick/{run}": "foretag status orsak efter besked kvitto",
    "GET /utskick/{run}/handelser": "foretag status orsak efter fran till nu",
    "GET /utskick/{run}/lista.csv": "foretag status orsak efter",
    "GET /utskick/{run}/avbryt": "foretag",
    "POST /utskick/{run}/avbryt": "foretag",
    "POST /utskick/{run}/angra": "foretag till",
    "POST /utskick/{run}/fortsatt": "foretag",
    "GET /utskick/{run}/skicka-om": "foretag status orsak",
    "POST /utskick/{run}/skicka-om": "foretag status orsak gammalt antal",
    "POST /logga-ut": "",
    "POST /sprak": "sprak till",
}
# The door itself, which is no route of somebody who is signed in.
DOOR = {
    "GET /logga-in": "sprak till",
    "POST /logga-in": "sprak till anvandare losenord",
}
# Of the query, also where a form is sent.
IN_QUERY = {"nr": ("/faktura/frige", "/faktura/avgor"), "status": ("/utskick/{run}/skicka-om",),
            "orsak": ("/utskick/{run}/skicka-om",)}
TOKEN = "_formular"

HUGE = str(10 ** 40)
# Numbers, and what stands in place of one.
VALUES = {
    "least": "-9223372036854775808", "most": "9223372036854775807", "zero": "0",
    "negative": "-1", "huge": HUGE, "not a number": "NaN", "NUL": "a\0b", "empty": "",
    "places": "9223372036854775807/9223372036854775807", "day": "99999-99-99",
    "a list": f"efter=a%00b&status=x&ordning=%FF&nr={HUGE}&sok={HUGE}&besked=%",
}
# Raw bytes, as no browser sends them.
MARKS = ("a" + "\u0301\u0323" * 250_000).encode()
MANY = 20_000
# Bytes of headers or of a body that the door reads no further.
TOO_MUCH = 30_000


class Fields(html.parser.HTMLParser):
    """The names of all fields of a page, by the form that they belong to, and its links."""

    def __init__(self):
        super().__init__()
        self.forms, self.loose, self.links, self.open = [], [], [], None
        self.events = None

    def handle_starttag(self, tag, pairs):
        held = dict(pairs)
        if tag == "body" and held.get("data-events"):
            self.events = held["data-events"]
        if tag == "form":
            self.open = {"action": held.get("action") or "", "id": held.get("id"),
                         "method": (held.get("method") or "get").upper(), "names": set()}
            self.forms.append(self.open)
        if tag == "a" and held.get("href"):
            self.links.append(held["href"])
        if tag in ("input", "select", "textarea", "button") and held.get("name"):
            # A button that leads to an address is a link that saves on the way.
            if held["name"] == "till" and held.get("value"):
                self.links.append(held["value"])
            if held.get("form"):
                self.loose.append((held["form"], held["name"]))
            elif self.open is not None:
                self.open["names"].add(held["name"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None


def fields_of(text):
    reader = Fields()
    reader.feed(text)
    for owner, name in reader.loose:
        for form in reader.forms:
            if form["id"] == owner:
                form["names"].add(name)
    return reader


def route_of(method, path):
    """The route that a path is one of; those without a varying part go first."""
    found = [address for verb, address, _ in routes()
             if verb == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", address), path)]
    return min(found, key=lambda address: address.count("{"), default=None)


def plain(name):
    """`typ-17` is the field `typ-1` of another row."""
    return re.sub(r"^(typ|epost|ranta)-\d+$", r"\1-1", name)


def walk(client, starts):
    """What the pages themselves send: the names of fields by route."""
    found, waiting, seen = {}, list(starts), set()

    def note(method, url, names=()):
        parts = urllib.parse.urlsplit(url)
        address = route_of(method, parts.path)
        if address is None:
            return None
        query = {name for name, _ in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)}
        found.setdefault(f"{method} {address}", set()).update(map(plain, query | set(names)))
        return address, frozenset(query)

    for url in waiting:
        note("GET", url)
    while waiting and len(seen) < 200:
        url = waiting.pop(0)
        parts = urllib.parse.urlsplit(url)
        key = (parts.path, frozenset(urllib.parse.parse_qs(parts.query)))
        if key in seen or is_stream(parts.path) or parts.path.endswith(".csv"):
            continue
        seen.add(key)
        answer = client.get(urllib.parse.urlunsplit(parts._replace(fragment="")))
        if answer.location:
            waiting.append(answer.location)
            continue
        page = fields_of(answer.text)
        for link in page.links + ([page.events] if page.events else []):
            if link.startswith("/") and note("GET", link):
                waiting.append(link)
        for form in page.forms:
            note(form["method"], form["action"], form["names"])
    return found


def listed():
    return {route: set(names.split()) for route, names in PARAMETERS.items()}


def numbers_and_texts(stage):
    victim = Victim(stage)
    user = victim.company.user(role="operator")
    draft = draft_of(stage, user)
    victim.before = victim.state()
    return victim, user, victim.ids() | {"utkast": draft}


def draft_of(stage, user):
    """An overview of this user's own."""
    client = stage.client(user)
    answer = client.post("/kundfakturor/urval", [
        (TOKEN, client.token()), ("gor", "skapa"), ("rad", "770080"), ("vald", "770080"),
        ("lista", "")])
    assert answer.status == 303, answer.text
    return re.search(r"/paminnelser/([0-9a-f]{32})", answer.location).group(1)


def starts(ids):
    return ["/kundfakturor", "/utskick", "/manuella", "/avsandare", "/aktivera", "/drift",
            f"/utskick/{ids['run']}", f"/utskick/{ids['run']}/skicka-om",
            f"/drift/handelse/{ids['id']}", f"/paminnelser/{ids['utkast']}",
            "/manuella/brev?nr=770078", "/faktura?nr=770077", "/manuella?lista=gjorda",
            "/kundfakturor?sok=finns-inte"]


# --- What there is

@test
def every_route_has_its_fields_in_the_list(stage):
    wanted = {f"{method} {address}" for method, address, _ in routes()}
    assert set(PARAMETERS) == wanted, f"in one table only: {set(PARAMETERS) ^ wanted}"


@test
def every_field_that_the_sources_read_is_in_the_list(stage):
    known = set().union(*listed().values(), *(set(names.split()) for names in DOOR.values()))
    reads = re.compile(
        r'\b(?:query|form)(?:\[|\.(?:number|numbers|has|all)\()\s*"([^"\\]+)"'
        r'|\btext\("([a-z-]+)"\)')
    read = set()
    for path in SOURCES.rglob("*.swift"):
        for one, other in reads.findall(path.read_text(encoding="utf-8")):
            read.add(one or other)
    assert len(read) > 40, read
    assert read <= known, f"in no list of this file: {sorted(read - known)}"


@test
def every_field_that_a_page_sends_is_in_the_list(stage):
    _, user, ids = numbers_and_texts(stage)
    found = walk(stage.client(user), starts(ids))
    assert len(found) > 25, sorted(found)
    known = listed()
    for route, names in found.items():
        missing = names - known[route] - {TOKEN}
        assert not missing, f"{route} is sent {sorted(missing)}"


# --- What is sent

def base(method, address, ids, handle):
    """What the address needs to be taken seriously."""
    given = dict(form_of(address, ids)) if method == "POST" and address not in (
        "/logga-ut", "/sprak") else {}
    if "{run}" not in address and address not in ("/logga-ut", "/sprak"):
        given["foretag"] = handle
    if address in ("/faktura", "/faktura/frige", "/faktura/avgor"):
        given["nr"] = "770077"
    if address.startswith("/manuella/brev"):
        given["nr"] = "770078"
    return given


def send(client, method, address, path, given, token=None):
    """One request; gives its status. Of a stream only its head is read."""
    in_query = {name: value for name, value in given.items()
                if method == "GET" or address in IN_QUERY.get(name, ())}
    url = path + ("?" + urllib.parse.urlencode(in_query) if in_query else "")
    if is_stream(address):
        stream = client.stream(url)
        stream.close()
        return stream.status
    if method == "GET":
        return client.get(url).status
    form = [(name, value) for name, value in given.items() if name not in in_query]
    return client.post(url, form + [(TOKEN, token)]).status


def right(status, what):
    assert 200 <= status < 500, f"{what}: {status}"


def still_serves(stage, user, victim):
    answer = stage.client(user).get("/kundfakturor")
    assert answer.status == 200 and victim.company.name in answer.text, answer.status
    assert not stage.world.fallen(), stage.world.fallen()


@each(of_a_query="GET", of_a_form="POST")
def no_value_of_a_field_is_an_error_of_ours(stage, method):
    victim, user, ids = numbers_and_texts(stage)
    client = stage.client(user)
    token = client.token()
    tried = 0
    for route, names in listed().items():
        verb, address = route.split()
        if verb != method or address == "/logga-ut":
            continue
        path = fill(address, ids)
        plainly = base(method, address, ids, victim.company.handle)
        if address == "/aktivera":
            # Of an active company nothing is read.
            stage.world.sql(
                f"update creditor set activation = 'inactive' where id = {victim.company.id}")
        for name in sorted(names):
            for what, value in VALUES.items():
                given = plainly | {name: value}
                right(send(client, method, address, path, given, token),
                      f"{route} {name}: {what}")
                tried += 1
        # And all of them at once.
        for what, value in VALUES.items():
            right(send(client, method, address, path, dict.fromkeys(names, value), token),
                  f"{route}, all: {what}")
    assert tried > 500, tried
    still_serves(stage, user, victim)


@test
def no_part_of_a_path_is_an_error_of_ours(stage):
    victim, user, ids = numbers_and_texts(stage)
    client = stage.client(user)
    token = client.token()
    for method, address, _ in routes():
        if "{" not in address:
            continue
        for what, value in VALUES.items():
            path = re.sub(r"\{\w+\}", urllib.parse.quote(value, safe=""), address)
            form = form_of(address, ids) if method == "POST" else {}
            right(send(client, method, address, path, form, token), f"{method} {path}: {what}")
    still_serves(stage, user, victim)


@test
def no_value_at_the_door_is_an_error_of_ours(stage):
    victim, user, _ = numbers_and_texts(stage)
    for names, method in ((DOOR["GET /logga-in"], "GET"), (DOOR["POST /logga-in"], "POST")):
        for name in [*names.split(), TOKEN]:
            # Each of these is a sign-in, which takes its time on purpose.
            for what in ("least", "huge", "NUL", "empty"):
                client, value = stage.client(), VALUES[what]
                form = dict(client.get("/logga-in").forms[0].fields) | {name: value}
                status = client.post("/logga-in", form).status if method == "POST" \
                    else client.get("/logga-in?" + urllib.parse.urlencode({name: value})).status
                right(status, f"{method} /logga-in {name}: {what}")
    still_serves(stage, user, victim)


@test
def no_token_is_an_error_of_ours(stage):
    victim, user, ids = numbers_and_texts(stage)
    client = stage.client(user)
    for route in PARAMETERS:
        method, address = route.split()
        if method != "POST":
            continue
        for what, value in VALUES.items():
            status = client.post(fill(address, ids), {TOKEN: value}).status
            assert status in (400, 403), f"{route}, {what}: {status}"
    victim.untouched()
    still_serves(stage, user, victim)


@test
def what_was_looked_at_is_written_down_whatever_was_asked_for(stage):
    """A text that no index takes, in one look, kept the looks of everybody from the record."""
    victim = Victim(stage)
    client = stage.client(victim.user)
    long = secrets.token_hex(3_000)
    # Other tests take the database away from the same console; what it said of that is theirs.
    before = len(stage.world.console().said())
    for path in ("/manuella", "/manuella/brev", "/faktura", "/kundfakturor", "/utskick"):
        for name in ("nr", "sok", "efter", "namn", "foretag"):
            right(client.get(f"{path}?{name}={long}").status, path)
    assert client.get("/faktura?nr=770077").status == 200

    def written():
        return stage.world.sql(
            "select object from console_look where kind = 'invoice'"
            f" and login = '{victim.user.login}'")
    limit = time.monotonic() + PATIENCE
    while not written():
        assert time.monotonic() < limit, "no look is written down"
        time.sleep(0.2)
    assert written() == [["770077"]], written()
    assert "who looked cannot be written down" not in stage.world.console().said()[before:]


# --- Too much

def raw(client, method, path, headers=(), body=b""):
    """Bytes as they are; gives the status, or None if the connection was closed before all was
    taken: whoever sends more than is read is cut off."""
    host, port = client.host.rsplit(":", 1)
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    head = [f"{method} ".encode() + path + b" HTTP/1.1", f"Host: {client.host}".encode(),
            b"Connection: close"]
    if not any(line.lower().startswith(b"cookie:") for line in headers):
        head.append(f"Cookie: {cookies}".encode())
    if method == "POST":
        head += [b"Content-Type: application/x-www-form-urlencoded",
                 f"Content-Length: {len(body)}".encode()]
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        try:
            connection.sendall(b"\r\n".join([*head, *headers, b"", b""]) + body)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = http.client.HTTPResponse(connection, method=method)
        try:
            answer.begin()
        except (ConnectionResetError, http.client.BadStatusLine):
            return None
        return answer.status


def refused(status, what, size):
    """Or an answer: who reads less than is sent may close before it was heard."""
    if status is None:
        assert size > TOO_MUCH, f"{what}: no answer"
    else:
        right(status, what)


@test
def a_megabyte_of_marks_is_refused(stage):
    victim, user, ids = numbers_and_texts(stage)
    client = stage.client(user)
    token = client.token()
    for route, names in listed().items():
        method, address = route.split()
        if address == "/logga-ut":
            continue
        path = fill(address, ids).encode()
        name = (min(names) if names else "x").encode()
        if method == "GET":
            for size in (10_000, len(MARKS)):
                refused(raw(client, "GET", path + b"?" + name + b"=" + MARKS[:size]),
                        f"{route}: {size} bytes of marks", size)
            continue
        end = f"&{TOKEN}={token}".encode()
        for size in (8_000, 900_000, len(MARKS)):
            for body in (name + b"=" + MARKS[:size] + end, MARKS[:size] + b"=1" + end):
                status = raw(client, "POST", path, body=body)
                refused(status, f"{route}: {size} bytes of marks", len(body))
                assert status is None or status >= 400, f"{route} took them: {status}"
    for path in (b"/logga-in", b"/" + MARKS[:900]):
        refused(raw(client, "GET", path + b"?till=" + MARKS), "the door", len(MARKS))
    still_serves(stage, user, victim)


@test
def twenty_thousand_fields_are_refused_or_taken(stage):
    victim, user, ids = numbers_and_texts(stage)
    client = stage.client(user)
    token = client.token()
    for route, names in listed().items():
        method, address = route.split()
        if address == "/logga-ut":
            continue
        path = fill(address, ids).encode()
        for name in sorted(names)[:3] or ["x"]:
            pairs = b"&".join([f"{name}=1".encode()] * MANY)
            if method == "GET":
                refused(raw(client, "GET", path + b"?" + pairs), f"{route} {name}", len(pairs))
            else:
                body = f"{TOKEN}={token}&".encode() + pairs
                refused(raw(client, "POST", path, body=body), f"{route} {name}", 0)
    still_serves(stage, user, victim)


@test
def a_megabyte_of_cookies_is_refused(stage):
    victim, user, ids = numbers_and_texts(stage)
    client = stage.client(user)
    for method, address, _ in routes():
        path = fill(address, ids).encode()
        for cookie in (b"x" * (1 << 20), b"a=1; " * 200_000, MARKS, b"paminn-session=" + MARKS):
            for size in (5_000, len(cookie)):
                status = raw(client, method, path, [b"Cookie: " + cookie[:size]])
                refused(status, f"{method} {address}: {size} bytes of cookies", size)
    still_serves(stage, user, victim)


@test
def two_thousand_slow_connections_keep_nobody_from_their_pages(stage):
    """From one address, as behind a proxy: half of a header, or half of a form."""
    victim = Victim(stage)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    stage.at_end(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard)))
    page = stage.page(victim.user, "/kundfakturor")
    host, port = stage.world.console().host.rsplit(":", 1)
    slow = []
    stage.at_end(lambda: [one.close() for one in slow])
    halves = (
        b"GET /kundfakturor HTTP/1.1\r\nHost: 127.",
        f"POST /logga-in HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 900\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nx=".encode())
    for round_ in range(4):
        for number in range(500):
            one = socket.create_connection((host, int(port)), timeout=60)
            one.sendall(halves[number % 2])
            slow.append(one)
        for path, title in (("/kundfakturor", "Kundfakturor"), ("/utskick", "Utskick"),
                            ("/manuella", "Manuella påminnelser")):
            page.goto(path)
            expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    assert len(slow) == 2_000
