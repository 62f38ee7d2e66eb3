"""Logs tell events and numbers, and never the message of an error, which may quote a body."""

import io
import json

from dsn.base import logging


def test_an_event_is_one_line_of_text_or_json() -> None:
    """The same event in both forms."""
    for form in ("text", "json"):
        stream = io.StringIO()
        logging.configure("info", form, stream)
        logging.Logger("store").info("swept", rows=12)
        line = stream.getvalue()
        assert line.count("\n") == 1
        assert "swept" in line
        assert (json.loads(line)["rows"] == 12) if form == "json" else ("rows=12" in line)


def test_an_error_shows_its_place_and_kind_and_not_its_message() -> None:
    """A name inside an exception's message does not reach the logs."""
    stream = io.StringIO()
    logging.configure("info", "text", stream)
    try:
        raise ValueError("Tremblay, Marie")
    except ValueError as error:
        logging.Logger("api").error("failed", error, request="r1")
    assert "ValueError" in stream.getvalue()
    assert "test_an_error_shows_its_place" in stream.getvalue()
    assert "Tremblay" not in stream.getvalue()


def test_below_the_level_nothing_is_written() -> None:
    """Debug is silent at info."""
    stream = io.StringIO()
    logging.configure("info", "text", stream)
    logging.Logger("store").debug("planned")
    assert stream.getvalue() == ""
