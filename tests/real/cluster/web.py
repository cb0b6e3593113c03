"""HTTP by hand: a client that says any Host and Origin, and speaks from where it is told to."""

import http.client
from dataclasses import dataclass


@dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        return self.body.decode(errors="replace")


def request(connect, address, port, path="/", method="GET", headers=None, body=None, timeout=30):
    """One request; `connect(address, port, timeout)` makes the connection. Redirects are not followed."""
    connection = http.client.HTTPConnection(address, port, timeout=timeout)
    connection.sock = connect(address, port, timeout)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return Response(answer.status, answer.headers, answer.read())
    finally:
        connection.close()
