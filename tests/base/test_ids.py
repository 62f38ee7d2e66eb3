"""Keys carry their bucket; their text is a FHIR id and comes back."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dsn.base import ids

KEYS = st.integers(0, 2**63 - 1)


@given(KEYS)
def test_text_and_key_are_two_forms_of_one_thing(key: int) -> None:
    """to_key(to_text(key)) is the key, and the text is a FHIR id."""
    text = ids.to_text(key)
    assert ids.to_key(text) == key
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", text)


@given(KEYS, st.integers(0, 13), st.sampled_from("0123456789abcdefghjkmnpqrstvwxyz"))
def test_one_wrong_letter_is_no_key_of_the_same_check(key: int, at: int, letter: str) -> None:
    """A slip of one letter is seen, but for letters whose difference is a multiple of 31 at that place."""
    text = ids.to_text(key)
    wrong = text[:at] + letter + text[at + 1 :]
    if wrong != text and {letter, text[at]} != {"0", "z"}:
        assert ids.to_key(wrong) is None


@given(st.text(max_size=20))
def test_a_clients_id_has_a_bucket_and_keeps_it(text: str) -> None:
    """Any text lies in one of 4,096 buckets, the same every time."""
    assert 0 <= ids.bucket_of_text(text) < ids.BUCKETS
    assert ids.bucket_of_text(text) == ids.bucket_of_text(text)


def test_no_key_comes_twice_and_later_ones_sort_later() -> None:
    """Within one bucket keys grow, even when the machine's clock goes back."""
    ticks = iter([1_800_000_000_000, 1_800_000_000_500, 1_700_000_000_000] * 2000)
    minter = ids.Minter(lambda: next(ticks))
    keys = [minter.mint(7) for _ in range(5000)]
    assert keys == sorted(set(keys))
    assert {ids.bucket_of_key(key) for key in keys} == {7}
    assert all(ids.first_key(7) <= key <= ids.last_key(7) for key in keys)


@given(st.lists(st.integers(1_700_000_000_000, 1_900_000_000_000), min_size=2, max_size=50))
def test_serials_rise_with_time(times: list[int]) -> None:
    """Of one minter each is later than the one before, of whatever minter what was made in a later tick is."""
    times.sort()
    ticks = iter([*times, times[-1] + 1000])
    minter = ids.Minter(lambda: next(ticks))
    made = [minter.serial() for _ in times]
    assert made == sorted(set(made))
    later = next(ticks)
    assert made[-1] < ids.Minter(lambda: later).serial() < 2**63


def test_the_serials_of_many_processes_hardly_meet() -> None:
    """Six hundred that begin in one tick; keys of one bucket would meet some ten times, serials once in 400 such."""
    made = {ids.Minter(lambda: 1_770_000_000_000).serial() for _ in range(600)}
    assert len(made) >= 599
