"""The page of a record, its downloads and its JSON."""

import hashlib
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.fields import FORM_LABELS
from corpus.formats.markdown import from_markdown
from corpus.record import Evidence, Item, Record, Section, Source
from corpus.storage.store import Store
from ingest.forms.label_table import load_labels
from kmsearch.confidence import SURE
from kmsearch.config import Settings
from tests.factories import record
from tests.web import MakeClient, first, get, get_json, href, texts
from webui import create_app
from webui.pages.record import OPEN_TOPICS
from webui.services import EXTENSION

ORIGINAL = "บันทึกของจริง\r\nโทร 08-0000-1234\r\n".encode("cp874")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("record") / "home"
    store = Store(home)
    store.put(whole_record(store, home.parent))
    return home


def whole_record(store: Store, folder: Path) -> Record:
    """A record with content in every part."""
    source = folder / "บันทึก “ลับ” ปี๖๐.txt"
    source.write_bytes(ORIGINAL)
    original = store.keep_original(source, hashlib.sha256(ORIGINAL).hexdigest())
    return Record(
        "whole",
        title="สัมมาชีพชุมชนครบทุกส่วน",
        author_name="นายธีรพงษ์ รักถิ่น",
        author_position="พัฒนาการอำเภอ",
        author_office="สำนักงานพัฒนาชุมชนอำเภอปัว",
        phone="08-0000-1234",
        district="ปัว",
        province="น่าน",
        region="เหนือ",
        year=2560,
        category="เทคนิคการทำงาน",
        topics=("อาชีพและสัมมาชีพ",),
        form="B",
        sections=(
            Section("background", (Item("เล่าเรื่องเมื่อเริ่มงาน"),)),
            Section(
                "strategies",
                (
                    Item("ด้านคน", lead=True),
                    Item("หาปราชญ์ชุมชน"),
                    Item("ไปพบที่บ้าน", 1),
                    Item("ด้านงาน", lead=True),
                    Item("ลงมือทำสัมมาชีพ\nทุกวันพระ"),
                ),
            ),
            Section("other", (Item("ติดต่อ 08-0000-1234 เวลาราชการ"),)),
        ),
        note="ตรวจแล้ว **ใช้ได้** โทร 08-0000-1234",
        source=(Source(str(source), original, "", "1-12"), Source("หายไปแล้ว.txt", "0" * 16 + ".txt")),
        checks=("ควรตรวจชื่ออำเภอ",),
        evidence={"title": Evidence("1-1", 0.98, "ป้าย “ชื่อเรื่อง”"), "strategies": Evidence("5-9", 0.9)},
    )


@pytest.fixture(scope="module")
def client(make_client: MakeClient, home: Path) -> FlaskClient:
    return make_client([], home)


@pytest.fixture(scope="module")
def open_client(make_client: MakeClient, home: Path) -> FlaskClient:
    return make_client([], home, show_phone=True)


def test_a_record_shows_its_fields(client: FlaskClient) -> None:
    page = get(client, "/records/whole")
    fields = dict(zip(texts(page, "dt"), texts(page, "dd"), strict=True))
    assert fields["เจ้าของความรู้"] == "นายธีรพงษ์ รักถิ่น"
    assert fields["เบอร์โทรศัพท์"] == "xx-xxxx-1234"
    assert fields["ปี พ.ศ."] == "2560"
    assert fields["แบบฟอร์ม"] == "บันทึกองค์ความรู้รายบุคคล"
    assert len(fields) == 10
    assert texts(page, ".record-head .tag") == ["อาชีพและสัมมาชีพ"]


def test_field_values_link_to_records_with_the_same_value(client: FlaskClient) -> None:
    links = [str(link["href"]) for link in get(client, "/records/whole").select("dd a, .record-head .tag")]
    assert {"/people/whole", "/offices/whole"} < set(links)
    assert len(links) == 9
    for link in links:
        there = get(client, link + ("?section=records" if link.startswith("/topics") else ""))
        assert texts(there, ".hit-title, .documents a, .topic-records > li > a") == ["สัมมาชีพชุมชนครบทุกส่วน"], link


def test_a_record_shows_its_sections_in_order(client: FlaskClient) -> None:
    page = get(client, "/records/whole")
    assert [tag["id"] for tag in page.select("section.section")] == ["background", "strategies", "other"]
    strategies = first(page, "#strategies")
    assert [tag.get_text(strip=True) for tag in strategies.select(".lead, .item-text")] == [
        "ด้านคน",
        "หาปราชญ์ชุมชน",
        "ไปพบที่บ้าน",
        "ด้านงาน",
        "ลงมือทำสัมมาชีพ\nทุกวันพระ",
    ]
    assert [(tag["id"], tag["value"], tag["class"]) for tag in strategies.select("li")] == [
        ("strategies-1", "1", ["level-0"]),
        ("strategies-2", "2", ["level-1"]),
        ("strategies-3", "3", ["level-0"]),
    ]
    assert [link["href"] for link in strategies.select(".self")] == ["#strategies-1", "#strategies-2", "#strategies-3"]
    assert first(page, "details.other").select("#other-1")


def test_a_record_shows_its_sources_and_evidence(client: FlaskClient) -> None:
    origin = first(get(client, "/records/whole"), ".origin")
    assert texts(origin, ".checks li") == ["ควรตรวจชื่ออำเภอ"]
    assert texts(origin, "tbody th, tbody td")[:4] == ["ชื่อเรื่อง", "1-1", "98%", "ป้าย “ชื่อเรื่อง”"]
    assert len(origin.select(".path")) == 2
    assert len(origin.select("a[href*=original]")) == 1


def test_the_note_is_markdown(client: FlaskClient) -> None:
    assert texts(get(client, "/records/whole"), ".curators strong") == ["ใช้ได้"]


def test_the_words_of_the_query_are_highlighted_in_the_record(client: FlaskClient) -> None:
    page = get(client, "/records/whole?q=สัมมาชีพ")
    assert texts(page, "h1 mark, #strategies mark") == ["สัมมาชีพ", "สัมมาชีพ"]
    assert first(page, "#strategies-3 .item-text").get_text() == "ลงมือทำสัมมาชีพ\nทุกวันพระ"
    assert not get(client, "/records/whole").select("mark")
    assert not get(client, "/records/whole?q=ปี:abc").select("mark")


def test_the_original_is_downloaded_unchanged(client: FlaskClient) -> None:
    url = href(get(client, "/records/whole"), "a[href*=original]")
    response = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert response.data == ORIGINAL
    assert "Content-Encoding" not in response.headers
    assert response.content_type == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "UTF-8''" in response.headers["Content-Disposition"]
    response.close()


@pytest.mark.parametrize("address", ["/original/0", "/original/2", "/original/3", "/original/x", "/original/"])
def test_a_missing_original_is_a_404(client: FlaskClient, address: str) -> None:
    assert first(get(client, "/records/whole" + address, 404), "h1")


def test_the_markdown_download_is_the_record(open_client: FlaskClient, home: Path) -> None:
    response = open_client.get("/records/whole.md")
    assert response.content_type.startswith("text/plain")
    assert response.headers["Content-Disposition"] == "attachment; filename=whole.md"
    stored = Store(home).get("whole")
    sources = tuple(replace(source, path=Path(source.path).name) for source in stored.source)
    assert from_markdown(response.text) == replace(stored, source=sources)


def test_paths_of_sources_are_not_shown(open_client: FlaskClient, home: Path) -> None:
    folder = str(home.parent)
    stored = Store(home).get("whole")
    assert folder in stored.source[0].path
    for address in ("/records/whole", "/records/whole.md", "/api/v1/records/whole"):
        data = open_client.get(address).text
        assert stored.title in data
        assert folder not in data


# Phone numbers


@pytest.mark.parametrize(
    "address",
    [
        "/records/whole",
        "/records/whole.md",
        "/api/v1/records/whole",
        "/search?q=สัมมาชีพ",
        "/api/v1/search?q=สัมมาชีพ",
        "/api/v1/search?q=ติดต่อ",
        "/api/v1/suggest?q=สัมมาชีพ",
    ],
)
def test_phone_numbers_are_masked_everywhere(client: FlaskClient, address: str) -> None:
    text = client.get(address).text
    assert "สัมมาชีพ" in text
    assert "0000-1234" not in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("show", "typed", "title"),
    [
        (False, "สายด่วน", "สายด่วน xx-xxxx-4321 ของกลุ่ม"),
        (False, "08-1", ""),
        (False, "สายด่วน 08", ""),
        (True, "08-1", "สายด่วน 08-1111-4321 ของกลุ่ม"),
    ],
)
def test_a_phone_number_in_a_suggested_title_is_masked_and_cannot_be_guessed(
    make_client: MakeClient, show: bool, typed: str, title: str
) -> None:
    client = make_client([record("line", "สายด่วน 08-1111-4321 ของกลุ่ม")], show_phone=show)
    suggestions = client.get("/api/v1/suggest", query_string={"q": typed}).get_json()["suggestions"]
    assert [suggestion["text"] for suggestion in suggestions] == ([title] if title else [])


def test_phone_numbers_are_shown_if_the_setting_allows_it(open_client: FlaskClient) -> None:
    assert "08-0000-1234" in open_client.get("/records/whole").text
    assert open_client.get("/api/v1/records/whole").get_json()["phone"] == "08-0000-1234"


# JSON


def test_a_record_in_json(client: FlaskClient) -> None:
    data = client.get("/api/v1/records/whole").get_json()
    assert data["id"] == "whole"
    assert data["year"] == 2560
    assert data["topics"] == ["อาชีพและสัมมาชีพ"]
    assert data["sections"]["strategies"] == ["หาปราชญ์ชุมชน", "ไปพบที่บ้าน", "ลงมือทำสัมมาชีพ\nทุกวันพระ"]
    assert data["leads"] == {"strategies": [{"before": 1, "text": "ด้านคน"}, {"before": 3, "text": "ด้านงาน"}]}
    assert data["url"] == "/records/whole"
    assert data["checks"] == ["ควรตรวจชื่ออำเภอ"]
    assert data["evidence"]["title"]["confidence"] == 0.98
    assert [source["lines"] for source in data["sources"]] == ["1-12", ""]


def test_json_is_readable_thai(client: FlaskClient) -> None:
    assert "สัมมาชีพชุมชน" in client.get("/api/v1/records/whole").text


@pytest.mark.slow
@pytest.mark.parametrize("id", ["KM-001", "12/2560", "4#0", "..", "ก ข", "a?b&c=%2F"])
def test_a_record_with_a_foreign_id_is_found_and_opened(make_client: MakeClient, id: str) -> None:
    client = make_client([record(id, "ตลาดนัดชุมชน", "แบ่งเวร")])
    for target in ("records&q=ตลาด", "items&q=แบ่งเวร"):
        results = get(client, f"/search?in={target}")
        page = get(client, href(results, ".hit a"))
        assert texts(page, "h1") == ["ตลาดนัดชุมชน"]
    assert get_json(client, "/api/v1/search?q=ตลาด")["hits"][0]["id"] == id


# Citation


@pytest.mark.parametrize(
    ("host", "public_url", "location"),
    [
        ("localhost:8000", None, "รหัสบันทึก whole"),
        ("127.0.0.1", None, "รหัสบันทึก whole"),
        ("[::1]:8000", None, "รหัสบันทึก whole"),
        ("km.example:8000", None, "http://km.example:8000/records/whole"),
        ("localhost", "https://km.example/คลัง", "https://km.example/คลัง/records/whole"),
    ],
)
def test_a_citation_has_a_public_url_or_the_record_id(
    client: FlaskClient, home: Path, host: str, public_url: str | None, location: str
) -> None:
    searcher = client.application.extensions[EXTENSION].searcher
    app = create_app(Settings(home=home, public_url=public_url), searcher)
    page = app.test_client().get("/records/whole?q=สัมมาชีพ", headers={"Host": host})
    text = first(BeautifulSoup(page.text, "html.parser"), "[data-copy]").get_text()
    assert text == f"ธีรพงษ์ รักถิ่น. (2560). สัมมาชีพชุมชนครบทุกส่วน. สำนักงานพัฒนาชุมชนอำเภอปัว. {location}"


def test_the_copy_script_is_small_and_never_writes_html(client: FlaskClient) -> None:
    page = get(client, "/records/whole")
    (source,) = [str(tag["src"]) for tag in page.select("script") if "copy" in str(tag["src"])]
    with client.get(source) as data:
        script = data.text
    assert len(script.encode()) < 2_000
    assert not [danger for danger in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "http:") if danger in script]
    assert not page.select("button.copy")


def test_every_form_has_a_label() -> None:
    assert FORM_LABELS.keys() == {form.name for form in load_labels().forms}


def test_checks_are_folded_for_curators(client: FlaskClient) -> None:
    curating = first(get(client, "/records/whole"), "details.curating")
    assert not curating.has_attr("open")
    assert texts(curating, "summary") == ["สำหรับผู้ดูแลคลัง: ควรตรวจดู 1 เรื่อง"]
    assert curating.select(".checks li")


# Neighbours


@pytest.fixture(scope="module")
def shelf(make_client: MakeClient) -> FlaskClient:
    """Five records about honey, two a page: n5, the newest, to n1; n3 has two items."""
    strategies = (("เก็บตอนเช้า",), ("ติดฉลากทุกขวด",), ("กรองสองครั้ง", "ตั้งราคาร่วมกัน"), ("วางรังใต้ต้นลำไย",), ("ขายหน้าวัด",))
    records = [
        record(
            f"n{number}",
            f"น้ำผึ้ง {number}",
            *(f"น้ำผึ้งต้อง{text}" for text in texts),
            author_name="นายผึ้ง ทดสอบ",
            author_office="สำนักงานทดสอบ",
            year=2550 + number,
            topics=("สวน & ไร่?",),
        )
        for number, texts in enumerate(strategies, 1)
    ]
    return make_client(records, page_size=2)


def test_results_are_linked_from_record_to_record(shelf: FlaskClient) -> None:
    page = get(shelf, href(get(shelf, "/search?q=น้ำผึ้ง&sort=newest"), ".hit-title a"))
    seen_titles, seen_positions = texts(page, "h1"), texts(page, ".back .soft")
    assert not page.select("[rel=prev]")
    while page.select("[rel=next]"):
        page = get(shelf, href(page, "[rel=next]"))
        seen_titles += texts(page, "h1")
        seen_positions += texts(page, ".back .soft")
    assert seen_titles == [f"น้ำผึ้ง {number}" for number in (5, 4, 3, 2, 1)]
    assert seen_positions == [f"ผลที่ {position} จาก 5" for position in range(1, 6)]
    assert "page=3" in href(page, ".back a")
    for number in (2, 3, 4, 5):
        page = get(shelf, href(page, "[rel=prev]"))
        assert texts(page, "h1") == [f"น้ำผึ้ง {number}"]
    assert "page" not in href(page, ".back a")


def test_items_lead_on_to_items_of_other_records(shelf: FlaskClient) -> None:
    page = get(shelf, "/records/n3?q=น้ำผึ้ง&in=items&sort=newest&size=10")
    before, after = first(page, "[rel=prev]"), first(page, "[rel=next]")
    assert (before.get_text(), after.get_text()) == ("ก่อนหน้า: น้ำผึ้ง 4", "ถัดไป: น้ำผึ้ง 2")
    assert str(after["href"]).endswith("#strategies-1")


@pytest.mark.parametrize("query", ["", "?q=ปี:abc", "?q=น้ำผึ้ง&page=9", "?q=น้ำปลา", "?province=น่าน", "?sort=none"])
def test_a_record_outside_the_result_has_no_neighbours(shelf: FlaskClient, query: str) -> None:
    assert not get(shelf, "/records/n3" + query).select("[rel=prev], [rel=next]")


def test_records_of_the_unfiltered_list_have_neighbours(shelf: FlaskClient) -> None:
    results = get(shelf, "/search?sort=oldest&size=50")
    links = [str(tag["href"]) for tag in results.select(".hit-title a")]
    second = get(shelf, links[1])
    assert first(second, "[rel=prev]")["href"] == links[0]
    assert first(second, "[rel=next]")["href"] == links[2]


# The link back


def test_a_record_links_back_to_the_list_it_was_opened_from(shelf: FlaskClient) -> None:
    pages = {
        "/": "หน้าแรก",
        "/strategies?year=2553&size=1": "กลยุทธ์ในการทำงาน",
        "/topics/สวน%20%26%20ไร่%3F?section=records": "หัวข้อ",
        "/people": "รายชื่อบุคคล",
        "/people/n1": "ผู้เขียน",
        "/offices": "รายชื่อหน่วยงาน",
        "/offices/n1": "หน่วยงาน",
        "/items/strategies/n1/1": "รวมข้อที่กล่าวตรงกัน",
        "/search?sort=oldest": "รายการทั้งหมด",
    }
    for url, label in pages.items():
        link = next(str(tag["href"]) for tag in get(shelf, url).select("main a[href^='/records/']"))
        back = first(get(shelf, link), ".back a")
        assert back.get_text() == f"← กลับไป{label}"
        assert unquote(str(back["href"])) == unquote(url)
        assert get(shelf, str(back["href"])).select(f"a[href='{link}']")


@pytest.mark.parametrize("origin", ["/people/n1", "/offices/n2", "/topics/สวน%20%26%20ไร่%3F?section=records"])
def test_records_of_a_list_are_linked_one_to_the_next(shelf: FlaskClient, origin: str) -> None:
    listed = get(shelf, origin).select("#records + .documents a, .topic-records > li > a")
    page, seen_titles = get(shelf, str(listed[0]["href"])), list[str]()
    while True:
        seen_titles += texts(page, "h1")
        assert texts(page, ".back .soft") == [f"บันทึกที่ {len(seen_titles)} จาก 5"]
        after = page.select_one("[rel=next]")
        if after is None:
            break
        page = get(shelf, str(after["href"]))
    assert seen_titles == [f"น้ำผึ้ง {number}" for number in (5, 4, 3, 2, 1)]
    assert texts(get(shelf, href(page, "[rel=prev]")), "h1") == ["น้ำผึ้ง 2"]


@pytest.mark.parametrize(
    "origin", ["/people", "/topics/สวน%20%26%20ไร่%3F", "/people/nobody", "/topics/x?section=records"]
)
def test_other_lists_give_no_neighbours(shelf: FlaskClient, origin: str) -> None:
    page = BeautifulSoup(shelf.get("/records/n3", query_string={"from": origin}).text, "html.parser")
    assert page.select(".back")
    assert not page.select("[rel=next], .back .soft")


def test_neighbours_on_a_page_of_a_topic_stay_on_the_page(shelf: FlaskClient) -> None:
    origin = "/topics/สวน%20%26%20ไร่%3F?section=records&page=2&size=2"
    page = BeautifulSoup(shelf.get("/records/n2", query_string={"from": origin}).text, "html.parser")
    assert texts(page, ".back .soft") == ["บันทึกที่ 4 จาก 5"]
    assert texts(page, "[rel=prev]") == ["ก่อนหน้า: น้ำผึ้ง 3"]
    assert not page.select("[rel=next]")
    for bad in ("page=0", "page=9999999"):
        address = {"from": f"/topics/สวน%20%26%20ไร่%3F?section=records&{bad}"}
        assert shelf.get("/records/n2", query_string=address).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        *(
            "https://example.com/people",
            "//example.com/people",
            "/\\example.com",
            "\\\\example.com",
            "//[",
            "///people",
        ),
        *("javascript:alert(1)", "http:/people", "people", "", "/\t/example.com", "/people\n", "/static/kmsearch.css"),
        *("/help", "/no", "/items/nothing", "/items/strategies", "/api/v1/people", "/records/n1/original/1"),
    ],
)
def test_only_lists_of_the_site_are_linked_back_to(shelf: FlaskClient, origin: str) -> None:
    page = BeautifulSoup(shelf.get("/records/n1", query_string={"from": origin}).text, "html.parser")
    assert not page.select(".back")


def test_a_link_back_stays_on_this_server(shelf: FlaskClient) -> None:
    origin = '/people?q="><b>&sort=name#//example.com'
    page = BeautifulSoup(shelf.get("/records/n1", query_string={"from": origin}).text, "html.parser")
    assert href(page, ".back a") == "/people?q=%22%3E%3Cb%3E&sort=name"
    assert not page.select("b")


def test_the_search_takes_precedence_over_a_list(shelf: FlaskClient) -> None:
    page = get(shelf, "/records/n3?q=น้ำผึ้ง&from=/people")
    assert texts(page, ".back a")[0] == "← กลับไปผลการค้นหา"


# Uncertain values, many topics


def test_an_uncertain_value_is_marked_with_the_reason(make_client: MakeClient) -> None:
    evidence = {"year": Evidence("3-3", SURE - 0.15, "ปีแรกในเรื่องเล่า"), "province": Evidence("1-1", SURE)}
    client = make_client([record("doubt", "ฝายมีชีวิต", province="น่าน", year=2560, evidence=evidence)])
    page = get(client, "/records/doubt")
    (doubt,) = page.select(".fields .doubt")
    assert doubt["title"] == "ความมั่นใจ 60% พบจากปีแรกในเรื่องเล่า"
    assert doubt.get_text() == f"ควรตรวจ: {doubt['title']}"
    assert first(doubt.parent, "a").get_text() == "2560"  # type: ignore[arg-type]
    assert "ควรตรวจ" not in first(page, ".citation").get_text()


def test_many_topics_unfold_and_are_listed_once(make_client: MakeClient) -> None:
    topics = tuple(f"หัวข้อที่ {number}" for number in range(1, 31))
    page = get(make_client([record("many", "ทุกเรื่อง", topics=topics)]), "/records/many")
    assert texts(page, ".record-head > .tags .tag") == list(topics[:OPEN_TOPICS])
    assert texts(page, ".record-head summary") == [f"อีก {30 - OPEN_TOPICS} หัวข้อ"]
    assert texts(page, ".tag") == list(topics)
    assert "หัวข้อ" not in texts(page, "dt")
