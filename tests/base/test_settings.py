"""Settings come from a file, the environment and the command line, and a misspelt one is refused."""

from pathlib import Path

import pytest

from dsn.base.errors import Invalid
from dsn.base.settings import Settings, load


def test_without_anything_the_defaults_hold() -> None:
    """Nothing given: the defaults, on loopback."""
    assert load(environ={}) == Settings()
    assert Settings().host == "127.0.0.1"


def test_the_nearer_source_wins(tmp_path: Path) -> None:
    """File < environment < command line; None on the command line means not given."""
    file = tmp_path / "dsn.toml"
    file.write_text('port = 1\nhost = "::1"\nestablishment = "CIUSSS"\n', encoding="utf-8")
    found = load(file, {"DSN_PORT": "2", "DSN_HOST": "127.0.0.2", "OTHER": "x"}, host=None, port=3)
    assert (found.port, found.host, found.establishment) == (3, "127.0.0.2", "CIUSSS")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DSN_PROT", "1", "setting-unknown"),
        ("DSN_PORT", "huit", "setting-not-a-number"),
        ("DSN_DOOR", "open", "setting-not-allowed"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(name: str, value: str, code: str) -> None:
    """Unknown name, wrong type, value outside the list: each is refused, never ignored."""
    with pytest.raises(Invalid) as refused:
        load(environ={name: value})
    assert refused.value.code == code


def test_a_file_that_is_no_toml_says_so(tmp_path: Path) -> None:
    """The file is named in the refusal; so is one that is not there."""
    file = tmp_path / "dsn.toml"
    file.write_text("port 8400", encoding="utf-8")
    with pytest.raises(Invalid, match="settings-not-toml"):
        load(file, {})
    with pytest.raises(Invalid, match="settings-unreadable"):
        load(tmp_path / "absent.toml", {})
