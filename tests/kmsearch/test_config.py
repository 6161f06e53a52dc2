"""Settings: defaults, then the file, then the environment; errors name the place."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmsearch.config
from kmsearch.config import Settings, load_settings
from kmsearch.errors import ConfigError

NAMES = [field.name for field in fields(Settings)]


def write(folder: Path, text: str) -> Path:
    path = folder / "kmsearch.toml"
    path.write_text(text, "utf-8")
    return path


def test_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}) == Settings()
    assert Settings().home == Path("kmdata")
    assert Settings().index == Path("kmdata/index")


def test_the_file_overrides_defaults(tmp_path: Path) -> None:
    write(
        tmp_path,
        '\ufeffhome = "คลัง ความรู้"\nport = 9000\nshow_phone = true\nlexicon = "ของเรา.yaml"\nhost = " 192.0.2.1 "',
    )
    assert load_settings(tmp_path, {}) == Settings(
        home=Path("คลัง ความรู้"), port=9000, show_phone=True, lexicon=Path("ของเรา.yaml"), host="192.0.2.1"
    )


def test_variables_override_the_file(tmp_path: Path) -> None:
    write(tmp_path, 'port = 9000\npage_size = 20\nhome = "a"\nshow_phone = true')
    variables = {"KMSEARCH_PORT": " 9001 ", "KMSEARCH_HOME": "~", "KMSEARCH_SHOW_PHONE": "OFF", "PORT": "1"}
    assert load_settings(tmp_path, variables) == Settings(home=Path.home(), port=9001, page_size=20)


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    write(tmp_path, 'home = "a"\nlexicon = ""')
    assert load_settings(tmp_path, {f"KMSEARCH_{name.upper()}": "" for name in NAMES}) == Settings(home=Path("a"))


def test_another_file_can_be_named(tmp_path: Path) -> None:
    write(tmp_path, "port = 9000")
    other = tmp_path / "other.toml"
    other.write_text("port = 9001", "utf-8")
    assert load_settings(tmp_path, {"KMSEARCH_CONFIG": str(other)}).port == 9001
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, {"KMSEARCH_CONFIG": str(tmp_path / "none.toml")})
    assert caught.value.place == str(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "text",
    [
        *("colour = 1", "[server]\nport = 1", "Port = 8000"),
        *("port = 0", "port = 65536", "port = 80.5", 'port = "x"', "port = true", "port = [1]", "page_size = -1"),
        *("show_phone = 2", 'show_phone = "ja"', "show_phone = []"),
        *("host = 5", 'host = ""', 'engine = ["whoosh"]', "engine = 2020-01-01"),
        *("public_url = 5", 'public_url = "km.example"', 'public_url = "ftp://km.example"'),
        *("home = 5", 'home = ""', 'home = " "', "lexicon = false", 'home = "~no-such-user-here/x"'),
        *("port", "port = ", 'home = "a', "port = 1\nport = 2", "a = " + "[" * 5000),
    ],
)
def test_an_invalid_file_is_named(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, {})
    assert caught.value.place == str(path)
    assert caught.value.cure


def test_public_url_has_no_trailing_slash(tmp_path: Path) -> None:
    write(tmp_path, 'public_url = " https://km.example/คลัง/ "')
    assert load_settings(tmp_path, {}).public_url == "https://km.example/คลัง"


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kmsearch.toml"
    path.write_bytes(b"home = '\xa1\xa2'")
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, {})
    assert caught.value.place == str(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigError):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(
    ("variable", "text"),
    [("KMSEARCH_PORT", "eighty"), ("KMSEARCH_PORT", "9" * 5000), ("KMSEARCH_PROT", "80"), ("KMSEARCH_SHOW_PHONE", "2")],
)
def test_an_invalid_variable_is_named(tmp_path: Path, variable: str, text: str) -> None:
    write(tmp_path, "port = 9000")
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, {variable: text})
    assert caught.value.place == variable


def test_an_unknown_name_shows_the_known_ones(tmp_path: Path) -> None:
    write(tmp_path, "prot = 80")
    with pytest.raises(ConfigError, match="prot") as caught:
        load_settings(tmp_path, {})
    assert all(name in caught.value.cure for name in NAMES)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([f"KMSEARCH_{name.upper()}" for name in [*NAMES, "config", "colour"]]),
        st.text() | st.sampled_from(["8000", "๘๐๐๐", "true", "/tmp", "~", "~x", "²", " "]),  # noqa: S108
    )
)
def test_any_variables_give_settings_or_a_config_error(variables: dict[str, str]) -> None:
    try:
        found = load_settings(Path("no-such-folder"), variables)
    except ConfigError as error:
        assert error.place
    else:
        assert 0 < found.port < 65536
        assert found.host.strip()
        assert isinstance(found.home, Path)


def test_every_setting_is_described_in_the_source() -> None:
    tree = ast.parse(Path(kmsearch.config.__file__).read_text("utf-8"))
    (table,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings"]
    described = {
        field.target.id
        for field, text in zip(table.body, table.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and str(text.value.value).endswith(".")
    }
    assert described == set(NAMES)
