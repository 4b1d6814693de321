"""The door, by plain HTTP: sessions, cookies, tokens, origins, headers, guesses."""
import gzip
import hashlib

from company import invoice
from installation import PASSWORD
from runner import each, test
from transport import Answer, Client

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
HEADERS = {
    "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}


def sign_in(client, login, password=PASSWORD, target="", **how):
    """The whole way: the form with its cookie, then the answer to it."""
    page = client.get("/logga-in")
    form = page.forms[0]
    fields = [(name, value) for name, value in form.fields
              if name not in ("anvandare", "losenord", "till")]
    fields += [("anvandare", login), ("losenord", password), ("till", target)]
    return client.post("/logga-in", fields, **how)


# --- Sessions and cookies

@each(pages=["/", "/kundfakturor", "/utskick", "/utskick/1", "/drift", "/faktura/1", "/nowhere"])
def without_a_session_there_is_nothing(stage, paths):
    for path in paths:
        answer = stage.client().get(path)
        assert answer.status == 303, (path, answer.status)
        assert answer.location.startswith(("/logga-in", "/kundfakturor")), answer.location
    for path in ("/sprak", "/logga-ut", "/nowhere"):
        answer = stage.client().post(path, {"sprak": "en"})
        assert answer.status == 401, (path, answer.status)


@test
def the_session_cookie_is_out_of_reach(stage):
    client = stage.client()
    answer = sign_in(client, stage.company().user().login)
    assert answer.status == 303 and answer.location == "/kundfakturor", answer.text
    (cookie,) = [text for text in answer.headers("Set-Cookie") if "paminn-session" in text]
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert {"httponly", "samesite=lax", "path=/"} <= parts, cookie
    assert not any(part.startswith("domain") for part in parts), cookie
    assert "secure" not in parts, cookie


@test
def behind_https_cookies_are_secure(stage):
    console = stage.world.console(console_url="https://paminn.example")
    client = Client(console)
    host = {"Host": "paminn.example"}
    page = client.get("/logga-in", headers=host)
    assert "max-age=" in page.header("Strict-Transport-Security")
    (door,) = page.headers("Set-Cookie")
    fields = [(name, value) for name, value in page.forms[0].fields
              if name not in ("anvandare", "losenord")]
    fields += [("anvandare", stage.company().user().login), ("losenord", PASSWORD)]
    answer = client.post(
        "/logga-in", fields, headers=host | {"Origin": "https://paminn.example"})
    assert answer.status == 303, answer.text
    for cookie in [door, *answer.headers("Set-Cookie")]:
        assert cookie.startswith("__Host-"), cookie
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "path=/"} <= parts, cookie
    page = client.get("/kundfakturor", headers=host)
    assert page.status == 200
    # The same form sent in the clear is not ours.
    answer = client.post(
        "/sprak", {"_formular": page.token, "sprak": "en"},
        headers=host | {"Origin": "http://paminn.example"})
    assert answer.status == 403


@test
def a_session_is_kept_as_a_hash(stage):
    client = stage.client()
    user = stage.company().user()
    stage.world.paminn("user", "passwd", user.login, text=PASSWORD + "\n")
    sign_in(client, user.login)
    token = client.cookies["paminn-session"]
    assert len(token) == 64
    digest = hashlib.sha256(f"session\n{token}".encode()).hexdigest()
    rows = [row[0] for row in stage.world.sql("select token_hash from console_session")]
    assert digest in rows and token not in rows
    everything = stage.world.sql("select console_session::text from console_session")
    assert not any(token in text for (text,) in everything)
    # What the table holds opens nothing.
    assert Client(stage.world.console(), {"paminn-session": digest}).get(
        "/kundfakturor").status == 303
    ((kept,),) = stage.world.sql(
        f"select password from console_user where login = '{user.login}'")
    assert kept.startswith("scrypt$131072$8$1$") and PASSWORD not in kept


@test
def each_sign_in_is_another_session(stage):
    user = stage.company().user()
    first = stage.client()
    # A cookie that somebody planted is not taken over.
    first.cookies["paminn-session"] = "a" * 64
    sign_in(first, user.login)
    assert first.cookies["paminn-session"] != "a" * 64
    second = stage.client()
    sign_in(second, user.login)
    assert first.cookies["paminn-session"] != second.cookies["paminn-session"]
    answer = first.post("/logga-ut", {"_formular": first.token()})
    assert answer.status == 303
    assert "paminn-session" not in first.cookies
    assert second.get("/kundfakturor").status == 200


@test
def signing_out_ends_the_session_at_the_server(stage):
    client = stage.client(stage.company().user())
    held = dict(client.cookies)
    client.post("/logga-ut", {"_formular": client.token()})
    assert client.ask("GET", "/kundfakturor", cookies=held).status == 303


@each(idle="seen_at = clock_timestamp() - interval '13 hours'",
      old="created_at = clock_timestamp() - interval '31 days'")
def a_session_expires(stage, change):
    user = stage.company().user()
    client = stage.client(user)
    assert client.get("/kundfakturor").status == 200
    digest = hashlib.sha256(f"session\n{user.token}".encode()).hexdigest()
    stage.world.sql(f"update console_session set {change} where token_hash = '{digest}'")
    assert client.get("/kundfakturor").status == 303


# --- Forms

@each(missing=None, empty="", wrong="0" * 64, short="abc")
def a_form_without_its_token_changes_nothing(stage, token):
    client = stage.client(stage.company().user())
    form = [("sprak", "en")] + ([] if token is None else [("_formular", token)])
    answer = client.post("/sprak", form)
    assert answer.status == 403, answer.status
    assert "Formuläret gäller inte längre" in answer.text
    assert 'lang="sv"' in client.get("/kundfakturor").text
    assert client.post("/logga-ut", form).status == 403
    assert client.get("/kundfakturor").status == 200


@test
def another_sessions_token_is_not_ours(stage):
    company = stage.company()
    mine, theirs = stage.client(company.user()), stage.client(company.user())
    answer = mine.post("/sprak", {"_formular": theirs.token(), "sprak": "en"})
    assert answer.status == 403


@test
def a_token_ends_with_its_session(stage):
    user = stage.company().user()
    client = stage.client()
    sign_in(client, user.login)
    stale = client.token()
    client.post("/logga-ut", {"_formular": stale})
    sign_in(client, user.login)
    assert client.token() != stale
    assert client.post("/sprak", {"_formular": stale, "sprak": "en"}).status == 403


@each(other_site={"Origin": "https://evil.example"}, null={"Origin": "null"},
      other_port={"Origin": "http://127.0.0.1:1"},
      cross_site={"Sec-Fetch-Site": "cross-site"}, same_site={"Sec-Fetch-Site": "same-site"})
def a_form_from_elsewhere_is_not_ours(stage, headers):
    client = stage.client(stage.company().user())
    form = {"_formular": client.token(), "sprak": "en"}
    assert client.post("/sprak", form, headers=headers).status == 403
    own = {"Origin": f"http://{client.host}", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/sprak", form, headers=own).status == 303


@test
def the_sign_in_form_belongs_to_its_browser(stage):
    user = stage.company().user()
    client, other = stage.client(), stage.client()
    form = client.get("/logga-in").forms[0].fields
    fields = [pair for pair in form if pair[0] not in ("anvandare", "losenord")]
    fields += [("anvandare", user.login), ("losenord", PASSWORD)]
    other.get("/logga-in")
    for thief in (stage.client(), other):
        answer = thief.post("/logga-in", fields)
        assert answer.status == 403, answer.status
        assert "paminn-session" not in str(answer.headers("Set-Cookie"))
    assert client.post("/logga-in", fields).status == 303


@test
def another_content_type_is_no_form(stage):
    client = stage.client(stage.company().user())
    token = client.token()
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x"):
        answer = client.ask("POST", "/sprak", body=f"_formular={token}&sprak=en",
                            headers={"Content-Type": kind})
        assert answer.status == 403, kind


@test
def an_oversized_form_is_refused(stage):
    client = stage.client(stage.company().user())
    body = f"_formular={client.token()}&sprak=en&x=" + "y" * (2 << 20)
    try:
        answer = client.ask("POST", "/sprak", body=body, headers={
            "Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 413, answer.status
        for name in HEADERS:
            assert answer.header(name) == HEADERS[name], f"{name}: {answer.header(name)}"
    except (BrokenPipeError, ConnectionResetError):
        pass  # Refused before it was read to its end.
    assert 'lang="sv"' in client.get("/kundfakturor").text


# --- Addresses

@each(foreign="evil.example", port="127.0.0.1:1", none=None, empty="", rebound="evil.example:80")
def another_host_is_another_house(stage, host):
    client = stage.client(stage.company().user())
    for path in ("/kundfakturor", "/logga-in", "/style.css"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status in (400, 421), (path, answer.status)
        assert "Set-Cookie" not in dict(answer.pairs)


@test
def localhost_is_home(stage):
    client = stage.client(stage.company().user())
    port = client.host.rsplit(":", 1)[1]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        assert client.get("/kundfakturor", headers={"Host": host}).status == 200, host


@each(scheme="https://evil.example/", bare="//evil.example/", backslash="/\\evil.example",
      tab="/\t/evil.example", newline="/\r\nSet-Cookie: a=b", script="javascript:alert(1)",
      at="@evil.example", sign_out="/logga-ut", encoded="/%2F%2Fevil.example/..//")
def signing_in_leads_nowhere_else(stage, target):
    user = stage.company().user()
    client = stage.client(user)
    answer = client.post(
        "/sprak", {"_formular": client.token(), "sprak": "sv", "till": target})
    assert answer.status == 303
    assert answer.header("Set-Cookie") is None
    if target.startswith("/%2F"):
        assert answer.location == target
    else:
        assert answer.location == "/kundfakturor", answer.location
    page = stage.client().ask("GET", "/logga-in?till=" + "".join(
        f"%{byte:02X}" for byte in target.encode()))
    (form,) = [form for form in page.forms if form.action == "/logga-in"]
    assert dict(form.fields)["till"] in ("/kundfakturor", target if "%2F" in target else "")


# --- Headers

@test
def every_answer_carries_the_headers(stage):
    company = stage.company(invoices=[])
    client = stage.client(company.user())
    token = client.token()
    answers = {
        "page": client.get("/kundfakturor"),
        "not found": client.get("/nowhere"),
        "not allowed": client.get("/drift"),
        "bad method": client.ask("DELETE", "/kundfakturor"),
        "stale form": client.post("/sprak", {}),
        "redirection": client.post("/sprak", {"_formular": token}),
        "asset": client.get("/style.css"),
        "icon": client.get("/favicon.ico"),
        "sign-in": stage.client().get("/logga-in"),
        "signed out": stage.client().get("/kundfakturor"),
        "signed out form": stage.client().post("/sprak", {}),
        "wrong host": client.get("/kundfakturor", headers={"Host": "evil.example"}),
    }
    for what, answer in answers.items():
        for name, value in HEADERS.items():
            assert answer.header(name) == value, f"{what}: {name} is {answer.header(name)}"
        cache = answer.header("Cache-Control")
        wanted = "public, max-age=31536000, immutable" if what == "asset" else "no-store"
        assert cache == wanted, f"{what}: {cache}"
        assert answer.header("Server") is None, what
        assert answer.header("Strict-Transport-Security") is None, what
        if answer.body:
            assert "charset=utf-8" in answer.header("Content-Type"), what


@test
def pages_hold_neither_style_nor_script_of_their_own(stage):
    client = stage.client(stage.company().user(role="operator"))
    for path in ("/kundfakturor", "/utskick", "/drift", "/nowhere"):
        text = client.get(path).text
        assert "<style" not in text and " style=" not in text, path
        assert text.count("<script") == text.count("<script src=\"/"), path
        assert "javascript:" not in text, path


# --- On the wire

PACKED = {"Accept-Encoding": "gzip, deflate, br"}


@test
def what_goes_compressed_is_the_same(stage):
    company = stage.company(invoices=[invoice(1_000 + place) for place in range(60)])
    client = stage.client(company.user())
    for path in ("/kundfakturor", "/kundfakturor.csv", "/style.css", "/script.js", "/utskick"):
        plain, packed = client.get(path), client.get(path, headers=PACKED)
        assert plain.header("Content-Encoding") is None, path
        assert plain.header("Vary") == packed.header("Vary") == "Accept-Encoding", path
        assert packed.header("Content-Encoding") == "gzip", path
        assert len(packed.body) < 0.7 * len(plain.body), (path, len(packed.body))
        whole = Answer(packed.status, packed.pairs, gzip.decompress(packed.body))
        assert whole.plain == plain.plain, path
    refused = client.get("/kundfakturor", headers={"Accept-Encoding": "gzip;q=0, *"})
    assert refused.header("Content-Encoding") is None
    stream = client.stream("/kundfakturor/handelser?nr=1000", headers=PACKED)
    assert stream.answer.getheader("Content-Encoding") is None
    stream.close()


@test
def the_length_of_a_compressed_page_tells_nothing(stage):
    """BREACH: another site makes the browser ask, and somebody on the wire counts."""
    company = stage.company(invoices=[invoice(1_000 + place) for place in range(60)])
    client = stage.client(company.user())
    for site in ("cross-site", "same-site", "x"):
        answer = client.get("/kundfakturor?sok=guess", headers=PACKED | {"Sec-Fetch-Site": site})
        assert answer.header("Content-Encoding") is None, site
        # What everybody may know tells nothing.
        asset = client.get("/style.css", headers=PACKED | {"Sec-Fetch-Site": site})
        assert asset.header("Content-Encoding") == "gzip", site
    for site in ("same-origin", "none", None):
        answers = [
            client.get("/kundfakturor", headers=PACKED | {"Sec-Fetch-Site": site})
            for _ in range(20)]
        assert {answer.header("Content-Encoding") for answer in answers} == {"gzip"}, site
        assert len({len(answer.body) for answer in answers}) > 1, "the length is always the same"
    first, second = client.token(), client.token()
    assert first != second and not any(first[at:at + 16] in second for at in range(112))
    for token in (first, second, first):
        assert client.post("/sprak", {"_formular": token, "sprak": "sv"}).status == 303
    # Mask and masked text may change places: what counts is that a digit of either is another.
    last, middle = ("0" if digit != "0" else "1" for digit in (first[-1], first[63]))
    for token in (first[:-1] + last, first[64:] + first[:63] + middle, first + first):
        assert client.post("/sprak", {"_formular": token, "sprak": "sv"}).status == 403


# --- Guesses

@test
def guesses_are_slowed_without_locking_others_out(stage):
    company = stage.company()
    victim, other = company.user(), company.user()
    client = stage.client()
    statuses = [sign_in(client, victim.login, f"gissning nummer {n}").status for n in range(11)]
    assert statuses == [401] * 10 + [429], statuses
    answer = sign_in(client, victim.login)
    # Even the right one: who guesses must not learn that it was.
    assert answer.status == 429 and int(answer.header("Retry-After")) > 0
    assert sign_in(stage.client(), other.login).status == 303
    # Whoever is in stays in.
    assert stage.client(victim).get("/kundfakturor").status == 200
    failures = stage.world.sql("select key from console_failure")
    assert failures and not any(victim.login in key for (key,) in failures)


@test
def a_user_who_does_not_exist_takes_as_long(stage):
    user = stage.company().user()
    stage.world.paminn("user", "passwd", user.login, text=PASSWORD + "\n")

    def cost(login):
        """What the console's processor had to do for it: a clock on the wall would tell of the
        machine's other work as well."""
        before = stage.world.console().seconds_of_work()
        assert sign_in(stage.client(), login, "fel lösenord här").status == 401
        return stage.world.console().seconds_of_work() - before
    there, nowhere = cost(user.login), cost("finns-inte")
    assert 0.7 < there / nowhere < 1.4, (there, nowhere)


@test
def what_was_typed_into_the_wrong_field_is_not_kept(stage):
    secret = "mitt-lösenord-i-fel-ruta"
    assert sign_in(stage.client(), secret, "x" * 20).status == 401
    tables = stage.world.sql(
        "select table_name from information_schema.tables where table_name like 'console_%'")
    for (table,) in tables:
        rows = stage.world.sql(f"select {table}::text from {table}")
        assert not any("fel-ruta" in row[0] for row in rows), table
    assert "fel-ruta" not in stage.world.console().said()
