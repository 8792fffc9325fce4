"""A web on loopback that behaves as badly as the real one, and a clock that nobody waits for."""

import contextlib
import socket
import ssl
import struct
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.time = 1000.0

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.time += seconds


class Web:
    """Servers on loopback addresses; `pages` says what each path does with a request."""

    def __init__(self, clock=None):
        self.clock = clock or Clock()
        self.asked, self.pages, self.servers = [], {}, {}
        self.over = threading.Event()

    def url(self, path="", host="127.0.0.1"):
        if host not in self.servers:
            self.servers[host] = self.serve(host)
        return f"http://{host}:{self.servers[host].server_port}{path}"

    def serve(self, host, certificate=None):
        server = Server((host, 0), type("Handler", (Handler,), {"web": self}))
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=[0.01]).start()
        return server

    def close(self):
        self.over.set()
        for server in self.servers.values():
            server.shutdown()
            server.server_close()

    def page(self, path, body=b"", status=200, kind="text/html; charset=utf-8", **headers):
        """Let `path` answer this to every method."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}

        def answer(request):
            request.answer(status, {"Content-Type": kind} | headers, body)

        self.pages[path] = answer

    def paths(self, method=None):
        return [path for how, _host, path, _at in self.asked if method in (None, how)]

    def times(self, host="127.0.0.1"):
        return [at for _how, where, _path, at in self.asked if where == host]


class Server(ThreadingHTTPServer):
    request_queue_size = 20

    def handle_error(self, request, client_address):
        """A client that hung up is no news."""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        host = self.server.server_address[0]
        self.web.asked.append((self.command, host, self.path, self.web.clock.now()))
        behave = self.web.pages.get(self.path, lambda request: request.answer(404, {}, b"No."))
        behave(self)

    do_HEAD = do_GET

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        """The tests look at `asked` instead."""


# What a page may do to a request


def hang(request):
    request.web.over.wait(5)


def drip(request):
    """A page that never ends, a byte at a time."""
    request.answer(200, {"Content-Type": "text/html"}, b"")
    while not request.web.over.wait(0.02):
        request.wfile.write(b".")


def drip_headers(request):
    request.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    while not request.web.over.wait(0.02):
        request.wfile.write(b".")


def reset(request):
    linger = struct.pack("ii", 1, 0)
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    request.connection.close()


def babble(request):
    request.wfile.write(b"\0\xff nothing like HTTP\r\n\r\n")


def no_head(request):
    if request.command == "HEAD":
        request.answer(405, {}, b"")
    else:
        request.answer(200, {"Content-Type": "text/html"}, b"Here.")


def no_head_at_all(request):
    reset(request) if request.command == "HEAD" else no_head(request)


def closed_port():
    """A port of loopback on which nobody listens."""
    with contextlib.closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def until(true, seconds=15):
    """Wait for what happens soon; fail if it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def certificate(folder, name):
    """A certificate for `name` that signs itself, with its key in one file."""
    path = folder / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    files = ["-keyout", path, "-out", folder / "public.pem"]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    with path.open("ab") as file:
        file.write((folder / "public.pem").read_bytes())
    return path
