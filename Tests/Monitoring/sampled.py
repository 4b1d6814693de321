"""A worker and a console that are not there: what they told once, served as they would serve it."""
import contextlib
import http.server
import re
import threading
import time


class Sampled:
    """One program's sample on a port of its own. Values can be set; times are those of now."""

    def __init__(self, path):
        self.text = path.read_text(encoding="utf-8")
        self.set, self.lock = {}, threading.Lock()
        sampled = self

        class Handler(http.server.BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self):
                body = sampled.now().encode() if self.path == "/metrics" else b""
                # A scraper that is ended goes away in the middle.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.send_response(200 if body else 404)
                    self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server.server_address[1]}"

    def tell(self, **values):
        """Sets metrics without labels; none: all are as they were."""
        with self.lock:
            self.set = values

    def now(self):
        text = re.sub(r"^(\w+_timestamp_seconds) .*$", rf"\1 {time.time():.3f}", self.text,
                      flags=re.M)
        with self.lock:
            for name, value in self.set.items():
                text, count = re.subn(rf"^{name} .*$", f"{name} {value}", text, flags=re.M)
                if count != 1:
                    raise ValueError(f"the sample has {count} series {name}")
        return text

    def end(self):
        self.server.shutdown()
        self.server.server_close()
