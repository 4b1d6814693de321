"""HTTP by hand: what a browser would never send, and what it would not show."""
import html.parser
import http.client
import json
import re
import urllib.parse


class Form:
    """A form of a page: where it goes, and what its fields hold before anybody types."""

    def __init__(self, attributes):
        self.action = attributes.get("action") or ""
        self.method = (attributes.get("method") or "get").lower()
        self.id = attributes.get("id")
        self.fields = []

    @property
    def token(self):
        return next((value for name, value in self.fields if name == "_formular"), None)


class _Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.open, self.links, self.loose = [], None, [], []
        self.select = None
        self.events = self.token = None

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        if tag == "body":
            self.events, self.token = attributes.get("data-events"), attributes.get("data-token")
        if tag == "form":
            self.open = Form(attributes)
            self.forms.append(self.open)
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        if tag == "select":
            self.select = attributes
        if tag == "option" and self.select and "selected" in attributes:
            self.field(self.select, attributes.get("value") or "")
        if tag == "input" and attributes.get("name"):
            kind = attributes.get("type")
            if kind not in ("checkbox", "radio", "submit") or "checked" in attributes:
                self.field(attributes, attributes.get("value") or "")

    def field(self, attributes, value):
        pair = (attributes.get("name"), value)
        if attributes.get("form"):
            self.loose.append((attributes["form"], pair))
        elif self.open:
            self.open.fields.append(pair)

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        if tag == "select":
            self.select = None


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.pairs, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace")

    def header(self, name):
        return next((value for key, value in self.pairs if key.lower() == name.lower()), None)

    def headers(self, name):
        return [value for key, value in self.pairs if key.lower() == name.lower()]

    @property
    def plain(self):
        """The text without the form token, which is another one each time."""
        return re.sub(r'((?:_formular" value|data-token)=")[0-9a-f]+', r"\1", self.text)

    @property
    def location(self):
        return self.header("Location")

    def _parsed(self):
        parser = _Forms()
        parser.feed(self.text)
        for owner, pair in parser.loose:
            for form in parser.forms:
                if form.id == owner:
                    form.fields.append(pair)
        return parser

    @property
    def forms(self):
        return self._parsed().forms

    @property
    def links(self):
        return self._parsed().links

    @property
    def events(self):
        """Where the page's live news come from."""
        return self._parsed().events

    @property
    def token(self):
        """The form token that the page's script uses."""
        return self._parsed().token


class Client:
    """Sends exactly what it is told to; keeps cookies like a browser."""

    def __init__(self, console, cookies=None):
        self.host = console.url.split("//", 1)[1]
        self.cookies = dict(cookies or {})

    def ask(self, method, path, form=None, headers=None, body=None, cookies=None):
        connection = http.client.HTTPConnection(self.host, timeout=30)
        head = {"Host": self.host}
        held = self.cookies if cookies is None else cookies
        if held:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in held.items())
        if form is not None:
            body = urllib.parse.urlencode(form)
            head["Content-Type"] = "application/x-www-form-urlencoded"
        head |= headers or {}
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            data = body.encode() if isinstance(body, str) else body
            if data is not None:
                head["Content-Length"] = str(len(data))
            for name, value in head.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.endheaders(data)
            answer = connection.getresponse()
            found = Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()
        for text in found.headers("Set-Cookie"):
            name, value = text.split(";", 1)[0].split("=", 1)
            if "Max-Age=0" in text:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return found

    def get(self, path, **how):
        return self.ask("GET", path, **how)

    def post(self, path, form, **how):
        return self.ask("POST", path, form=form, **how)

    def token(self, path="/kundfakturor"):
        """A form token of this session."""
        return self.get(path).token

    def stream(self, path, headers=None):
        return Stream(self, path, headers)


class Stream:
    """Server-sent events, as they come."""

    def __init__(self, client, path, headers=None):
        self.connection = http.client.HTTPConnection(client.host, timeout=20)
        head = {"Accept": "text/event-stream"} | (headers or {})
        if client.cookies:
            head["Cookie"] = "; ".join(f"{n}={v}" for n, v in client.cookies.items())
        self.connection.request("GET", path, headers=head)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def event(self):
        """The next event's name and content; None at the stream's end."""
        name, data = None, []
        while True:
            line = self.answer.readline()
            if not line:
                return None
            text = line.decode().rstrip("\r\n")
            if text.startswith("event:"):
                name = text[6:].strip()
            elif text.startswith("data:"):
                data.append(text[5:].strip())
            elif not text and name:
                return name, json.loads("\n".join(data) or "null")

    def close(self):
        self.connection.close()
