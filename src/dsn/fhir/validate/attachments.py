"""Attachments: do size and hash belong to the data? (datatypes.html#Attachment)"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from binascii import Error

from dsn.fhir.path.walk import child, plain
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.trail import Trail


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    written = text(trail.item, "data")
    if written is None:
        return
    try:
        data = b64decode("".join(written.split()), validate=True)
    except (Error, ValueError):
        return  # refused at decoding
    size = next((plain(each) for each in child(trail.item, "size")), None)
    if size is not None and size != len(data):
        walk.say("error", "fhir-attachment-size", trail, value=size, expected=len(data))
    told = text(trail.item, "hash")
    digest = b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
    if told is not None and "".join(told.split()) != digest:
        walk.say("error", "fhir-attachment-hash", trail, value=told, expected=digest)
