"""Reading other people's documents over https, without becoming a way into our own network.

Only https on port 443 by name; every address the name resolves to must be public; the connection goes to the
address that was checked, never to one resolved again; redirects are checked the same way. Size and time are
limited. CAIRN_FETCH_DOCUMENTS=false turns it off.
"""

import dataclasses
import datetime
import ipaddress
import socket
import time
from collections.abc import Callable
from urllib.parse import SplitResult, urljoin, urlsplit

import certifi
import urllib3
from django.conf import settings
from django.utils import timezone

from credentials.openbadges import DocumentUnavailable, LoadedDocument

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


@dataclasses.dataclass(frozen=True, slots=True)
class _Reply:
    content: bytes
    media_type: str
    location: str


def fetch(url: str, *, resolve: Resolve | None = None) -> LoadedDocument:
    """The document at an https address. Raises DocumentUnavailable, saying why."""
    if not settings.CAIRN_FETCH_DOCUMENTS:
        raise DocumentUnavailable("this portal does not read documents from other sites")
    deadline = time.monotonic() + SECONDS
    for _hop in range(REDIRECTS + 1):
        parts = _allowed(url)
        address = public_address(str(parts.hostname), resolve=resolve or _resolved)
        reply = _get(parts, address, deadline)
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


def _resolved(host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DocumentUnavailable(f"{host[:100]} cannot be found") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _get(parts: SplitResult, address: str, deadline: float) -> _Reply:
    """One request to the checked address; the certificate must be the host's."""
    host = str(parts.hostname)
    pool = urllib3.HTTPSConnectionPool(
        address,
        443,
        server_hostname=host,
        assert_hostname=host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
        retries=False,
    )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        response = pool.urlopen(
            "GET",
            target,
            headers={"Host": host, "Accept": _ACCEPT, "Accept-Encoding": "identity", "User-Agent": "Cairn"},
            redirect=False,
            preload_content=False,
            decode_content=False,
            timeout=urllib3.Timeout(total=_left(deadline)),
        )
        try:
            return _reply(response, deadline)
        finally:
            response.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise DocumentUnavailable(f"{host} did not answer: {type(error).__name__}") from error
    finally:
        pool.close()


def _reply(response: urllib3.BaseHTTPResponse, deadline: float) -> _Reply:
    if response.status in {301, 302, 303, 307, 308}:
        return _Reply(b"", "", response.headers.get("Location") or "/")
    if response.status != 200:
        raise DocumentUnavailable(f"the site answered {response.status}")
    content = bytearray()
    for block in response.stream(16 * 1024, decode_content=False):
        content += block
        if len(content) > MAX_BYTES:
            raise DocumentUnavailable(f"the document has more than {MAX_BYTES} bytes")
        _left(deadline)
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return _Reply(bytes(content), media_type, "")


def _left(deadline: float) -> float:
    """Seconds until the deadline; raises DocumentUnavailable after it."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise DocumentUnavailable(
            f"it took longer than {datetime.timedelta(seconds=SECONDS).seconds} seconds"
        )
    return left
