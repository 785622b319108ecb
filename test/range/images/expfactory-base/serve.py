"""The web side: port 80 answers 502 until the application behind it is there."""
import json
import os
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from expfactory.defaults import EXPFACTORY_DATABASE
from expfactory.keeper import Keeper

BEGAN = time.monotonic()
HERE = os.path.dirname(__file__)
FACTS = {
    "experiments": sorted(os.listdir("/scif/apps")),
    "database": EXPFACTORY_DATABASE,
    "commit": open(f"{HERE}/commit").read().strip(),
    **{
        name.lower(): value
        for name, value in os.environ.items()
        if name.startswith("EXPFACTORY_") and "PASSWORD" not in name
    },
}


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        ready = time.monotonic() - BEGAN > 1
        body = json.dumps(FACTS).encode() if ready else b"Bad Gateway"
        self.send_response(200 if ready else 502)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        while length > 0:
            length -= len(self.rfile.read(min(length, 1 << 20)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


Keeper(EXPFACTORY_DATABASE)
server = ThreadingHTTPServer(("", 80), Page)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
