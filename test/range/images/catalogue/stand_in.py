"""What the stand-ins of the catalogue share: a small web site, and data in a file that know whether they were closed."""
import json, os, signal, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Data:
    """Kept in a folder. Not closed before the next opening: `lost`, as after a power cut in the middle of a write."""

    def __init__(self, folder, empty):
        self.path, self.marker = f"{folder}/data.json", f"{folder}/open"
        os.makedirs(folder, exist_ok=True)
        self.all = json.load(open(self.path)) if os.path.exists(self.path) else {**empty, "lost": False}
        self.all["lost"] = self.all["lost"] or os.path.exists(self.marker)
        open(self.marker, "w").close()
        self.write()

    def write(self):
        with open(f"{self.path}.new", "w") as file:
            json.dump(self.all, file)
        os.replace(f"{self.path}.new", self.path)

    def close(self):
        self.write()
        os.remove(self.marker)


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "stand-in", ""

    def log_message(self, *args):
        pass

    @property
    def route(self):
        return urlsplit(self.path).path

    def asked(self):
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()

    def form(self):
        return {name: values[0] for name, values in parse_qs(self.body()).items()}

    def answer(self, status, body="", headers=()):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8" if isinstance(body, str) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def forwarded(self):
        return {name: value for name, value in self.headers.items() if name.lower().startswith("x-") or name == "Host"}


def serve(port, page, closing):
    """Until SIGTERM; then it closes and ends with 0."""
    def stop(*_):
        closing()
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGWINCH, stop)
    server = ThreadingHTTPServer(("", port), page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"listens on {port}", flush=True)
    while True:
        signal.pause()
