"""One request for a page of the public web: its address checked, its time and size limited.

An editor's address must not reach what stands beside this site, so each connection goes to an
address that was checked, never to a name that may mean another a moment later. A library would
add redirects, retries, pools and proxies, and all of them would have to be switched off for it.
"""

import contextlib
import functools
import http.client
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin, urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from cases.models import SourceCheck

Result = SourceCheck.Result
PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
NAT64 = [ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48")]


@dataclass(frozen=True)
class Limits:
    connect: float = 10  # seconds for each of at most two addresses of a host
    read: float = 15  # seconds between two bytes
    whole: float = 30  # seconds for request and answer
    size: int = 2_000_000  # bytes
    redirects: int = 5
    private: bool = False  # whether loopback and private networks may be asked: for tests


class Unanswered(Exception):
    """No answer that says something of the page: a `SourceCheck.Result` and a few words."""

    def __init__(self, result, note="", url=""):
        super().__init__(note)
        self.result, self.note, self.url = result, note, url


@dataclass(frozen=True)
class Address:
    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self):
        return f"{self.scheme}://{self.netloc}"


@dataclass(frozen=True)
class Answer:
    url: str
    status: int
    headers: Message
    body: bytes

    @property
    def is_ok(self):
        return 200 <= self.status < 300

    @property
    def leads_to(self):
        location = self.headers.get("Location", "") if self.status in MOVED else ""
        # http.client reads headers as Latin-1; a browser reads this one as UTF-8.
        return location and urljoin(self.url, location.encode("latin-1").decode(errors="replace"))


def address_of(url):
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError as error:
        raise Unanswered(Result.ADDRESS, _("not a web address"), url) from error
    if parts.scheme not in PORTS or not host:
        raise Unanswered(Result.ADDRESS, _("not a web address"), url)
    target = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    return Address(url, parts.scheme, host, port or PORTS[parts.scheme], target)


def ask(method, address, limits, headers):
    """The answer to one request; redirects are for the caller to follow."""
    try:
        with connected(address, limits) as sock, cut_off(sock, limits.whole) as late:
            try:
                return exchange(method, address, limits, headers, sock)
            except (OSError, http.client.HTTPException, ValueError):
                if late.is_set():
                    raise TimeoutError from None
                raise
    except ssl.SSLCertVerificationError as error:
        raise Unanswered(Result.CERTIFICATE, error.verify_message, address.url) from error
    except TimeoutError as error:
        raise Unanswered(Result.NO_ANSWER, _("timed out"), address.url) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        note = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Unanswered(Result.NO_ANSWER, note, address.url) from error


def exchange(method, address, limits, headers, sock):
    connection = http.client.HTTPConnection(address.host, address.port)
    connection.sock = sock
    if address.scheme == "https":
        connection.sock = tls().wrap_socket(sock, server_hostname=address.host)
    with contextlib.closing(connection):
        connection.sock.settimeout(limits.read)
        connection.request(method, address.target, headers=headers | {"Host": address.netloc})
        with connection.getresponse() as response:
            body = response.read(limits.size + 1)
            return Answer(address.url, response.status, response.headers, body)


@functools.cache
def tls():
    """Verifies certificates against the authorities that this machine trusts."""
    return ssl.create_default_context()


@contextlib.contextmanager
def cut_off(sock, seconds):
    """Ends a connection when its time is up, however slowly its bytes drip in."""
    handle, late = sock.dup(), threading.Event()

    def cut():
        late.set()
        with contextlib.suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    alarm = threading.Timer(seconds, cut)
    alarm.start()
    try:
        yield late
        if late.is_set():  # a page that ends with its connection looks whole
            raise TimeoutError
    finally:
        alarm.cancel()
        alarm.join()
        handle.close()


def connected(address, limits):
    """A connection to one of the host's addresses, all of which were checked."""
    found = resolved(address, limits)
    for family, kind, protocol, _name, sockaddr in found[:2]:
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(limits.connect)
        try:
            sock.connect(sockaddr)
            return sock
        except OSError as error:
            sock.close()
            failure = error
    raise failure


def resolved(address, limits):
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unanswered(Result.NO_HOST, error.strerror or "", address.url) from error
    if not limits.private and not all(is_public(sockaddr[0]) for *_rest, sockaddr in found):
        raise Unanswered(Result.ADDRESS, _("leads into a private network"), address.url)
    return found


def is_public(text):
    """Whether an address is on the public internet, also where IPv6 only wraps an IPv4 one."""
    ip = ipaddress.ip_address(text.partition("%")[0])
    if ip.version == 6:
        if any(ip in network for network in NAT64):
            return False
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast
