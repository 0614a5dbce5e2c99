"""The fetcher never reaches into our own network, whatever the address says."""

import dataclasses
import socket
import ssl
import threading
import time
from typing import Any

import pytest
import trustme
from django.test import override_settings

from credentials.openbadges import DocumentUnavailable
from credentials.services.fetching import MAX_BYTES, Network, fetch, is_public, public_address
from tests.credentials.services.tls_site import ADDRESS, NAME, Answer, Site, answered, site


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "ff02::1",
        "not an address",
    ],
)
def test_addresses_that_are_not_of_the_open_internet_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_accepted(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(DocumentUnavailable, match="not public"):
        public_address("two.example", resolve=lambda host: ["93.184.216.34", "10.0.0.1"])


@pytest.mark.parametrize(
    "url",
    [
        "http://site.example/did.json",
        "ftp://site.example/",
        "file:///etc/passwd",
        "https://site.example:8443/",
        "https://user:secret@site.example/",
        "https:///nowhere",
        "https://[::1",
        "https://site.example:port/",
    ],
)
@override_settings(CAIRN_FETCH_DOCUMENTS=True)
def test_only_plain_https_addresses_are_read(url: str) -> None:
    with pytest.raises(DocumentUnavailable):
        fetch(url, network=Network(resolve=lambda host: pytest.fail("it was looked up")))


@override_settings(CAIRN_FETCH_DOCUMENTS=True)
def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    with pytest.raises(DocumentUnavailable, match="not public"):
        fetch("https://inside.example/did.json", network=Network(resolve=lambda host: ["127.0.0.1"]))


def test_it_is_off_where_the_setting_says_so() -> None:
    with pytest.raises(DocumentUnavailable, match="does not read"):
        fetch("https://site.example/", network=Network(resolve=lambda host: pytest.fail("it was looked up")))


# Over real connections


@pytest.fixture
def _reading(settings: Any) -> None:
    settings.CAIRN_FETCH_DOCUMENTS = True


reading = pytest.mark.usefixtures("_reading")


@reading
def test_a_document_is_read_over_tls_from_the_address_that_was_checked() -> None:
    with site(answered(b'{"id": 1}', kind="Application/VC+JSON; charset=utf-8")) as there:
        found = fetch(f"https://{NAME}/a/did.json?x=1", network=there.network())

    assert (found.content, found.media_type) == (b'{"id": 1}', "application/vc+json")
    assert (there.asked, there.connected_to) == (["GET /a/did.json?x=1 HTTP/1.1"], [ADDRESS])


@reading
@pytest.mark.parametrize("wrong", [{"named": "other.example"}, {"authority": trustme.CA()}])
def test_a_certificate_of_another_name_or_authority_is_refused(wrong: dict[str, Any]) -> None:
    with (
        site(answered(b"{}"), **wrong) as there,
        pytest.raises(DocumentUnavailable, match="SSLCertVerificationError"),
    ):
        fetch(f"https://{NAME}/", network=there.network())
    assert there.asked == []


@reading
def test_redirects_are_followed_three_times_and_checked_each_time() -> None:
    def to(connection: ssl.SSLSocket, request: str) -> None:
        number = int(request.split(" ")[1].strip("/") or 0)
        where = f"Location: /{number + 1}\r\n" if number < limit else ""
        status = "302 Found" if where else "200 OK"
        connection.sendall(f"HTTP/1.1 {status}\r\n{where}Content-Length: 2\r\n\r\n{{}}".encode())

    limit = 3
    with site(to) as there:
        assert fetch(f"https://{NAME}/", network=there.network()).content == b"{}"
        limit = 4
        with pytest.raises(DocumentUnavailable, match="more than 3 redirects"):
            fetch(f"https://{NAME}/", network=there.network())


@reading
@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://site.example/", "not an https address"),
        ("https://site.example:8443/", "usual port"),
        ("https://inside.example/", "not public"),
        ("file:///etc/passwd", "not an https address"),
    ],
)
def test_a_redirect_leads_nowhere_that_an_address_may_not(location: str, reason: str) -> None:
    moved = f"HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    with site(moved) as there:
        inside = dataclasses.replace(
            there.network(), resolve=lambda host: ["10.0.0.1"] if host == "inside.example" else [ADDRESS]
        )
        with pytest.raises(DocumentUnavailable, match=reason):
            fetch(f"https://{NAME}/", network=inside)
    assert len(there.asked) == 1


@reading
def test_a_name_that_changes_its_address_is_not_looked_up_again() -> None:
    """DNS rebinding: the second answer would lead inside."""
    answers = iter([[ADDRESS], ["127.0.0.1"]])
    with site(answered(b"{}")) as there:
        network = dataclasses.replace(there.network(), resolve=lambda host: next(answers))
        fetch(f"https://{NAME}/", network=network)
        assert there.connected_to == [ADDRESS]
        with pytest.raises(DocumentUnavailable, match="not public"):
            fetch(f"https://{NAME}/", network=network)


@reading
@pytest.mark.parametrize(
    "head",
    [
        f"HTTP/1.1 200 OK\r\nContent-Length: {MAX_BYTES + 1}\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
    ],
)
def test_more_than_the_limit_is_not_read(head: str) -> None:
    with (
        site(head.encode() + b" " * (MAX_BYTES + 1)) as there,
        pytest.raises(DocumentUnavailable, match=f"more than {MAX_BYTES} bytes"),
    ):
        fetch(f"https://{NAME}/", network=there.network())


@reading
def test_exactly_the_limit_is_read() -> None:
    with site(answered(b" " * MAX_BYTES)) as there:
        assert len(fetch(f"https://{NAME}/", network=there.network(), seconds=30).content) == MAX_BYTES


@reading
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answered 404"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", "broke off"),
        (b"not http at all\r\n\r\n", "BadStatusLine"),
        (b"", "did not answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "HTTPException"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "IncompleteRead"),
    ],
)
def test_what_is_no_whole_answer_is_no_document(answer: bytes, reason: str) -> None:
    with site(answer) as there, pytest.raises(DocumentUnavailable, match=reason):
        fetch(f"https://{NAME}/", network=there.network())


def _drip(there: list[Site], first: bytes) -> Answer:
    """Sends `first`, then a byte every tenth of a second: no single wait is long."""

    def answer(connection: ssl.SSLSocket, _request: str) -> None:
        connection.sendall(first)
        while not there[0].ends.wait(0.1):
            connection.sendall(b"x")

    return answer


@reading
@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
    ],
)
def test_who_drips_an_answer_is_cut_off_in_time(first: bytes) -> None:
    sites: list[Site] = []
    with site(_drip(sites, first)) as there:
        sites.append(there)
        started = time.monotonic()
        with pytest.raises(DocumentUnavailable, match=r"longer than 0.6 seconds"):
            fetch(f"https://{NAME}/", network=there.network(), seconds=0.6)
        there.ends.set()
    assert time.monotonic() - started < 5


@reading
def test_who_never_speaks_tls_is_cut_off_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        network = Network(
            resolve=lambda host: [ADDRESS],
            connect=lambda address, seconds: socket.create_connection(silent.getsockname(), timeout=seconds),
        )
        with pytest.raises(DocumentUnavailable, match=r"longer than 0.3 seconds"):
            fetch(f"https://{NAME}/", network=network, seconds=0.3)


@reading
def test_a_name_that_takes_long_to_look_up_is_not_waited_for() -> None:
    ended = threading.Event()

    def slowly(host: str) -> list[str]:
        ended.wait(10)
        return [ADDRESS]

    with pytest.raises(DocumentUnavailable, match=r"longer than 0.2 seconds"):
        fetch(f"https://{NAME}/", network=Network(resolve=slowly), seconds=0.2)
    ended.set()


@reading
def test_nobody_listens_there() -> None:
    def refused(address: str, seconds: float) -> socket.socket:
        raise ConnectionRefusedError

    network = Network(resolve=lambda host: [ADDRESS], connect=refused)
    with pytest.raises(DocumentUnavailable, match="ConnectionRefusedError"):
        fetch(f"https://{NAME}/", network=network)


def test_a_host_without_an_address_is_not_found() -> None:
    with pytest.raises(DocumentUnavailable, match="no address"):
        public_address("none.example", resolve=lambda host: [])


@reading
def test_a_name_that_does_not_exist_is_said_so() -> None:
    for host in ("no-such-name.invalid", "a" * 64 + ".example"):
        with pytest.raises(DocumentUnavailable, match=r"cannot be found|longer than"):
            fetch(f"https://{host}/")
