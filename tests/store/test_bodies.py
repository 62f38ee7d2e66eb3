"""What is kept of a resource, and how it is told again: content, head, ids, references, schema."""

from __future__ import annotations

import gzip
import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.shelf import made, observation, patient
from zstandard import ZstdCompressionDict, ZstdCompressor

from dsn.base import ids
from dsn.base.errors import Invalid
from dsn.fhir.json import decode, encode, from_plain
from dsn.fhir.search.parameters import of_type
from dsn.store import codec, compartment, kinds, names, present
from dsn.store.ready import ready
from dsn.store.references import conditions, rewrite, settle
from dsn.store.schema import SPANS, TABLES, span, url_target
from dsn.synth.lives import lives

LIFE = next(Path("tests/data/synthea").glob("Mayte*.json.gz"))


def _life() -> list[bytes]:
    bundle = json.loads(gzip.decompress(LIFE.read_bytes()))
    return [json.dumps(entry["resource"]).encode() for entry in bundle["entry"]]


def test_content_and_head_are_the_whole_resource() -> None:
    """Kept without id and version, told again with those it has now: every resource of a life comes back equal."""
    for raw in _life():
        resource = decode(raw)
        format_, packed = codec.pack(codec.content(resource))
        again = codec.whole(resource.resourceType, "x-1", 3, 1_770_000_000_000, codec.unpack(format_, packed))
        plain = msgspec.json.decode(encode(resource))
        plain["id"] = "x-1"
        plain.setdefault("meta", {}).update(versionId="3", lastUpdated="2026-02-02T02:40:00.000Z")
        assert msgspec.json.decode(again) == plain
        decode(again)


@pytest.mark.parametrize(
    "meta", [None, {"versionId": "7"}, {"lastUpdated": "2020-01-01T00:00:00Z"}, {"id": "m"}]
)
def test_content_is_equal_whatever_version_it_had(meta: dict[str, str] | None) -> None:
    """Id and version are no content; anything else in `meta` is."""
    bare = codec.content(patient())
    with_meta = codec.content(patient("x", meta=meta)) if meta else codec.content(patient("x"))
    assert (with_meta == bare) is (meta is None or "id" not in meta)


def test_small_bodies_are_kept_as_they_are() -> None:
    """Where compression does not pay it is not done; both come back."""
    for content in (b"{}", b'{"resourceType":"Basic"}', b"x" * 5000):
        format_, packed = codec.pack(content)
        assert codec.unpack(format_, packed) == content
        assert len(packed) <= len(content)


def test_bodies_of_every_format_are_read() -> None:
    """What an earlier dictionary has packed comes back; a format nobody knows is an error, not other bytes."""
    kept = codec.content(decode(_life()[5]))
    for number in range(1, codec.FORMAT + 1):
        words = ZstdCompressionDict(files("dsn.store").joinpath(f"bodies-{number}.dict").read_bytes())
        compressor = ZstdCompressor(dict_data=words, write_checksum=False, write_dict_id=False)
        assert codec.unpack(number, compressor.compress(kept)) == kept
    with pytest.raises(KeyError):
        codec.unpack(codec.FORMAT + 1, codec.pack(kept)[1])


def test_bodies_take_a_fourth_of_their_length() -> None:
    """A life of Synthea, and one of ours with its notes in French."""
    ours = [encode(from_plain(one)) for one in next(iter(lives(5, 1, date(2026, 6, 1))))]
    for life in (_life(), ours):
        kept = [codec.content(decode(raw)) for raw in life]
        assert sum(len(codec.pack(one)[1]) for one in kept) * 4 < sum(map(len, kept))


@given(st.from_regex(r"[A-Za-z0-9\-.]{1,64}", fullmatch=True))
def test_every_client_id_is_packed_and_unpacked(id_: str) -> None:
    """No two the same, UUIDs in seventeen bytes."""
    assert names.unpack(names.pack(id_)) == id_


@given(st.uuids())
def test_a_uuid_takes_seventeen_bytes(uuid: object) -> None:
    """As R4 data mostly has them; in capitals it is another id."""
    assert len(names.pack(str(uuid))) == 17
    assert names.unpack(names.pack(str(uuid))) == str(uuid)
    assert names.unpack(names.pack(str(uuid).upper())) == str(uuid).upper()


def test_rewriting_touches_references_and_addresses_only() -> None:
    """Not an identifier's value, not a text, not a part of a longer one; escapes do not fool it."""
    told = {"urn:uuid:1": "Patient/a"}
    trap = '","reference":"urn:uuid:1"'
    resource = observation(
        of="urn:uuid:1",
        note=[{"text": "urn:uuid:1"}, {"text": trap}],
        identifier=[{"value": "urn:uuid:1"}],
        extension=[
            {"url": "http://x", "valueUri": "urn:uuid:1"},
            {"url": "http://y", "valueString": "urn:uuid:1"},
        ],
        performer=[{"reference": "urn:uuid:12"}],
    )
    plain = msgspec.json.decode(encode(rewrite(resource, told)))
    assert plain["subject"]["reference"] == "Patient/a"
    assert [one["text"] for one in plain["note"]] == ["urn:uuid:1", trap]
    assert plain["identifier"] == [{"value": "urn:uuid:1"}]
    assert [one.get("valueUri", one.get("valueString")) for one in plain["extension"]] == [
        "Patient/a",
        "urn:uuid:1",
    ]
    assert plain["performer"] == [{"reference": "urn:uuid:12"}]


def test_rewriting_keeps_the_digits_of_decimals() -> None:
    """Also where the struct had to be walked."""
    resource = observation(
        of="urn:uuid:1",
        valueQuantity={"value": 1},
        extension=[{"url": "http://x", "valueUri": "urn:uuid:1"}],
    )
    exact = decode(encode(resource).replace(b'"value":1}', b'"value":1.500}'))
    assert b"1.500" in encode(rewrite(exact, {"urn:uuid:1": "Patient/a"}))


def test_conditional_references_are_found_and_settled() -> None:
    """Only in references; what the query finds takes their place."""
    resource = observation(of="Patient?identifier=urn:x|1", note=[{"text": "Patient?name=x"}])
    assert conditions(resource) == [("Patient", "identifier=urn:x|1")]
    assert conditions(observation()) == []
    found = settle(resource, lambda type_, query: "roy")
    assert msgspec.json.decode(encode(found))["subject"] == {"reference": "Patient/roy"}


def test_people_are_the_compartment_of_r4() -> None:
    """The one it is about first, performers after; links of a Patient make nobody a member."""
    about = ready(observation(of="Patient/b", performer=[{"reference": "Patient/a"}]), "o")
    assert about.patients == ("b", "a")
    linked = patient("p", link=[{"other": {"reference": "Patient/q"}, "type": "seealso"}])
    assert ready(linked, "p").patients == ("p",)
    assert ready(made(resourceType="Organization", name="CISSS"), "x").patients == ()


def test_every_parameter_of_the_compartment_exists() -> None:
    """The table and the search parameters are of one release."""
    for type_ in kinds.TYPES:
        compartment.people(type_, "x", [])


def test_present_bits_are_distinct_and_stay() -> None:
    """A bit for each parameter of a type, at most 62; the first ones as they were in the first release."""
    for type_ in kinds.TYPES:
        bits = [present.bit(parameter) for parameter in of_type(type_).values()]
        assert len(set(bits)) == len(bits)
        assert max(bits) < 1 << 62
    assert present.bit(of_type("Patient")["_tag"]) == 1 << 7
    assert present.mask("Patient", [of_type("Patient")["_tag"].number]) == 1 << 7


def test_types_keep_their_numbers() -> None:
    """Pinned: rows on disk carry them."""
    assert (kinds.number("Account"), kinds.number("Patient"), kinds.number("VisionPrescription")) == (
        1,
        103,
        146,
    )
    assert all(kinds.name(kinds.number(type_)) == type_ for type_ in kinds.TYPES)
    with pytest.raises(Invalid, match="resource-type-unknown"):
        kinds.number("Nonsense")


def test_patient_data_leads_every_unique_key_with_its_bucket() -> None:
    """What is spread by bucket has a bucket; only truths of the whole province are spread by value."""
    by_value = {table.name for table in TABLES if table.spread == "value"}
    province = {"directory", "stamp", "relation", "guard", "idempotency"}
    assert by_value == province | {"blob", "piece", "blob_use"}  # a content is one whoever has it
    for table in TABLES:
        assert (table.spread == "bucket") is bool(table.bucket_from), table.name
        assert not any(index.unique for index in table.indexes if table.spread == "bucket")


@given(st.integers(-(2**60), 2**60), st.integers(0, 2**40))
def test_a_span_bounds_the_width(low: int, width: int) -> None:
    """A row of span k is no wider than SPANS[k], and wider than the one before."""
    found = span(low, low + width)
    assert found == 3 or width <= SPANS[found]
    assert found == 0 or width > SPANS[found - 1]


def test_addresses_are_no_keys() -> None:
    """What stands for a url is negative, stable, and different for different ones."""
    assert url_target("http://a") == url_target("http://a") < 0
    assert url_target("http://a") != url_target("http://b")
    assert ids.to_key("0123456789abcd") is None
