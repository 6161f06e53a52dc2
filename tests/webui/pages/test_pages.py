"""Home, help and search pages over a small corpus."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from kmsearch.lexicon.loader import load_lexicon
from tests.factories import fill, record
from tests.web import MakeClient, facet, first, get, get_json, href, number, texts, total
from webui import create_app

PAGE_SIZE = 4

# title, author, province, year, strategies
ROWS = (
    ("การส่งเสริมตลาดชุมชน", "นางสาวปัทมา ใจกว้าง", "ลำปาง", 2560, ("เปิดตลาดนัดทุกวันศุกร์", "สร้างเครือข่ายผู้ผลิต")),
    ("ตามหนี้อย่างไรให้ยังเป็นเพื่อนกัน", "นายวิชัย ทองแท้", "น่าน", 2554, ("พบสมาชิกทีละครัวเรือน", "จัดเวทีประชาคม")),
    ("ขนมไทยไปตลาดออนไลน์", "นางสมพร ศรีสุข", "น่าน", 2561, ("ถ่ายภาพขนมไทยให้สวย", "ขายในตลาดออนไลน์")),
    ("กลุ่มออมทรัพย์บ้านเรา", "นายวิชัย ทองแท้", "สงขลา", 2557, ("ออมทรัพย์ทุกวันที่ห้า", "ทำบัญชีร่วมกัน")),
    ("การจัดเก็บข้อมูล จปฐ.", "นางสมพร ศรีสุข", "ขอนแก่น", 2560, ("ให้อาสาสมัครเก็บข้อมูล", "สุ่มตรวจร้อยละสิบ")),
    ("แผนชุมชนมีชีวิต", "นางสาวปัทมา ใจกว้าง", "ลำปาง", None, ("ทำแผนชุมชนทุกบ้าน", "ทบทวนแผนทุกปี")),
    ("สัมมาชีพหลังนา", "นายธีรพงษ์ รักถิ่น", "น่าน", 2560, ("หาปราชญ์ชุมชน", "ฝึกอาชีพที่บ้าน", "ขายร่วมกัน", "ออมร่วมกัน")),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lexicon = load_lexicon()
    records = [
        record(
            f"r{number}",
            title,
            *strategies,
            author_name=author,
            author_office=f"สำนักงานพัฒนาชุมชนจังหวัด{province}",
            province=province,
            year=year,
            topics=lexicon.topics_of(title),
            form="A",
        )
        for number, (title, author, province, year, strategies) in enumerate(ROWS)
    ]
    return fill(tmp_path_factory.mktemp("home"), records).home


@pytest.fixture(scope="module")
def client(make_client: MakeClient, home: Path) -> FlaskClient:
    return make_client([], home, page_size=PAGE_SIZE)


def number_in(page: Tag, selector: str) -> int:
    return number(first(page, selector).get_text())


def titles(page: Tag) -> list[str]:
    return texts(page, ".hit-title a")


def choice(page: Tag, name: str, label: str) -> Tag:
    labels = [tag for tag in facet(page, name).select(".choice, a.bar") if label in tag.get_text()]
    assert len(labels) == 1, (name, label)
    return labels[0]


# Home and help


def test_home_counts_the_corpus(client: FlaskClient) -> None:
    page = get(client, "/")
    assert texts(page, ".numbers strong") == ["7", "16", "4", "2554–2561"]
    assert texts(page, ".numbers a > span") == ["บันทึก", "ข้อ", "จังหวัด", "ปี พ.ศ."]


def test_home_shows_years_without_records(client: FlaskClient) -> None:
    page = get(client, "/")
    years = dict(zip(texts(page, ".years .bar-year"), texts(page, ".years .count"), strict=True))
    assert list(years) == [str(year) for year in range(2554, 2562)]
    assert (years["2560"], years["2555"]) == ("3 บันทึก", "0 บันทึก")
    rows = zip(texts(page, ".year-table tbody th"), texts(page, ".year-table td"), strict=True)
    assert [(year, f"{count} บันทึก") for year, count in rows] == list(reversed(years.items()))


def test_counts_on_home_are_those_of_the_linked_pages(client: FlaskClient) -> None:
    page = get(client, "/")
    promised = [
        (href(tag), number_in(tag, ".count")) for tag in page.select(".card h3, .card li, .tags-big li") if tag.a
    ]
    promised += [(str(tag["href"]), number_in(tag, ".count")) for tag in page.select(".years a")]
    assert len(promised) > 10
    for address, count in promised:
        there = get(client, address)
        assert (number_in(there, ".looks a") if "/topics/" in address else total(there)) == count, address


def test_home_starts_with_the_newest_year(client: FlaskClient) -> None:
    assert titles(get(client, "/"))[0] == "ขนมไทยไปตลาดออนไลน์"


def test_an_empty_corpus_says_how_to_fill_it(make_client: MakeClient) -> None:
    empty = make_client([])
    assert "kmsearch ingest" in first(get(empty, "/"), ".empty-corpus").get_text()
    assert first(get(empty, "/search?q=ตลาด"), ".zero-results h2")
    assert get_json(empty, "/api/v1/search")["total"] == 0


@pytest.mark.slow
def test_help_has_examples_that_work(client: FlaskClient) -> None:
    page = get(client, "/help")
    assert texts(page, "h1") == ["วิธีค้นหา"]
    for link in page.select(".prose a"):
        get(client, str(link["href"]))


# Search


def test_matches_are_highlighted_with_their_location(client: FlaskClient) -> None:
    page = get(client, "/search?q=ตลาด")
    assert set(titles(page)) == {"การส่งเสริมตลาดชุมชน", "ขนมไทยไปตลาดออนไลน์"}
    assert set(texts(page, "mark")) == {"ตลาด"}
    assert "กลยุทธ์ในการทำงาน ข้อ 2" in texts(page, ".snippets .badge")
    assert first(page, "input[name=q]")["value"] == "ตลาด"


def test_every_snippet_links_to_its_location(client: FlaskClient) -> None:
    snippets = get(client, "/search?q=ตลาด").select(".snippets li:has(a)")
    assert snippets
    for snippet in snippets:
        address = href(snippet)
        target = first(get(client, address), f"[id='{urlsplit(address).fragment}']")
        assert texts(snippet, ".snippet")[0].strip("… ") in target.get_text()


def test_items_are_results_of_their_own(client: FlaskClient) -> None:
    page = get(client, "/search?q=ตลาด&in=items")
    assert set(texts(page, ".quote")) == {"เปิดตลาดนัดทุกวันศุกร์", "ขายในตลาดออนไลน์"}
    for hit in page.select(".hit"):
        address = href(hit, ".hit-quote")
        target = first(get(client, address), f"[id='{urlsplit(address).fragment}']")
        assert texts(hit, ".quote")[0] in target.get_text()


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/search", "/search?q=ตลาด", "/search?in=items", "/search?province=น่าน"])
def test_every_facet_value_finds_as_many_as_it_counts(client: FlaskClient, address: str) -> None:
    page = get(client, address)
    open_facets = [tag for tag in page.select(".facet") if not tag.select("[aria-current]")]
    assert len(open_facets) >= 3
    for value in (value for tag in open_facets for value in tag.select(".choice, a.bar")):
        assert total(get(client, str(value["href"]))) == number_in(value, ".count"), value.get_text()


@pytest.mark.slow
def test_values_of_a_facet_are_or_and_facets_are_and(client: FlaskClient) -> None:
    nan = get(client, str(choice(get(client, "/search"), "province", "น่าน")["href"]))
    both = get(client, str(choice(nan, "province", "ลำปาง")["href"]))
    year = get(client, str(choice(both, "year", "2560")["href"]))
    assert [total(page) for page in (nan, both, year)] == [3, 5, 2]
    assert texts(year, ".chip") == ["เอาออก จังหวัด: น่าน×", "เอาออก จังหวัด: ลำปาง×", "เอาออก ปี พ.ศ.: 2560×"]


def test_a_chip_removes_its_filter(client: FlaskClient) -> None:
    page = get(client, "/search?q=ตลาด&province=ลำปาง&province=น่าน")
    assert total(page) == 2
    without = get(client, href(page, ".chip"))
    assert titles(without) == ["การส่งเสริมตลาดชุมชน"]
    cleared = get(client, href(page, ".clear"))
    assert not cleared.select(".chip")
    assert first(cleared, "input[name=q]")["value"] == "ตลาด"


def test_a_new_query_keeps_the_filters_and_starts_from_the_first_page(client: FlaskClient) -> None:
    form = first(get(client, "/search?q=ก&in=items&province=ลำปาง&sort=newest&page=1&size=2"), "form")
    kept_fields = [(tag["name"], tag["value"]) for tag in form.select("input[type=hidden]")]
    assert kept_fields == [("in", "items"), ("province", "ลำปาง"), ("sort", "newest"), ("size", "2")]


def test_sorting_by_year(client: FlaskClient) -> None:
    page = get(client, "/search?q=ตลาด&sort=oldest")
    assert titles(page) == ["การส่งเสริมตลาดชุมชน", "ขนมไทยไปตลาดออนไลน์"]
    newest = next(link for link in page.select(".sorts a") if "ปีล่าสุด" in link.get_text())
    assert titles(get(client, str(newest["href"]))) == ["ขนมไทยไปตลาดออนไลน์", "การส่งเสริมตลาดชุมชน"]


def test_pages_hold_every_record_once(client: FlaskClient) -> None:
    page = get(client, "/search?sort=newest")
    assert texts(page, ".pages [aria-current]") == ["หน้า 1"]
    seen_titles = titles(page)
    while page.select("[rel=next]"):
        page = get(client, href(page, "[rel=next]"))
        seen_titles += titles(page)
    assert sorted(seen_titles) == sorted(title for title, *_ in ROWS)


def test_past_the_last_page_the_last_page_is_linked(client: FlaskClient) -> None:
    page = get(client, "/search?page=99")
    assert titles(get(client, href(page, ".note a")))


def test_a_result_page_links_to_its_json_answer(client: FlaskClient) -> None:
    page = get(client, "/search?q=ตลาด&province=น่าน&sort=newest")
    answer = client.get(href(page, ".foot a")).get_json()
    assert [hit["title"] for hit in answer["hits"]] == titles(page)


# Zero results


def test_an_empty_result_offers_to_remove_filters(client: FlaskClient) -> None:
    page = get(client, "/search?q=ตลาด&province=สงขลา&year=2560")
    assert total(page) == 0
    links = page.select(".relaxed-searches li")
    assert texts(page, ".relaxed-searches a") == ["เอาตัวกรอง “จังหวัด” ออก", "ล้างตัวกรองทั้งหมด"]
    for link in links:
        assert total(get(client, href(link))) == number_in(link, ".count")


@pytest.mark.slow
def test_a_corrected_query_is_shown_with_the_exact_search(client: FlaskClient) -> None:
    page = get(client, "/search?q=ตลดาชุมชน&province=ลำปาง")
    assert titles(page)[0] == "การส่งเสริมตลาดชุมชน"
    corrected, exact = (str(link["href"]) for link in page.select(".correction a"))
    assert parse_qs(urlsplit(corrected).query) == {"q": ["ตลาดชุมชน"], "province": ["ลำปาง"]}
    assert titles(get(client, corrected)) == titles(page)
    assert parse_qs(urlsplit(exact).query) == {"q": ["ตลดาชุมชน"], "exact": ["1"], "province": ["ลำปาง"]}
    assert not get(client, exact).select(".correction")
    assert not get(client, exact).select("form[role=search] input[name=exact]")
    assert "แทน “ตลดาชุมชน”" in texts(page, ".correction")[0]
    assert not page.select(".approximate")


def test_the_wrong_keyboard_layout_is_named(client: FlaskClient) -> None:
    page = get(client, "/search?q=9]kf")
    assert set(titles(page)) == {"การส่งเสริมตลาดชุมชน", "ขนมไทยไปตลาดออนไลน์"}
    assert "ผิดแป้น" in texts(page, ".correction")[0]
    answer = client.get("/api/v1/search?q=9]kf").get_json()
    assert answer["corrected_query"] == {
        "text": "ตลาด",
        "replaces_query": True,
        "keyboard_layout": True,
        "changes": [{"typed": "9]kf", "corrected": "ตลาด"}],
    }
    exact = client.get("/api/v1/search?q=9]kf&exact=1").get_json()
    assert (exact["exact"], exact["corrected_query"], exact["total"]) == (True, None, 0)


def test_approximate_hits_are_labelled(client: FlaskClient) -> None:
    page = get(client, "/search?q=กลุ้ม")
    assert titles(page) == ["กลุ่มออมทรัพย์บ้านเรา"]
    assert len(page.select(".approximate")) == 1
    assert not get(client, "/search?q=กลุ่ม").select(".approximate")


def test_an_empty_result_offers_similar_terms(client: FlaskClient) -> None:
    page = get(client, "/search?q=กลุ้ม&exact=1")
    assert total(page) == 0
    assert texts(page, ".words .count") == ["ไม่มีในคลัง"]
    (near,) = page.select(".nearest a")
    assert near.get_text() == "กลุ่ม"
    assert total(get(client, str(near["href"]))) == number_in(page, ".nearest .count")


@pytest.mark.slow
def test_an_empty_result_offers_topics(client: FlaskClient) -> None:
    page = get(client, "/search?q=ฃฅฃฅ")
    assert total(page) == 0
    assert page.select(".words li")
    topics = page.select(".zero-results .tags li")
    assert topics
    assert all(number_in(get(client, href(topic)), ".looks a") == number_in(topic, ".count") for topic in topics)


def test_from_a_result_to_the_record_and_back(client: FlaskClient) -> None:
    results = get(client, "/search?q=ตลาด&province=น่าน&sort=oldest")
    record = get(client, href(results, ".hit-title a"))
    back = href(record, ".back a")
    assert parse_qs(urlsplit(back).query) == {"q": ["ตลาด"], "province": ["น่าน"], "sort": ["oldest"]}
    assert titles(get(client, back)) == titles(results)
    assert not get(client, "/records/r0").select(".back")
    assert not get(client, "/records/r0?q=a&sort=nonsense").select(".back")


def test_the_json_answer_of_a_search(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=ตลาด&in=items&province=น่าน&size=1").get_json()
    assert (answer["query"], answer["in"], answer["total"], answer["page"]) == ("ตลาด", "items", 1, 1)
    assert answer["filters"] == {"province": ["น่าน"]}
    assert answer["hits"][0]["anchor"] == "strategies-2"
    chosen = [value for value in answer["facets"]["province"] if value["selected"]]
    assert chosen == [{"value": "น่าน", "label": "น่าน", "count": 1, "selected": True}]


# Suggestions


def suggestions(client: FlaskClient, text: str, **more: str) -> list[dict[str, object]]:
    answer = client.get("/api/v1/suggest", query_string={"q": text, **more}).get_json()
    assert answer["text"] == text
    suggestion_list: list[dict[str, object]] = answer["suggestions"]
    return suggestion_list


def test_a_suggested_title_leads_to_its_record(client: FlaskClient) -> None:
    (suggestion,) = suggestions(client, "ตามหนี้")
    url = suggestion.pop("url")
    title = "ตามหนี้อย่างไรให้ยังเป็นเพื่อนกัน"
    assert suggestion == {"text": title, "kind": "title", "count": 1, "typed": [[0, 7]]}
    assert first(get(client, str(url)), "h1").get_text(strip=True) == title


@pytest.mark.parametrize(("text", "kind"), [("น่า", "province"), ("นายวิชัย", "author"), ("สำนักงาน", "office")])
def test_a_suggested_name_leads_to_as_many_records_as_it_counts(client: FlaskClient, text: str, kind: str) -> None:
    suggestion = next(candidate for candidate in suggestions(client, text) if candidate["kind"] == kind)
    assert len(get(client, str(suggestion["url"])).select(".hit")) == suggestion["count"]


def test_a_suggested_topic_leads_to_as_many_records_as_it_counts(client: FlaskClient) -> None:
    topic = client.get("/api/v1/search").get_json()["facets"]["topics"][0]
    suggestion = next(
        candidate for candidate in suggestions(client, topic["label"][:4]) if candidate["text"] == topic["label"]
    )
    assert (suggestion["kind"], suggestion["count"]) == ("topic", topic["count"])


def test_a_suggested_word_leads_to_its_search(client: FlaskClient) -> None:
    suggestion = next(candidate for candidate in suggestions(client, "ข้อมูล ตล") if candidate["kind"] == "word")
    assert parse_qs(urlsplit(str(suggestion["url"])).query) == {"q": ["ข้อมูล ตลาด"]}


def test_suggestions_are_as_many_as_asked_for(client: FlaskClient) -> None:
    assert len(suggestions(client, "น")) > 1
    assert len(suggestions(client, "น", size="1")) == 1
    assert suggestions(client, "") == []
    assert client.get("/api/v1/suggest?q=น&size=0").status_code == 400


@pytest.mark.parametrize("address", ["/", "/search", "/search?q=ตลาด&province=น่าน", "/nothing"])
def test_the_search_box_works_without_its_script(client: FlaskClient, address: str) -> None:
    page = BeautifulSoup(client.get(address).text, "html.parser")
    form = first(page, "form[role=search]")
    assert (form["action"], form["method"], form["data-suggest"]) == ("/search", "get", "/api/v1/suggest")
    assert first(form, "input[type=search]").get("role") is None
    assert first(form, "button")["type"] == "submit"
    script = first(page, "script")
    assert script.has_attr("defer")
    with client.get(str(script["src"])) as answer:
        assert answer.status_code == 200 and "javascript" in answer.content_type


def test_the_suggestion_script_is_small_and_never_writes_html() -> None:
    script = (Path(create_app.__code__.co_filename).parent / "static" / "suggest.js").read_text("utf-8")
    assert len(script.encode()) < 6_000
    assert not [danger for danger in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "http") if danger in script]
