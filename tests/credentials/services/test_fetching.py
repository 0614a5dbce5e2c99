"""The fetcher never reaches into our own network, whatever the address says."""

import pytest
from django.test import override_settings

from credentials.openbadges import DocumentUnavailable
from credentials.services.fetching import fetch, is_public, public_address


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
        fetch(url, resolve=lambda host: pytest.fail("it was looked up"))


@override_settings(CAIRN_FETCH_DOCUMENTS=True)
def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    with pytest.raises(DocumentUnavailable, match="not public"):
        fetch("https://inside.example/did.json", resolve=lambda host: ["127.0.0.1"])


def test_it_is_off_where_the_setting_says_so() -> None:
    with pytest.raises(DocumentUnavailable, match="does not read"):
        fetch("https://site.example/", resolve=lambda host: pytest.fail("it was looked up"))
