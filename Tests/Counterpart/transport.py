"""An HTTP/1.1 server by hand: libraries refuse to speak as oddly as some servers do."""
import contextlib
import dataclasses
import socket
import threading
import time
import urllib.parse

LONGEST_HEAD = 65536
REASONS = {
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently",
    308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
    404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 414: "URI Too Long",
    422: "Unprocessable Entity", 429: "Too Many Requests", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable",
}


@dataclasses.dataclass
class Transport:
    """How answers are put on the wire. Times are in seconds."""
    framing: str = "length"  # or chunked, close, http10
    spell: object = None  # A header's name to the name as it is sent.
    separator: str = ": "
    interim: bytes = b""  # Sent before each answer.
    before: float = 0  # Waits so long before each answer.
    byte_by_byte: bool = False
    unsolicited_after: float | None = None  # Sends every tenth 201 once more, so much later.
    idle: float = 30  # Closes a connection on which nothing was asked for so long.
    answers_per_connection: int = 0  # Then closes, without having said so. 0: no end.
    longest_target: int = 16384
    tls: object = None


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        path, _, query = target.partition("?")
        self.path = urllib.parse.unquote(path)
        self.query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))

    @property
    def line(self):
        return f"{self.method} {self.path}"


@dataclasses.dataclass
class Answer:
    status: int
    body: bytes = b""
    headers: list = dataclasses.field(default_factory=list)
    # The connection ends without an answer.
    lost: bool = False


class Malformed(Exception):
    """A request that is not HTTP/1.1."""


class Lines:
    """What comes in, cut into heads and bodies."""

    def __init__(self, connection):
        self.connection, self.kept = connection, b""

    def more(self):
        piece = self.connection.recv(65536)
        if not piece:
            raise ConnectionError
        self.kept += piece

    def until(self, mark):
        while mark not in self.kept:
            if len(self.kept) > LONGEST_HEAD:
                raise Malformed("a head without an end")
            self.more()
        found, _, self.kept = self.kept.partition(mark)
        return found

    def exactly(self, count):
        while len(self.kept) < count:
            self.more()
        found, self.kept = self.kept[:count], self.kept[count:]
        return found


def read_request(lines, connection):
    head = lines.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
    try:
        method, target, version = head[0].split(" ")
    except ValueError:
        raise Malformed(f"the request line {head[0][:40]!r}") from None
    if version != "HTTP/1.1" or not target.startswith("/"):
        raise Malformed("not an HTTP/1.1 request for a path")
    headers = {}
    for line in head[1:]:
        name, colon, value = line.partition(":")
        if not colon or name.strip() != name or not name:
            raise Malformed("a header line without a name")
        if name.lower() in headers:
            raise Malformed(f"the header {name} twice")
        headers[name.lower()] = value.strip()
    if "host" not in headers:
        raise Malformed("no Host")
    if headers.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    return Request(method, target, headers, read_body(lines, headers))


def read_body(lines, headers):
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b""
        while size := int(lines.until(b"\r\n").split(b";")[0], 16):
            body += lines.exactly(size)
            lines.exactly(2)
        while lines.until(b"\r\n"):
            pass
        return body
    return lines.exactly(int(headers.get("content-length", "0")))


def chunks(body):
    """In pieces of uneven sizes, with an extension and a trailer."""
    out, place, size = b"", 0, 7
    while place < len(body):
        piece = body[place:place + size]
        out += b"%x;piece=yes\r\n%s\r\n" % (len(piece), piece)
        place, size = place + size, size * 3
    return out + b"0\r\nX-Trailer: end\r\n\r\n"


def composed(answer, wire):
    """The bytes of an answer, and whether the connection ends with it."""
    framing = wire.framing
    version = "HTTP/1.0" if framing == "http10" else "HTTP/1.1"
    headers = list(answer.headers)
    body = b"" if answer.status == 204 else answer.body
    if answer.status == 204:
        framing = "close" if framing in ("close", "http10") else "none"
    elif framing == "chunked":
        headers.append(("Transfer-Encoding", "chunked"))
        body = chunks(body)
    elif framing != "http10":
        headers.append(("Content-Length", str(len(body))))
    closes = framing in ("close", "http10")
    if framing == "close":
        headers.append(("Connection", "close"))
    spell = wire.spell or (lambda name: name)
    lines = [f"{version} {answer.status} {REASONS.get(answer.status, 'Odd')}"]
    lines += [f"{spell(name)}{wire.separator}{value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body, closes


class Server:
    """Listens on loopback until it is closed; `answer` is called with each request, in threads."""

    def __init__(self, wire, answer, broken):
        self.wire, self.answer, self.broken = wire, answer, broken
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.connections, self.lock, self.closed = set(), threading.Lock(), False
        self.created = 0
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                if self.closed:
                    connection.close()
                    return
                self.connections.add(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def close(self):
        with self.lock:
            self.closed = True
            connections = list(self.connections)
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def serve(self, raw):
        connection = raw
        try:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            raw.settimeout(self.wire.idle)
            if self.wire.tls:
                connection = self.wire.tls.wrap_socket(raw, server_side=True)
            self.converse(connection)
        except Malformed as error:
            self.broken(f"a request that is none: {error}")
        except OSError:
            pass
        finally:
            with self.lock:
                self.connections.discard(raw)
            connection.close()

    def converse(self, connection):
        lines, answers = Lines(connection), 0
        while True:
            request = read_request(lines, connection)
            if len(request.target) > self.wire.longest_target:
                answer = Answer(414, b"<h1>414 Request-URI Too Large</h1>",
                                [("Content-Type", "text/html")])
            else:
                answer = self.answer(request)
            if answer.lost:
                return
            if self.wire.before:
                time.sleep(self.wire.before)
            data, closes = composed(answer, self.wire)
            self.send(connection, self.wire.interim + data)
            if answer.status == 201 and self.wire.unsolicited_after is not None:
                self.created += 1
                if self.created % 10 == 0:
                    time.sleep(self.wire.unsolicited_after)
                    self.send(connection, data)
            answers += 1
            if closes or answers == self.wire.answers_per_connection:
                return

    def send(self, connection, data):
        if not self.wire.byte_by_byte:
            connection.sendall(data)
            return
        for place in range(len(data)):
            connection.sendall(data[place:place + 1])
