"""Static files from memory: read and compressed once at start, named by their digest, kept by browsers for ever."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dsn.base.errors import NotFound

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static/"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
_LEAST_GAIN = 0.9  # compressed only where it saves a tenth


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent. `packed` is its gzip form, b"" where that gains nothing."""

    kind: str
    body: bytes
    packed: bytes
    digest: str


@cache
def assets() -> dict[str, Asset]:
    """Every static file by its path under `static/`; libraries that set-up has not fetched are simply not there."""
    found = (path for path in sorted(FOLDER.rglob("*")) if path.is_file() and path.suffix in _KINDS)
    return {path.relative_to(FOLDER).as_posix(): _asset(path) for path in found}


@cache
def addresses() -> dict[str, str]:
    """The address of every static file, its digest in it."""
    return {name: f"{PREFIX}{name}?v={asset.digest}" for name, asset in assets().items()}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0)
    return Asset(
        kind=_KINDS[path.suffix],
        body=body,
        packed=packed if len(packed) < _LEAST_GAIN * len(body) else b"",
        digest=hashlib.sha256(body).hexdigest()[:12],
    )


async def send_asset(request: Request) -> Response:
    """A static file; for a year when asked by its digest, else to be asked again."""
    asset = assets().get(request.path_params["name"])
    if asset is None:
        raise NotFound("web-no-such-page")
    named = request.query_params.get("v") == asset.digest
    headers = {
        "cache-control": "public, max-age=31536000, immutable" if named else "no-cache",
        "etag": f'"{asset.digest}"',
        "vary": "accept-encoding",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, headers={**headers, "content-encoding": "gzip"}, media_type=asset.kind)
    return Response(asset.body, headers=headers, media_type=asset.kind)


ROUTES = [Route(PREFIX + "{name:path}", send_asset, methods=["GET"])]
