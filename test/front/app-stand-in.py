"""An app behind the front: tells what reached it, takes uploads, answers slowly, streams, speaks WebSocket."""
import base64, hashlib, json, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class App(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() == "websocket":
            return self.websocket()
        if self.path.startswith("/slow"):
            time.sleep(0.4)
        if self.path == "/stream":
            return self.stream()
        more = {"Strict-Transport-Security": "max-age=1"} if self.path == "/own-hsts" else {}
        status = 502 if self.path == "/own-502" else 200
        self.answer(json.dumps({"path": self.path, "headers": dict(self.headers.items())}), status, more)

    def do_POST(self):
        left = int(self.headers["Content-Length"])
        size = 0
        while left > 0:
            block = self.rfile.read(min(left, 65536))
            if not block:
                break
            size += len(block)
            left -= len(block)
        self.answer(str(size))

    def answer(self, text, status=200, more={}):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def stream(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (b"3\r\none\r\n", b"3\r\ntwo\r\n"):
            self.wfile.write(part)
            self.wfile.flush()
            if part.startswith(b"3\r\none"):
                while not released:
                    time.sleep(0.02)
        self.wfile.write(b"0\r\n\r\n")

    def do_PUT(self):
        released.append(True)
        self.answer("released")

    def websocket(self):
        accept = hashlib.sha1((self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode())
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(accept.digest()).decode())
        self.end_headers()
        self.wfile.flush()
        # Raw bytes are echoed: what counts is that they travel both ways.
        while data := self.connection.recv(4096):
            self.connection.sendall(data)
        self.close_connection = True

    def log_message(self, *_):
        pass


released = []
ThreadingHTTPServer(("", 8080), App).serve_forever()
