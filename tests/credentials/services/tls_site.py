"""A site that speaks https on this machine, and a network in which a public name leads to it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import trustme

from credentials.services.fetching import Network

NAME = "site.example"
ADDRESS = "93.184.216.34"  # a public one: the rules about addresses are in force

type Answer = Callable[[ssl.SSLSocket, str], None]


class Site:
    """Answers each connection with `answer(connection, request line)`; `asked` are the request lines."""

    def __init__(self, answer: Answer, *, named: str = NAME, authority: trustme.CA | None = None) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.connected_to: list[str] = []
        self.authority = trustme.CA()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (authority or self.authority).issue_cert(named).configure_cert(self._context)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.ends = threading.Event()

    def network(self) -> Network:
        """Names lead to a public address; a connection to it ends at this site."""
        trust = ssl.create_default_context()
        self.authority.configure_trust(trust)

        def connect(address: str, seconds: float) -> socket.socket:
            self.connected_to.append(address)
            return socket.create_connection(self._listening.getsockname(), timeout=seconds)

        return Network(resolve=lambda host: [ADDRESS], connect=connect, trust=lambda: trust)

    def serve(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), plain:
                plain.settimeout(10)
                with self._context.wrap_socket(plain, server_side=True) as secured:
                    request = secured.recv(65_536).decode()
                    self.asked.append(request.partition("\r\n")[0])
                    self.answer(secured, request)

    def close(self) -> None:
        self.ends.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@contextlib.contextmanager
def site(answer: Answer | bytes, *, named: str = NAME, authority: trustme.CA | None = None) -> Iterator[Site]:
    """A site that gives this answer, whole, or does with the connection what it likes."""
    given = answer if callable(answer) else lambda connection, _request: connection.sendall(answer)
    made = Site(given, named=named, authority=authority)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.close()
        thread.join(15)


def answered(body: bytes, *, kind: str = "application/json", status: str = "200 OK") -> bytes:
    """A whole HTTP response."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
