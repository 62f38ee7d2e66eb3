"""The media types of what we send."""

from __future__ import annotations

from dsn.api.call import Form

MEDIA: dict[Form, str] = {
    "json": "application/fhir+json; charset=utf-8",
    "xml": "application/fhir+xml; charset=utf-8",
}
