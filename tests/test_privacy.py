"""Nothing that leaves for people shows private data: it stands in every field of a record, and no route of the URL map,
no export and no command shows it; a route or a command that forgets the boundary shows nothing either."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from html import unescape
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask, jsonify, render_template_string
from werkzeug.routing import Rule

from corpus.export import FORMATS
from corpus.fields import FIELDS, SECTIONS
from corpus.formats.jsonlines import from_object
from corpus.privacy.boundary import Boundary
from corpus.record import Evidence, Item, Record, Section, Source
from corpus.storage.store import Store
from index.results import Request
from index.searcher import Searcher, open_searcher
from ingest.pipeline import ingest
from kmsearch.cli.main import main
from kmsearch.config import Settings
from webui import create_app
from webui.services import services

PHONE, CITIZEN, EMAIL, LINE = "081\u2013555\u20134321", "1-2345-67890-12-1", "somsak.k@example.com", "somsak99"
MARKED = f"โทร {PHONE} บัตร {CITIZEN} อีเมล {EMAIL} Line ID: {LINE} ครับ"

HIDDEN = {
    "phone": re.compile(r"8\W{0,3}1\W{0,3}5\W{0,3}5\W{0,3}5"),
    "citizen_id": re.compile(r"2\W{0,3}3\W{0,3}4\W{0,3}5\W{0,3}6\W{0,3}7"),
    "email": re.compile(r"omsak\W?k"),
    "line_id": re.compile(r"omsak99"),
}
"""What must not be seen of each value of MARKED, however it is written."""

TEXT = f"ปุ๋ยหมักชุมชน {MARKED}"
WRAPPED = "ปุ๋ยหมักจากใบไม้ติดต่อ 081-555-\n4321 หรือ 081 - 555 - 4321 ๐๘๑๕๕๕๔๓๒๑ " + "ทำปุ๋ยหมักกับชาวบ้าน " * 12 + MARKED


def every_field(id: str, **values: Any) -> Record:
    """A record with the marked text in every field, section, item, lead, note, source, check and evidence."""
    named: dict[str, Any] = {field.name: TEXT for field in FIELDS if field.kind != "year"}
    named |= {"phone": PHONE, "topics": (TEXT, "เกษตร"), "year": 2560}
    items = (Item(TEXT), Item(f"นำก่อน {MARKED}", lead=True), Item(f"ข้อย่อย {MARKED}", level=1), Item(WRAPPED))
    record = Record(
        id,
        **(named | values),
        sections=tuple(Section(section.name, items) for section in SECTIONS),
        note=f"## หมายเหตุ\n\n{MARKED} **ตัวหนา 081**-555-4321 [ลิงก์](https://example.com/?q=0815554321)\n"
        "<em>081</em>-555-4321 081&nbsp;555&nbsp;4321 [081](ก)-555-4321 km0815554321\n",
        source=(Source(f"/สแกน {PHONE}/เรื่องของ {CITIZEN} {PHONE}.txt", "", "", "1-9"),),
        checks=(f"ตรวจ {MARKED}",),
        evidence=MappingProxyType(
            {"title": Evidence("1-2", 0.4, f"พบจาก {MARKED}"), "phone": Evidence("3", 0.3, TEXT)}
        ),
    )
    return replace(record, extracted=record.content_digest())


def test_the_record_has_a_mark_in_every_field() -> None:
    record = every_field("km-1")
    unmarked = {field.name for field in fields(Record) if PHONE not in repr(getattr(record, field.name))}
    assert unmarked == {"id", "year", "extracted"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("private") / "kmdata"
    store = Store(home)
    original = tmp_path_factory.mktemp("files") / "file.txt"
    original.write_text(MARKED, "utf-8")
    kept = store.keep_original(original, "a" * 64)
    for number in range(4):
        record = every_field(f"km-{number}", year=2560 + number)
        store.put(replace(record, source=(replace(record.source[0], original=kept, digest="a" * 64),)))
    store.put(
        every_field("km-9", title=f"อีกเรื่อง {MARKED}", author_name=f"นายมานะ {PHONE}", author_office=f"กอง {PHONE}")
    )
    return Settings(home=home, show_email=False, show_line_id=False)


@pytest.fixture(scope="module")
def searcher(settings: Settings) -> Iterator[Searcher]:
    with open_searcher(settings) as searcher:
        searcher.warm()
        yield searcher


@pytest.fixture(scope="module")
def app(settings: Settings, searcher: Searcher) -> Flask:
    return create_app(settings, searcher)


def shown(text: str) -> set[str]:
    """The kinds of private data that a text shows, read read as people and programs do: in markup, escapes, links."""
    readings = [text, re.sub(r"<[^>]*>", "", text), unescape(text), unquote(text), unquote(text.replace("+", " "))]
    digits = [re.sub(r"\d", lambda digit: str(int(digit[0])), reading) for reading in readings]
    return {kind for kind, pattern in HIDDEN.items() for reading in digits if pattern.search(reading)}


def test_the_check_sees_what_is_not_masked() -> None:
    assert shown(MARKED) == set(HIDDEN)
    assert shown("<b>๐๘๑</b>-<mark>555</mark>-4321") == {"phone"}
    assert shown(Boundary(frozenset(HIDDEN)).disclose(MARKED)) == set()  # type: ignore[arg-type]


# Routes

ARGUMENTS: dict[str, list[Any]] = {
    "record_id": ["km-1", "km-9"],
    "section": ["strategies", "knowledge_assets"],
    "number": [1],
    "topic": ["เกษตร", Boundary(frozenset(HIDDEN)).disclose(TEXT), TEXT],  # type: ignore[arg-type]
    "filename": ["style.css"],
}
"""Values for the parameters of routes. A route with a parameter that is not here fails the test: give it values."""

QUERIES = (
    *("", "?q=ปุ๋ยหมัก", "?q=ปุ๋ยหมัก&in=items", "?q=โทร", "?q=ตัวหนา", "?q=08*", "?q=081", "?q=ตัวหนาา", "?q=ไม่มีคำนี้"),
    *("?by=year", "?by=district", "?sort=newest", "?size=1&page=2", "?q=xxx", "?q=4321&in=items", "?q=โทร+08", "?q=ก"),
    *("?author_position=ไม่มี", "?q=แบบ:A", "?tab=records", "?letter=ป"),
)

WHOLE = {"record.original"}
"""Routes that give a file as it was given: the original, a download (docs/reference.md)."""


def addresses(app: Flask, rule: Rule) -> Iterator[str]:
    """The addresses of a route, with every value of its parameters and every query."""
    names = sorted(rule.arguments - (rule.defaults or {}).keys())
    values = [ARGUMENTS[name] for name in names]
    with app.test_request_context():
        for chosen in product(*values):
            built = rule.build({**(rule.defaults or {}), **dict(zip(names, chosen, strict=True))})
            assert built is not None, rule
            queries = QUERIES if not names else QUERIES[:4]
            yield from (built[1] + query for query in queries)


@pytest.mark.slow
def test_no_route_shows_what_is_hidden(app: Flask) -> None:
    client = app.test_client()
    answered: dict[str, int] = {}
    for rule in app.url_map.iter_rules():
        for url in addresses(app, rule) if rule.endpoint not in WHOLE | {"static"} else ():
            response = client.get(url)
            text = response.text + str(response.headers)
            assert shown(text.replace("?q=081", "")) == set(), (rule.endpoint, url)
            answered[rule.rule] = answered.get(rule.rule, 0) + (response.status_code in (200, 308))
    assert [rule for rule, count in answered.items() if not count] == []
    assert len(answered) >= 30


@pytest.mark.slow
def test_no_page_that_links_lead_to_shows_what_is_hidden(app: Flask) -> None:
    client, seen, ahead = app.test_client(), set[str](), ["/", "/search?q=ปุ๋ยหมัก"]
    while ahead and len(seen) < 250:
        url = ahead.pop(0)
        if url in seen or "/original/" in url or url.startswith("/static"):
            continue
        seen.add(url)
        text = client.get(url).text
        assert shown(text) == set(), url
        ahead += [unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', text)]
    assert len(seen) > 100


def test_the_original_stays_as_it_is_under_a_masked_name(app: Flask) -> None:
    with app.test_client().get("/records/km-1/original/1") as response:
        assert response.text == MARKED
        assert shown(str(response.headers)) == set()


def test_a_new_route_without_values_fails(settings: Settings, searcher: Searcher) -> None:
    app = create_app(settings, searcher)
    app.add_url_rule("/new/<thing>", endpoint="new", view_func=lambda thing: thing)
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "new")
    with pytest.raises(KeyError, match="thing"):
        list(addresses(app, rule))


@pytest.mark.parametrize("way", ["template", "json", "text", "html"])
def test_a_route_that_forgets_the_boundary_shows_nothing(settings: Settings, searcher: Searcher, way: str) -> None:
    app = create_app(settings, searcher)

    def forgetful() -> Any:
        record = services().store.get("km-1")
        text = record.section("strategies").items[3].text
        ways = {
            "template": lambda: render_template_string("<p>{{ text }}</p>", text=text),
            "json": lambda: jsonify(text=text, all=[{"phone": record.phone, text: 1}]),
            "text": lambda: (record.title, {"Content-Type": "text/plain"}),
            "html": lambda: f"<p>{record.title}</p>",
        }
        return ways[way]()

    app.add_url_rule("/forgetful", view_func=forgetful)
    response = app.test_client().get("/forgetful")
    assert response.status_code == 200
    assert len(response.text) > 50
    assert shown(response.text) == set()


def test_settings_show_what_they_allow(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.home, tmp_path / "open")
    whole = Settings(home=tmp_path / "open", show_phone=True, show_citizen_id=True)
    with open_searcher(whole) as searcher:
        client = create_app(whole, searcher).test_client()
        assert shown(client.get("/records/km-1").text) == set(HIDDEN)
        assert shown(client.get("/search?q=ปุ๋ยหมัก").text) == set(HIDDEN)


# Search


@pytest.mark.parametrize(
    "typed",
    [
        "0815554321",
        "081-555-4321",
        "๐๘๑-๕๕๕-๔๓๒๑",
        "+66 81 555 4321",
        '"081 555 4321"',
        CITIZEN,
        EMAIL,
        "โทร 0815554321",
    ],
)
def test_a_whole_value_is_found_in_every_way_of_writing(searcher: Searcher, typed: str) -> None:
    page = searcher.search(Request(typed, "items", size=100))
    assert page.total
    assert page.mode == "all"
    marked = [
        piece for hit in page.hits for snippet in hit.snippets for piece, is_marked in snippet.pieces if is_marked
    ]
    assert any("x" in piece for piece in marked)
    assert all(shown(piece) == set() for piece in marked)


@pytest.mark.parametrize(
    "typed", ["0815", "081*", "08155*", "0815554320", "555", "081555432", "qzprivate*", "1234567890*"]
)
def test_a_part_of_a_value_finds_nothing(searcher: Searcher, typed: str) -> None:
    page = searcher.search(Request(typed, exact=True))
    assert page.mode != "all" or page.total == 0


def test_the_index_holds_no_private_data(settings: Settings, searcher: Searcher) -> None:
    searcher.refresh()
    files = [path for path in settings.index.rglob("*") if path.is_file()]
    data = b"".join(path.read_bytes() for path in files)
    assert len(data) > 1000
    for secret in (PHONE, CITIZEN, EMAIL, LINE, "0815554321", "1234567890121"):
        assert secret.encode() not in data


def test_suggestions_go_on_to_nothing_hidden(searcher: Searcher) -> None:
    for typed in ("0", "08", "081", "0815", "โทร 0", "qz", "xx", "som", "ปุ๋ย", "ปุ๋ยหมักชุมชน โทร 08"):
        for suggestion in searcher.suggest(typed, 10):
            assert shown(suggestion.text) == set(), typed
            assert "qzprivate" not in suggestion.text
            assert not re.fullmatch("x{2,}", suggestion.text)


# Commands and exports

COMMANDS: dict[tuple[str, ...], list[list[str]]] = {
    ("ingest",): [["{file}", "--report", "{report}"]],
    ("extract",): [],  # the caller's own file, whole: see below
    ("export",): [["--format", format] for format in FORMATS]
    + [["--output", "{output}.jsonl"], ["--output", "{output}.csv"]],
    ("check",): [[], ["--json"]],
    ("index",): [[], ["--full"]],
    ("search",): [["ปุ๋ยหมัก"], ["ปุ๋ยหมัก", "--json"], ["ปุ๋ยหมัก", "--in", "items", "--explain"], ["ไม่มีคำนี้"]],
    ("evaluate",): [["{topics}", "{qrels}"], ["{topics}", "{qrels}", "--json"]],
    ("verify",): [[], ["--json"]],
    ("lexicon", "check"): [[], ["--json"]],
    ("lexicon", "path"): [[]],
    ("lexicon", "copy"): [["{copy}"]],
    ("show",): [["km-1"], ["km-9"]],
    ("serve",): [],  # the routes above
    ("demo",): [["--no-serve"]],
}
"""How each command is called here. A command that is not here fails the test."""


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield from commands(command, (*before, name)) if isinstance(command, click.Group) else [(*before, name)]


@pytest.fixture
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the corpus, as the settings of the commands name it."""
    shutil.copytree(settings.home, tmp_path / "kmdata")
    monkeypatch.setenv("KMSEARCH_HOME", str(tmp_path / "kmdata"))
    monkeypatch.setenv("KMSEARCH_SHOW_EMAIL", "false")
    monkeypatch.setenv("KMSEARCH_SHOW_LINE_ID", "false")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "kmdata"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_every_command_is_called_here() -> None:
    assert set(commands(main)) == set(COMMANDS)


@pytest.mark.parametrize("command", [command for command, calls in COMMANDS.items() if calls], ids=" ".join)
def test_no_command_shows_what_is_hidden(home: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    names = {name: str(tmp_path / name) for name in ("report", "output", "copy", "topics", "qrels")}
    names["file"] = str(tmp_path / f"บันทึก {PHONE}.txt")
    Path(names["file"]).write_text(f"ชื่อองค์ความรู้ {TEXT}\nเบอร์โทรศัพท์ {PHONE}\nขุมความรู้\n1. {MARKED}\n", "utf-8")
    Path(names["topics"]).write_text(f"1\t{TEXT}\n", "utf-8")
    Path(names["qrels"]).write_text("1 0 km-1 2\n", "utf-8")
    before = set(tmp_path.iterdir())
    for call in COMMANDS[command]:
        result = run(*command, *(part.format(**names) for part in call))
        assert result.exit_code in (0, 1), result.output
        assert result.output or command[0] in ("index", "export")
        assert shown(result.output) == set(), call
    for path in set(tmp_path.iterdir()) - before:
        assert shown(path.read_text("utf-8")) == set(), path
    assert shown(Store(home).get("km-1").phone) == {"phone"}


def test_a_command_that_forgets_the_boundary_shows_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.pass_obj
    def forgetful(settings: Settings) -> None:
        print(repr(Store(settings.home).get("km-1")))
        click.echo(Store(settings.home).get("km-1").title, err=True)
        raise click.ClickException(Store(settings.home).get("km-1").title)

    monkeypatch.setitem(main.commands, "forgetful", forgetful)
    result = run("forgetful")
    assert result.output.count("4321") > 10
    assert shown(result.output) == set()


def test_extract_shows_the_caller_their_own_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "บันทึก.txt"
    path.write_text(f"ชื่อองค์ความรู้ ปุ๋ยหมัก\nเบอร์โทรศัพท์ {PHONE}\nขุมความรู้\n1. {MARKED}\n", "utf-8")
    (record,) = json.loads(run("extract", str(path)).output)["records"]
    assert re.sub(r"\D", "", record["phone"]) == "0815554321"
    assert shown(run("extract", str(path), "--explain").output) == set(HIDDEN)


@pytest.mark.parametrize("call", [["export", "--private"], ["show", "km-1", "--private"]])
def test_the_owner_gets_all_when_asking_for_it(home: Path, call: list[str]) -> None:
    assert shown(run(*call).output) == set(HIDDEN)


def test_a_private_export_is_lossless(home: Path) -> None:
    lines = CliRunner().invoke(main, ["export", "--private"]).stdout.splitlines()
    assert [from_object(json.loads(line)) for line in lines] == list(Store(home).records())


@pytest.mark.parametrize("format", FORMATS)
def test_a_masked_export_that_comes_back_takes_nothing(home: Path, tmp_path: Path, format: str) -> None:
    before = list(Store(home).records())
    masked = tmp_path / f"masked.{format}"
    assert run("export", "--output", str(masked)).exit_code == 0
    assert shown(masked.read_text("utf-8-sig")) == set()
    report = ingest([masked], Store(home))
    assert list(report.failures()) == []
    assert list(Store(home).records()) == before
