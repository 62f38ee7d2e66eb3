"""More browsers than one server's default lets in: each holds its stream, and pages still come."""

from __future__ import annotations

import asyncio
import re
import resource
from http.cookies import SimpleCookie
from pathlib import Path

from tests.journeys.served import Served

STREAMS = 1_100
"""The server's own default stops answering at the 1,025th open answer."""


def test_pages_come_while_over_a_thousand_streams_are_open(tmp_path: Path) -> None:
    """Every stream begins, then one more page is asked for and comes."""
    _allow_sockets(2 * STREAMS)
    with Served(tmp_path).running() as served:
        asyncio.run(_many_streams_then_a_page(served.port))


async def _many_streams_then_a_page(port: int) -> None:
    cookies = await _sign_in(port)
    streams = []
    for start in range(0, STREAMS, 100):
        batch = [_open_stream(port, cookies) for _ in range(start, start + 100)]
        streams += await asyncio.gather(*batch)
    page = await _ask(
        port, f"GET / HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncookie: {cookies}\r\nconnection: close\r\n\r\n"
    )
    for writer in streams:
        writer.close()
    assert page.startswith("HTTP/1.1 200")
    assert "Desrosiers" in page


async def _open_stream(port: int, cookies: str) -> asyncio.StreamWriter:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /live HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncookie: {cookies}\r\n\r\n".encode())
    await asyncio.wait_for(reader.readuntil(b"retry: 3000"), 60)
    return writer


async def _sign_in(port: int) -> str:
    host = f"host: 127.0.0.1:{port}\r\nconnection: close\r\n"
    page = await _ask(port, f"GET /entree HTTP/1.1\r\n{host}\r\n")
    token = re.search(r'name="csrf" value="(\w+)"', page)
    assert token is not None
    visit = _cookies(page)
    body = f"csrf={token[1]}&account=dre-tremblay&retour=/"
    form = f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\ncookie: {visit}\r\n"
    return visit + "; " + _cookies(await _ask(port, f"POST /entree HTTP/1.1\r\n{host}{form}\r\n{body}"))


async def _ask(port: int, request: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.encode())
    answer = await asyncio.wait_for(reader.read(), 60)
    writer.close()
    return answer.decode()


def _cookies(answer: str) -> str:
    found: SimpleCookie = SimpleCookie()
    for line in re.findall(r"(?im)^set-cookie: (.*)$", answer.partition("\r\n\r\n")[0]):
        found.load(line.strip())
    return "; ".join(f"{name}={held.value}" for name, held in found.items())


def _allow_sockets(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
