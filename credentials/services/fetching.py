"""Reading other people's documents over https, without becoming a way into our own network.

Only https on port 443 by name; every address the name resolves to must be public; the connection goes to the
address that was checked, never to one resolved again; redirects are checked the same way. Size is limited,
and so is the time of the whole, however slowly the other side drips its answer. CAIRN_FETCH_DOCUMENTS=false
turns it off.
"""

import concurrent.futures
import contextlib
import dataclasses
import functools
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, urljoin, urlsplit

import certifi
from django.conf import settings
from django.utils import timezone

from credentials.openbadges import DocumentGone, DocumentUnavailable, LoadedDocument

MAX_BYTES = 2 * 1024 * 1024
SECONDS = 4.0
REDIRECTS = 3
_ACCEPT = (
    "application/vc+ld+json, application/vc, application/did+json, application/ld+json, application/json"
)
# What Python calls global although it leads to an address inside: IPv4 in IPv6 (NAT64, 6to4, Teredo).
_TUNNELS = tuple(
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)

type Resolve = Callable[[str], list[str]]
type Connect = Callable[[str, float], socket.socket]


@functools.cache
def _public_trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def _resolved(host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DocumentUnavailable(f"{host[:100]} cannot be found") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _connected(address: str, seconds: float) -> socket.socket:
    return socket.create_connection((address, 443), timeout=seconds)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How names become addresses, addresses connections, and whose certificates count.

    `connect` is given an address that was found public, and the seconds it may take.
    """

    resolve: Resolve = _resolved
    connect: Connect = _connected
    trust: Callable[[], ssl.SSLContext] = _public_trust


INTERNET = Network()


@dataclasses.dataclass(frozen=True, slots=True)
class _Reply:
    content: bytes
    media_type: str
    location: str


def fetch(url: str, *, network: Network = INTERNET, seconds: float = SECONDS) -> LoadedDocument:
    """The document at an https address, within `seconds` in all. Raises DocumentUnavailable, saying why."""
    if not settings.CAIRN_FETCH_DOCUMENTS:
        raise DocumentUnavailable("this portal does not read documents from other sites")
    deadline = _Deadline(seconds)
    for _hop in range(REDIRECTS + 1):
        parts = _allowed(url)
        address = public_address(
            str(parts.hostname), resolve=lambda host: _in_time(network.resolve, host, deadline)
        )
        reply = _get(parts, address, deadline, network)
        if not reply.location:
            return LoadedDocument(
                content=reply.content, media_type=reply.media_type, fetched_at=timezone.now()
            )
        url = urljoin(url, reply.location)
    raise DocumentUnavailable(f"more than {REDIRECTS} redirects")


def public_address(host: str, *, resolve: Resolve) -> str:
    """One public address of a host; raises DocumentUnavailable if any of its addresses is not public."""
    addresses = resolve(host)
    if not addresses:
        raise DocumentUnavailable(f"{host} has no address")
    for text in addresses:
        if not is_public(text):
            raise DocumentUnavailable(f"{host} leads to an address that is not public")
    return addresses[0]


def is_public(text: str) -> bool:
    """Whether an IP address is one of the open Internet, whatever it is wrapped in."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if any(address in network for network in _TUNNELS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _allowed(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DocumentUnavailable("this is not an address") from error
    if parts.scheme != "https" or not parts.hostname or port not in {None, 443}:
        raise DocumentUnavailable(f"{url[:200]} is not an https address on the usual port")
    if parts.username is not None or parts.password is not None:
        raise DocumentUnavailable("an address with a user name in it is not read")
    return parts


class _Deadline:
    """The end of the time that one document may take."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then; raises DocumentUnavailable after it."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> DocumentUnavailable:
        """What to raise after it."""
        return DocumentUnavailable(f"it took longer than {self.seconds:g} seconds")


def _in_time(resolve: Resolve, host: str, deadline: _Deadline) -> list[str]:
    """Looking a name up has no limit of its own, so that it is waited for no longer than there is time."""
    executor = concurrent.futures.ThreadPoolExecutor(max_workers=1)
    try:
        return executor.submit(resolve, host).result(timeout=deadline.left())
    except TimeoutError as error:
        raise deadline.passed() from error
    finally:
        executor.shutdown(wait=False)


def _get(parts: SplitResult, address: str, deadline: _Deadline, network: Network) -> _Reply:
    """One request to the checked address; the certificate must be the host's."""
    host = str(parts.hostname)
    try:
        with (
            network.connect(address, deadline.left()) as plain,
            network.trust().wrap_socket(
                plain, server_hostname=host, do_handshake_on_connect=False
            ) as secured,
            _cut_at(deadline, secured),
        ):
            secured.do_handshake()
            connection = http.client.HTTPSConnection(host)
            connection.sock = secured
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={"Accept": _ACCEPT, "User-Agent": "Cairn"})
            return _reply(connection.getresponse(), deadline)
    except (http.client.HTTPException, OSError, ValueError) as error:
        deadline.left()
        raise DocumentUnavailable(f"{host[:100]} did not answer: {type(error).__name__}") from error


@contextlib.contextmanager
def _cut_at(deadline: _Deadline, secured: ssl.SSLSocket) -> Iterator[None]:
    """Break the connection off at the deadline: a time-out of the socket starts anew with every byte."""

    def cut() -> None:
        with contextlib.suppress(OSError):
            # The plain shutdown: SSLSocket's own would take the connection out of TLS under the reader.
            socket.socket.shutdown(secured, socket.SHUT_RDWR)

    guard = threading.Timer(deadline.left(), cut)
    guard.daemon = True
    guard.start()
    try:
        yield
    finally:
        guard.cancel()


def _reply(response: http.client.HTTPResponse, deadline: _Deadline) -> _Reply:
    if response.status in {301, 302, 303, 307, 308}:
        return _Reply(b"", "", response.headers.get("Location") or "/")
    if response.status != 200:
        unavailable = DocumentGone if response.status == http.HTTPStatus.GONE else DocumentUnavailable
        raise unavailable(f"the site answered {response.status}")
    content = response.read(MAX_BYTES + 1)
    deadline.left()
    if len(content) > MAX_BYTES:
        raise DocumentUnavailable(f"the document has more than {MAX_BYTES} bytes")
    if response.length:
        raise DocumentUnavailable("the document broke off before its end")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return _Reply(content, media_type, "")
