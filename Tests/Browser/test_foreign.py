"""Who may see what: every address of the web page, asked for by somebody whose it is not.

The addresses are read from the sources, so that no new one goes untried."""
import pathlib
import re
import secrets
import threading
import time

from company import invoice
from runner import each, test
from test_door import HEADERS
from test_runs import done, run_of

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Console"
ROUTE = re.compile(r'\.(get|post)\(\s*"(/[^"]*)"(\s*,\s*\.operator)?')
# What only their owner may see or change.
NAME, DEBTOR, NUMBER = "Hemliga Bolaget AB", "Hemliga Kunden AB", "770077"
SECRETS = (NAME, DEBTOR, NUMBER, "hemlig@kund.example")

# Each address with ids in it, and what a form of its own holds.
FORMS = {
    "/aktivera": {"konto": "7" * 24, "amili-foretag": "8" * 24, "giro": "bankgiro",
                  "gironummer": "5050-1055", "avsandare-gata": "G", "avsandare-postnummer": "12345",
                  "avsandare-ort": "O", "samma": "ja", "avser": "V", "avtal": "ja"},
    "/avsandare": {"adress": "Min gata", "bankgiro": "5050-1055", "dagar": "10"},
    "/drift/del": {"utskick": "{run}", "del": "1"},
    "/drift/handelse/{id}": {"hur": "jag var här"},
    "/drift/slapp-fram": {}, "/drift/stoppa": {},
    "/drift/utskick": {"utskick": "{run}"},
    "/faktura/avgor": {"utfall": "skickad", "varfor": "jag vet"},
    "/faktura/frige": {"varfor": "jag vill"},
    "/kundfakturor/paminn": {"rad": NUMBER},
    "/kundfakturor/sok": {"sok": "Hemliga"},
    "/kundfakturor/urval": {"rad": NUMBER, "vald": NUMBER},
    "/manuella/angra": {"nr": "770078"}, "/manuella/avbryt": {"nr": "770078"},
    "/manuella/gjord": {"nr": "770078"},
    "/paminnelser/{utkast}/andra": {"gor": "skicka", "version": "0", "antal": "1"},
    "/utskick/{run}/angra": {}, "/utskick/{run}/avbryt": {}, "/utskick/{run}/fortsatt": {},
    "/utskick/{run}/skicka-om": {},
}
# These know the user alone.
OWN = {"/logga-ut", "/sprak"}
# What they name stands in the query.
QUERIES = {
    "/faktura": f"nr={NUMBER}", "/faktura/avgor": f"nr={NUMBER}", "/faktura/frige": f"nr={NUMBER}",
    "/manuella/brev": "nr=770078", "/kundfakturor/handelser": f"nr={NUMBER}",
}
STREAMS = {"/handelser", "/nytt"}


def routes():
    found = []
    for path in sorted(SOURCES.rglob("*.swift")):
        for method, address, operator in ROUTE.findall(path.read_text(encoding="utf-8")):
            found.append((method.upper(), address, bool(operator)))
    assert len(found) > 35, found
    return found


def is_stream(address):
    return any(address.endswith(end) for end in STREAMS)


class Victim:
    """A company with something of everything."""

    def __init__(self, stage):
        self.stage = stage
        self.company = company = stage.company(name=NAME)
        secret = {"Kundnamn": DEBTOR, "E-post": "hemlig@kund.example"}
        self.run = done(stage, company, [invoice(NUMBER, **secret)])
        company.enqueue([invoice(770078, **secret)], "--route", "manual")
        self.held = run_of(stage, company, [invoice(770079, **secret)], "--hold", "1h")
        company.take([invoice(770080, **secret)])
        stage.world.sql(
            "insert into incident (creditor, run, pos, kind) values"
            f" ({company.id}, {self.run}, 1, 'two_cases')")
        ((self.incident,),) = stage.world.sql(
            f"select id from incident where creditor = {company.id}")
        self.user = company.user()
        self.client = stage.client(self.user)
        answer = self.client.post("/kundfakturor/urval", [
            ("_formular", self.client.token()), ("gor", "skapa"), ("rad", "770080"),
            ("vald", "770080"), ("lista", "")])
        assert answer.status == 303, answer.text
        self.draft = re.search(r"/paminnelser/([0-9a-f]{32})", answer.location).group(1)
        answer = self.client.post("/kundfakturor/sok", {
            "_formular": self.client.token(), "sok": "hemliga"})
        self.search = re.search(r"namn=([0-9a-f]+)", answer.location).group(1)
        self.before = self.state()

    def ids(self, held=False):
        return {"run": self.held if held else self.run, "id": self.incident,
                "utkast": self.draft}

    def state(self):
        company = self.company.id
        return [self.stage.world.sql(text) for text in (
            f"select id, state, stopped_at, hold_until from run where creditor = {company}"
            " order by id",
            f"select token, revision, run from draft where creditor = {company}",
            f"select id, closed_at from incident where creditor = {company}",
            f"select paused from throttle where creditor = {company}",
            "select invoice_number, state, reason from reminder_list"
            f" where creditor = '{self.company.handle}' order by invoice_number",
            f"select letter_sender::text from creditor where id = {company}"
            if self.has_column("creditor", "letter_sender") else "select 1",
            f"select activation, amili_creditor from creditor where id = {company}",
            f"select login, action from console_audit where creditor = {company}",
        )]

    def has_column(self, table, column):
        return bool(self.stage.world.sql(
            "select 1 from information_schema.columns"
            f" where table_name = '{table}' and column_name = '{column}'"))

    def untouched(self):
        assert self.state() == self.before, "what is another's was changed"


def fill(address, ids):
    for name, value in ids.items():
        address = address.replace("{" + name + "}", str(value))
    assert "{" not in address, address
    return address


def url(address, ids, **fields):
    query = "&".join(filter(None, [
        QUERIES.get(address), *(f"{name}={value}" for name, value in fields.items())]))
    return fill(address, ids) + ("?" + query if query else "")


def form_of(address, ids):
    return {name: fill(value, ids) for name, value in FORMS[address].items()}


def ask(client, method, address, ids, token=None, foretag=None, in_form=None):
    """The whole answer; a stream is read no further than its head."""
    fields = {"foretag": foretag} if foretag else {}
    path = url(address, ids, **fields)
    if method == "POST":
        form = form_of(address, ids) | ({"_formular": token} if token else {})
        if in_form:
            form["foretag"] = in_form
        return client.post(path, form)
    if is_stream(address):
        stream = client.stream(path)
        stream.close()
        return stream
    return client.get(path)


def silent(answer, what):
    for secret in SECRETS:
        # What was asked for may stand in the answer.
        if secret == NUMBER and answer.status in (401, 404):
            continue
        assert secret not in getattr(answer, "text", ""), f"{what} tells of {secret}"


@test
def every_address_is_tried(stage):
    for method, address, _ in routes():
        if method == "POST":
            assert address in FORMS or address in OWN, f"{address} is in no table of this file"
    posts = {address for method, address, _ in routes() if method == "POST"}
    assert set(FORMS) | OWN == posts, (set(FORMS) | OWN) ^ posts


@test
def without_a_session_every_address_is_closed(stage):
    victim = Victim(stage)
    for method, address, _ in routes():
        if address in OWN:
            continue
        nobody = stage.client()
        answer = ask(nobody, method, address, victim.ids(), foretag=victim.company.handle)
        wanted = 401 if method == "POST" or is_stream(address) else 303
        assert answer.status == wanted, (method, address, answer.status)
        silent(answer, address)
    victim.untouched()


@test
def every_form_wants_its_token(stage):
    """Even from whoever may do it: with none, a wrong one, and one of another session."""
    victim = Victim(stage)
    user = victim.company.user(role="operator")
    client = stage.client(user)
    other = stage.client(victim.company.user(role="operator")).token()
    for method, address, _ in routes():
        if method != "POST" or address in OWN:
            continue
        for token in (None, "0" * 64, other):
            answer = ask(client, method, address, victim.ids(), token,
                         in_form=victim.company.handle)
            assert answer.status == 403, (address, token, answer.status)
            assert "Formuläret gäller inte längre" in answer.text
    victim.untouched()


@test
def an_operators_address_is_no_bookkeepers(stage):
    victim = Victim(stage)
    client = stage.client(victim.company.user())
    token = client.token()
    tried = 0
    for method, address, operator in routes():
        if operator:
            answer = ask(client, method, address, victim.ids(), token,
                         in_form=victim.company.handle)
            assert answer.status == 403, (method, address, answer.status)
            tried += 1
    assert tried >= 8
    victim.untouched()


@each(bookkeeper="bookkeeper", operator="operator")
def another_companys_name_opens_nothing(stage, role):
    """`foretag` of somebody else, in the address and in the form."""
    victim = Victim(stage)
    client = stage.client(stage.company().user(role=role))
    token = client.token()
    for method, address, operator in routes():
        if address in OWN or operator and role == "bookkeeper":
            continue
        if address in ("/drift", "/drift/nytt"):
            continue
        ways = [{"foretag": victim.company.handle}]
        if method == "POST":
            ways.append({"in_form": victim.company.handle})
        for way in ways:
            answer = ask(client, method, address, victim.ids(), token, **way)
            wanted = (404,)
            if address in ("/drift/stoppa", "/drift/slapp-fram", "/aktivera", "/avsandare",
                           "/manuella/gjord", "/manuella/angra", "/manuella/avbryt") \
                    and "foretag" in way and method == "POST":
                # The form has to name it; the address does not count.
                wanted = (400, 404)
            assert answer.status in wanted, (method, address, way, answer.status)
            silent(answer, address)
    victim.untouched()


@each(bookkeeper="bookkeeper", operator="operator")
def another_companys_ids_are_like_ids_that_there_are_not(stage, role):
    victim = Victim(stage)
    client = stage.client(stage.company(invoices=[invoice(1)]).user(role=role))
    token = client.token()
    nothing = {"run": 987654321, "id": 987654321, "utkast": secrets.token_hex(16)}
    for method, address, operator in routes():
        named = "{" in address or address in QUERIES or "{run}" in str(FORMS.get(address))
        if not named or operator and role == "bookkeeper" or address in OWN:
            continue
        if address == "/kundfakturor/handelser":
            continue
        for held in (False, True):
            theirs = ask(client, method, address, victim.ids(held), token)
            absent = ask(client, method, address, nothing, token)
            assert theirs.status == 404, (method, address, theirs.status)
            silent(theirs, address)
            if "{" in address and hasattr(theirs, "text"):
                # But for the address itself, which the language switch leads back to.
                mine = theirs.plain.replace(fill(address, victim.ids(held)), "HERE")
                assert mine == absent.plain.replace(fill(address, nothing), "HERE"), address
    victim.untouched()


@test
def another_companys_numbers_are_no_numbers(stage):
    victim = Victim(stage)
    mine = stage.company(invoices=[invoice(1)])
    user = mine.user()
    client = stage.client(user)
    token = client.token()
    # Ticked are invoices of one's own only.
    client.post("/kundfakturor/urval", [
        ("_formular", token), ("lista", ""), ("rad", NUMBER), ("vald", NUMBER), ("gor", "")])
    assert "Ingen faktura är markerad" in client.get("/kundfakturor").text
    answer = client.post("/kundfakturor/urval", [
        ("_formular", token), ("lista", ""), ("rad", NUMBER), ("vald", NUMBER),
        ("gor", "skapa")])
    assert "besked=inget" in answer.location, answer.location
    # News of another's rows are none.
    stream = client.stream(f"/kundfakturor/handelser?nr={NUMBER}&nr=1")
    seen = []
    limit = time.monotonic() + 4
    while time.monotonic() < limit and len(seen) < 2:
        seen.append(stream.event())
    stream.close()
    assert all(NUMBER not in str(event) for event in seen), seen
    # A search for a name is another session's.
    assert client.get(f"/kundfakturor?namn={victim.search}").status == 404
    assert client.get(f"/kundfakturor.csv?namn={victim.search}").status == 404
    for path in ("/kundfakturor", "/kundfakturor.csv", "/utskick", "/manuella"):
        answer = client.get(path)
        assert answer.status == 200
        silent(answer, path)
    victim.untouched()


@test
def operations_name_nobody_elses_company(stage):
    victim = Victim(stage)
    client = stage.client(stage.company(name="Mitt eget AB").user(role="operator"))
    answer = client.get("/drift")
    assert "Mitt eget AB" in answer.text
    silent(answer, "/drift")
    assert victim.company.handle not in answer.text
    stream = client.stream("/drift/nytt")
    limit = time.monotonic() + 5
    for _ in range(11):
        event = stream.event()
        for secret in SECRETS:
            assert secret not in str(event), event
        if time.monotonic() > limit:
            break
    stream.close()
    # One may stop everybody, or one's own; never all because a name was missing.
    token = client.token("/drift")
    assert client.post("/drift/stoppa", {"_formular": token}).status == 400
    assert client.post("/drift/stoppa", {
        "_formular": token, "foretag": victim.company.handle}).status == 404
    victim.untouched()


@test
def a_revoked_company_vanishes_at_once(stage):
    gone, kept = stage.company(name="Borttagna AB", invoices=[invoice(1)]), stage.company()
    user = gone.user(beside=[kept])
    client = stage.client(user)
    path = f"/kundfakturor?foretag={gone.handle}"
    assert client.get(path).status == 200
    stage.world.paminn("user", "revoke", user.login, "--creditor", gone.handle)
    assert client.get(path).status == 404
    assert "Borttagna" not in client.get("/kundfakturor").text


def follow(stream, found):
    while True:
        event = stream.event()
        if event is None:
            return
        found.append(event)


@each(revoked="revoke", disabled="disable", signed_out="sign out")
def an_open_stream_ends_with_the_right_to_it(stage, how):
    company, kept = stage.company(invoices=[invoice(1)]), stage.company()
    user = company.user(beside=[kept])
    client = stage.client(user)
    stream = client.stream(f"/kundfakturor/handelser?foretag={company.handle}&nr=1")
    assert stream.status == 200
    assert stream.answer.getheader("Content-Type").startswith("text/event-stream")
    found = []
    reader = threading.Thread(target=follow, args=(stream, found), daemon=True)
    reader.start()
    if how == "revoke":
        stage.world.paminn("user", "revoke", user.login, "--creditor", company.handle)
    elif how == "disable":
        stage.world.paminn("user", "disable", user.login)
    else:
        client.post("/logga-ut", {"_formular": client.token()})
    changed = time.monotonic()
    company.take([invoice(1, Restbelopp="1,00")])
    reader.join(20)
    assert not reader.is_alive(), "the stream goes on"
    assert time.monotonic() - changed < 15
    assert found[-1][0] == "utloggad", found
    told = [event for event in found if "1,00" in str(event)]
    assert not told, f"told after the right had ended: {told}"


@test
def script_in_every_field_shows_as_text(stage):
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&"
    fields = ["Kundnamn", "Kundnr", "Adress", "Ort", "E-post", "Fakturainnehåll"]
    company = stage.company(name=f"Bolag {attack}")
    rows = [invoice(9001, **{name: attack[:60] for name in fields})]
    company.take(rows, codes=(0, 3))
    clean = invoice(9002, Kundnamn=attack, Adress=attack[:50], Ort=attack[:30],
                    Fakturainnehåll=attack)
    run = done(stage, company, [clean])
    company.enqueue([invoice(9003, Kundnamn=attack, Ort=attack[:30], Adress=attack[:50])],
                    "--route", "manual")
    user = company.user(role="operator")
    page = stage.page(user, "/avsandare")
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.get_by_label("Adress", exact=True).fill(attack)
    page.get_by_label("Bankgiro").fill("5050-1055")
    page.get_by_role("button", name="Spara").click()
    client = stage.client(user)
    token = client.token()
    search = client.post("/kundfakturor/sok", {"_formular": token, "sok": "<script>"}).location
    for path in ("/kundfakturor", f"/utskick/{run}", "/utskick", "/faktura?nr=9002", "/drift",
                 "/manuella", "/manuella/brev?nr=9003", "/avsandare", "/aktivera", search,
                 "/kundfakturor?sok=" + "%3Cscript%3E9", "/kundfakturor?besked=%3Cscript%3E",
                 "/manuella?besked=gjord&nr=%3Cscript%3E"):
        page.goto(path)
        assert page.locator("script:not([src])").count() == 0, path
        assert page.locator("img").count() == 0, path
    page.goto("/kundfakturor")
    assert attack in page.get_by_role("main").inner_text()
    page.get_by_role("checkbox", name="Markera faktura 9002", exact=True).check()
    page.get_by_role("button", name="Skapa flera påminnelser").click()
    page.get_by_role("dialog").wait_for()
    assert page.locator("script:not([src])").count() == 0
    assert not dialogs, dialogs


@test
def no_page_of_ours_lacks_the_headers(stage):
    victim = Victim(stage)
    client = stage.client(victim.company.user(role="operator"))
    token = client.token()
    for method, address, _ in routes():
        if address in OWN or address.startswith("/paminnelser"):
            continue
        if is_stream(address):
            stream = client.stream(url(address, victim.ids()))
            pairs = {name.lower(): value for name, value in stream.answer.getheaders()}
            stream.close()
        elif method == "GET":
            # What was sent and is done cannot be cancelled: that page is one of a run that waits.
            answer = client.get(url(address, victim.ids(held=address.endswith("/avbryt"))))
            assert answer.status == 200, (address, answer.status)
            pairs = {name.lower(): value for name, value in answer.pairs}
        else:
            continue
        for name, value in HEADERS.items():
            assert pairs.get(name.lower()) == value, (address, name)
        assert pairs["cache-control"] == "no-store", address
    assert client.post("/kundfakturor/sok", {
        "_formular": token, "sok": "x"}).header("Cache-Control") == "no-store"


@test
def the_log_knows_nobody(stage):
    """Everything above, and not one name, address or number of a person in the console's log."""
    victim = Victim(stage)
    page = stage.page(victim.user, "/kundfakturor")
    page.get_by_label(re.compile("Sök på")).fill("Hemliga Kunden")
    page.get_by_role("button", name="Sök", exact=True).click()
    page.get_by_role("rowheader").first.wait_for()
    stage.allow(404, 503)
    page.goto(f"/faktura?nr={NUMBER}")
    page.goto("/faktura?nr=Hemliga%20Kunden")
    said = stage.world.console().said()
    for secret in (*SECRETS, "emliga", victim.user.login, victim.user.token):
        assert secret not in said, secret
    for name in ("work.log",):
        text = (stage.world.folder / name).read_text(encoding="utf-8")
        for secret in (NAME, DEBTOR, "hemlig@kund.example"):
            assert secret not in text, secret
