"""Decimals as bytes whose order as bytes is their order as numbers, so that any engine compares them exactly."""

from __future__ import annotations

from decimal import Decimal

_LOWEST, _NEGATIVE, _ZERO, _POSITIVE, _HIGHEST = b"\x00", b"\x01", b"\x02", b"\x03", b"\x04"
_BIAS = 0x800000
_INVERTED = bytes(255 - value for value in range(256))
_kept: dict[Decimal, bytes] = {}


def encode(number: Decimal) -> bytes:
    """Bytes that compare as the numbers do; equal numbers (1, 1.0, 1e0) give equal bytes. Infinities at the ends.

    Sign, then the decimal exponent (three bytes, biased), then the digits two by two; a negative number has all
    but the sign inverted and closed by a byte above any digit. Raises ValueError for NaN and for exponents beyond
    ±8,388,000, which R4 decimals never have.
    """
    known = _kept.get(number)
    if known is None:
        known = _encode(number)
        if len(_kept) >= 20_000:
            _kept.clear()
        _kept[number] = known
    return known


def _encode(number: Decimal) -> bytes:
    sign, digits, exponent = number.as_tuple()
    if isinstance(exponent, str):
        if exponent != "F":
            raise ValueError("not a number")
        return _LOWEST if sign else _HIGHEST
    text = "".join(map(str, digits)).lstrip("0")
    magnitude = exponent + len(text)  # the number is 0.text × 10**magnitude
    text = text.rstrip("0")
    if not text:
        return _ZERO
    if abs(magnitude) > 8_388_000:
        raise ValueError("exponent out of range")
    body = (_BIAS + magnitude).to_bytes(3, "big") + _pairs(text)
    return _NEGATIVE + body.translate(_INVERTED) + b"\xff" if sign else _POSITIVE + body


def _pairs(text: str) -> bytes:
    """Two digits a byte, from 1 on, so that what ends first is the smaller."""
    text += "0" * (len(text) % 2)
    return bytes(int(text[at : at + 2]) + 1 for at in range(0, len(text), 2))


def decode(encoded: bytes) -> Decimal:
    """The number again (without its trailing zeros)."""
    head, body = encoded[:1], encoded[1:]
    if head in (_LOWEST, _HIGHEST):
        return Decimal("-Infinity" if head == _LOWEST else "Infinity")
    if head == _ZERO:
        return Decimal(0)
    if head == _NEGATIVE:
        body = body[:-1].translate(_INVERTED)
    text = "".join(f"{byte - 1:02d}" for byte in body[3:]).rstrip("0")
    exponent = int.from_bytes(body[:3], "big") - _BIAS - len(text)
    return Decimal((1 if head == _NEGATIVE else 0, tuple(map(int, text)), exponent))
