"""Browse pages and their JSON twins: content, links and the counts that links promise."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from corpus.fields import FORM_LABELS, SECTION
from kmsearch.lexicon.loader import load_lexicon
from tests.factories import officer_record
from tests.web import MakeClient, facet, first, get, get_json, number, texts, total
from webui.pages.home import UNDER
from webui.pages.item_groups import LISTED
from webui.pages.topics import OTHERS
from webui.urls import SIZE

PHONE, MASKED = "08-0000-1234", "xx-xxxx-1234"
SCRIPT = "<script>alert(1)</script>"
ENGLISH = "How we ran a village bank"
MEETING = "ประชุมสมาชิกทุกเดือนที่ศาลาวัด"
TREES = (
    *("มะม่วง", "ลำไย", "ทุเรียน", "มังคุด", "เงาะ", "ลองกอง", "ส้มโอ", "มะนาว", "กล้วย", "มะพร้าว", "ขนุน"),
    *("มะละกอ", "ฝรั่ง", "ชมพู่", "น้อยหน่า", "ลิ้นจี่", "พุทรา", "สะเดา", "ไผ่", "ยางพารา", "กาแฟ"),
)
PAGES = (
    "/topics",
    "/topics/หนี้สิน",
    "/topics/หนี้สิน?section=records",
    "/topics/หนี้สิน?section=cautions",
    "/strategies",
    "/points/cautions",
    "/people",
    "/people/debt",
    "/offices",
    "/offices/debt",
    "/coverage",
    "/coverage?by=region",
    "/coverage?by=year",
    "/coverage?by=province&topic=ทุนและการเงินชุมชน&region=ภาคเหนือ",
)


RECORDS = (
    officer_record("debt", "ปลดหนี้ทั้งตำบล", "ทำตารางผ่อนเงินกู้ตามฤดูขายข้าว", MEETING, year=2558, author_name="นายแก้ว ใจดี"),
    officer_record("loan", "คุยกับเจ้าหนี้", "เชิญคู่กรณีมากินข้าว", f"{MEETING} ทั้งตำบล", province="แพร่", year=2562),
    officer_record(
        "script", SCRIPT, f"ติดป้าย {SCRIPT}", author_name=SCRIPT, author_office=SCRIPT, topics=("หนี้สิน", SCRIPT)
    ),
    officer_record(
        "phone", f"โทร {PHONE}", f"จดเบอร์ {PHONE} ไว้", author_name=f"กลุ่ม {PHONE}", author_office=f"โทร {PHONE}"
    ),
    officer_record(
        "english", ENGLISH, "Meet at the temple", author_name="Jane Doe", author_office="UNDP", topics=("Saving",)
    ),
    officer_record("blank", "", "ไม่มีชื่อเรื่อง", province="", year=None, author_office=""),
    *(officer_record(f"many{n:02}", f"สวน{tree}", f"เพาะกล้า{tree}ขาย") for n, tree in enumerate(TREES)),
)


@pytest.fixture(scope="module")
def client(make_client: MakeClient) -> FlaskClient:
    return make_client(RECORDS)


# Every page


@pytest.mark.slow
@pytest.mark.parametrize("url", PAGES)
def test_every_link_leads_to_a_page(client: FlaskClient, url: str) -> None:
    page = get(client, url)
    addresses = {str(tag["href"]).partition("#")[0] for tag in page.select("a[href]")} - {""}
    assert len(addresses) > 8
    assert [address for address in sorted(addresses)[:60] if client.get(address).status_code != 200] == []


@pytest.mark.parametrize("url", [url for url in PAGES if "points" in url or "strategies" in url or "หนี้สิน" in url])
def test_links_to_a_place_find_it(client: FlaskClient, url: str) -> None:
    links = get(client, url).select("main a[href*='/records/'][href*='#']")[:5]
    assert links
    for tag in links:
        address, _, anchor = str(tag["href"]).partition("#")
        assert get(client, address).find(id=anchor), tag


@pytest.mark.parametrize("url", PAGES)
def test_nothing_is_run_and_no_number_is_shown(client: FlaskClient, url: str) -> None:
    for address in (url, str(first(get(client, url), ".foot a")["href"])):
        text = client.get(address).text
        assert PHONE not in text
        assert address.startswith("/api") or SCRIPT not in text


@pytest.mark.parametrize("url", PAGES)
def test_every_page_has_its_json_twin(client: FlaskClient, url: str) -> None:
    twin = str(first(get(client, url), ".foot a")["href"])
    assert twin.startswith("/api/v1/")
    assert isinstance(get_json(client, twin), dict)


@pytest.mark.parametrize("url", PAGES)
def test_a_page_has_one_heading_a_language_and_a_title(client: FlaskClient, url: str) -> None:
    page = get(client, url)
    assert len(page.select("h1")) == 1
    assert first(page, "html")["lang"] == "th"
    assert first(page, "title").get_text() != "คลังองค์ความรู้"
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("url", ["/topics", "/strategies", "/people", "/coverage"])
def test_the_header_says_where_one_is(client: FlaskClient, url: str) -> None:
    current = get(client, url).select(".top-nav [aria-current=page]")
    assert [tag["href"] for tag in current] == [url]


@pytest.mark.parametrize(
    ("url", "page", "mark"),
    [
        ("/topics/หนี้สิน", "/topics", "true"),
        ("/points/cautions", "/strategies", "true"),
        ("/points/strategies/debt/1", "/strategies", "true"),
        ("/strategies?province=แพร่", "/strategies", "page"),
        ("/offices", "/people", "true"),
        ("/people/debt", "/people", "true"),
        ("/records/debt", "/search", "true"),
        ("/search", "/search", "page"),
        ("/search?province=แพร่", "/search", "true"),
        ("/help", "/help", "page"),
    ],
)
def test_the_header_says_in_which_branch_one_is(client: FlaskClient, url: str, page: str, mark: str) -> None:
    current = get(client, url).select(".top-nav [aria-current]")
    assert [(tag["href"], tag["aria-current"]) for tag in current] == [(page, mark)]


@pytest.mark.parametrize("url", ["/", "/search?q=หนี้"])
def test_home_and_results_are_in_no_branch(client: FlaskClient, url: str) -> None:
    assert not get(client, url).select(".top-nav [aria-current]")


@pytest.mark.parametrize(
    "url",
    [
        *("/", "/search?q=temple", "/search?q=temple&in=items", "/strategies?size=100", "/people?q=jane"),
        *("/people/english", "/offices?q=undp", "/offices/english", "/topics", "/topics/Saving"),
        *("/topics/Saving?section=records", "/records/english", "/points/strategies/english/1", "/api/docs"),
    ],
)
def test_english_is_read_as_english(client: FlaskClient, url: str) -> None:
    """Of the description of the API the examples, which are Thai and English by turns, stay as the page is."""
    texts = [text for text in first(get(client, url), "main").find_all(string=True) if not text.find_parent("pre")]
    english = [text for text in texts if re.search("[A-Za-z]{2}", text) and not re.search("[ก-๛]", text)]
    assert english
    assert [text for text in english if not text.find_parent(attrs={"lang": "en"})] == []


@pytest.mark.slow
def test_thai_is_not_marked_as_anything_else(client: FlaskClient) -> None:
    pages = [get(client, url) for url in ("/", "/records/english", "/topics/หนี้สิน")]
    marked = [text for page in pages for text in texts(page, "[lang=en]")]
    assert ENGLISH in marked
    assert [text for text in marked if re.search("[ก-๛]", text)] == []


def test_titles_tell_pages_apart(client: FlaskClient) -> None:
    urls = (
        *("/topics/หนี้สิน", "/topics/หนี้สิน?section=records", "/topics/หนี้สิน?section=records&page=2", "/topics"),
        *("/people", "/people?page=2", "/people?province=แพร่", "/people?q=แก้ว", "/people?sort=name&letter=ก"),
        *("/offices", "/people/debt", "/offices/debt", "/records/debt"),
    )
    titles = [first(get(client, url), "title").get_text() for url in urls]
    assert len(set(titles)) == len(urls), titles
    assert "หน้า 2" in titles[2]
    assert "จังหวัด: แพร่" in titles[6]


def test_an_empty_corpus_has_pages_too(make_client: MakeClient) -> None:
    client = make_client([])
    for url in ("/topics", "/topics/หนี้สิน", "/strategies", "/people", "/offices", "/coverage", "/coverage?by=year"):
        get(client, url)


def test_numbers_are_shown_where_the_settings_allow_it(make_client: MakeClient) -> None:
    client = make_client(RECORDS, show_phone=True)
    for url in ("/people?q=กลุ่ม", "/people/phone", "/strategies?size=100", "/api/v1/offices"):
        assert PHONE in client.get(url).text, url


# Topics


@pytest.mark.slow
def test_topics_promise_what_their_pages_hold(client: FlaskClient) -> None:
    page = get(client, "/topics")
    lines = [line for line in page.select(".topic-cards h2, .topic-line") if line.a]
    assert len(lines) > 30
    for line in lines:
        there = get(client, str(first(line, "a")["href"]))
        records = first(there, ".looks a")
        assert number(records.get_text()) == number(first(line, ".count").get_text())
        assert total(get(client, str(records["href"]))) == number(records.get_text())


def test_a_tab_promises_what_it_holds(client: FlaskClient) -> None:
    page = get(client, "/topics/หนี้สิน")
    assert texts(page, ".tabs a") == ["กลยุทธ์ 4 รายการ", "ข้อพึงระวัง 3 รายการ", "บันทึก 3 รายการ"]
    assert texts(page, ".tabs [aria-current]") == ["กลยุทธ์ 4 รายการ"]
    tabs = page.select(".tabs a")
    assert tabs
    for tab in tabs:
        there = get(client, str(tab["href"]))
        shown = len(there.select(".entry > ul > li, .entry > .others, .assigned > li"))
        assert shown == number(first(tab, ".count").get_text())


def test_a_topic_of_a_record_says_why(client: FlaskClient) -> None:
    why = texts(get(client, "/topics/หนี้สิน?section=records"), ".why")
    assert "พบ “หนี้” ในชื่อเรื่อง" in why
    assert "บันทึกระบุหัวข้อนี้ไว้เอง" in why


def test_a_word_of_a_narrower_topic_is_told_apart(client: FlaskClient) -> None:
    why = texts(get(client, "/topics/ทุนและการเงินชุมชน?section=records"), ".why")
    assert "พบ “หนี้” ในชื่อเรื่อง ผ่านหัวข้อย่อย หนี้สิน" in why
    assert not [line for line in texts(get(client, "/topics/หนี้สิน?section=records"), ".why") if "ผ่านหัวข้อย่อย" in line]


def test_a_broad_topic_leads_to_those_under_it_and_back(client: FlaskClient) -> None:
    below = get(client, "/topics/ทุนและการเงินชุมชน").select(".tags-big a")
    assert "หนี้สิน" in [tag.get_text().split()[0] for tag in below]
    assert texts(get(client, "/topics/หนี้สิน"), ".trail a") == ["หัวข้อ", "ทุนและการเงินชุมชน"]


def test_a_topic_in_json_has_the_entries_of_the_tab(client: FlaskClient) -> None:
    said = get_json(client, "/api/v1/topics/หนี้สิน?section=cautions")
    assert (said["label"], said["tab"], said["said"]["section"], said["said"]["total"]) == (
        "หนี้สิน",
        "cautions",
        "cautions",
        3,
    )
    listed = get_json(client, "/api/v1/topics/หนี้สิน?section=records")
    assert {one["id"] for one in listed["assigned"]} == {"debt", "loan", "script"}


@pytest.mark.parametrize("tab", ["strategies", "records"])
def test_a_topic_has_the_facets_of_every_list_and_stays_the_topic(client: FlaskClient, tab: str) -> None:
    page = get(client, f"/topics/หนี้สิน?section={tab}")
    names = [str(heading["id"]) for heading in page.select(".facet h3")]
    assert "facet-province" in names and "facet-year" in names and "facet-topics" not in names
    (choice,) = [one for one in page.select(".facet .choice") if "แพร่" in one.get_text()]
    narrowed = get(client, str(choice["href"]))
    assert first(narrowed, "h1").get_text() == "หนี้สิน"
    assert first(narrowed, ".tabs [aria-current]").get_text() == first(page, ".tabs [aria-current]").get_text().replace(
        texts(page, ".tabs [aria-current] .count")[0], texts(narrowed, ".tabs [aria-current] .count")[0]
    )
    assert texts(narrowed, ".chip") == ["เอาออก จังหวัด: แพร่×"]
    said = get_json(client, f"/api/v1/topics/หนี้สิน?section={tab}&province=แพร่")
    assert (said["filters"], said["matching"]) == ({"province": ["แพร่"]}, 1)
    listed = said["assigned"] if tab == "records" else said["said"]["entries"]
    assert len(listed) == len(narrowed.select(".assigned > li, .entry ul a.quote, .entry .others"))


def test_what_narrows_a_topic_goes_along_to_those_beside_it(client: FlaskClient) -> None:
    page = get(client, "/topics/ทุนและการเงินชุมชน?province=แพร่")
    (below,) = [tag for tag in page.select(".tags-big a") if "หนี้สิน" in tag.get_text()]
    assert not below.select(".count")
    there = get(client, str(below["href"]))
    assert texts(there, ".chip") == ["เอาออก จังหวัด: แพร่×"]
    assert texts(there, ".looks a")[0] == "1 บันทึก"
    assert total(get(client, str(there.select(".looks a")[0]["href"]))) == 1
    assert texts(get(client, str(there.select(".looks a")[1]["href"])), ".person h3") == ["นางผู้เขียน loan"]
    assert texts(get(client, str(there.select(".trail a")[1]["href"])), ".chip") == ["เอาออก จังหวัด: แพร่×"]


def test_the_tabs_of_a_topic_count_what_the_filters_allow(client: FlaskClient) -> None:
    page = get(client, "/topics/หนี้สิน?province=แพร่")
    tabs = page.select(".tabs a")
    assert tabs
    for tab in tabs:
        there = get(client, str(tab["href"]))
        assert len(there.select(".assigned > li, .entry ul a.quote, .entry .others")) == number(tab.get_text())
    assert "ไม่มีรายการตามที่เลือก" in get(client, "/topics/หนี้สิน?province=น่าน&year=2400").get_text()


# Points


def test_what_several_officers_do_is_one_entry_with_its_sources(client: FlaskClient) -> None:
    entry = first(get(client, "/strategies"), ".entry")
    assert first(entry, ".quote").get_text() == MEETING
    assert first(entry, "summary").get_text() == "2 บันทึก · 2 จังหวัด · พ.ศ.\N{NO-BREAK SPACE}2558–2562"
    assert texts(entry, ".mentions .said") == [f"{MEETING} ทั้งตำบล", MEETING]
    assert [(tag["href"], tag.get_text()) for tag in entry.select(".mentions a")] == [
        ("/records/loan?from=/strategies#strategies-2", "คุยกับเจ้าหนี้"),
        ("/records/debt?from=/strategies#strategies-2", "ปลดหนี้ทั้งตำบล"),
    ]


def test_an_entry_has_a_page_with_the_words_of_each(client: FlaskClient) -> None:
    entry = first(get(client, "/strategies"), ".entry")
    (link,) = entry.select("a.onward")
    page = get(client, str(link["href"]))
    assert first(page, "h1").get_text() == MEETING
    assert texts(page, ".entry .quote") == [f"{MEETING} ทั้งตำบล", MEETING]
    assert texts(page, ".entry a") == ["คุยกับเจ้าหนี้", "ปลดหนี้ทั้งตำบล"]
    said = get_json(client, f"/api/v1{link['href']}")
    assert [source["text"] for source in said["entry"]["sources"]] == [f"{MEETING} ทั้งตำบล", MEETING]
    for missing in ("/points/strategies/loan/99", "/points/strategies/nobody/1", "/points/nothing/loan/1"):
        assert client.get(missing).status_code == client.get(f"/api/v1{missing}").status_code == 404


def test_what_is_left_out_by_a_filter_is_a_press_away(client: FlaskClient) -> None:
    page = get(client, "/strategies?province=แพร่")
    (wider,) = page.select(".wider")
    assert wider.get_text() == "ทั้งคลัง 2 บันทึก"
    assert texts(get(client, str(wider["href"])), ".entry .quote") == [f"{MEETING} ทั้งตำบล", MEETING]


@pytest.mark.parametrize("url", ["/search?form=A", "/strategies?form=A"])
def test_a_form_is_called_what_readers_know(make_client: MakeClient, url: str) -> None:
    client = make_client([officer_record("form", "ทำแบบฟอร์ม", "กรอกให้ครบ", form="A")])
    page = get(client, url)
    assert texts(page, ".chip") == [f"เอาออก แบบฟอร์ม: {FORM_LABELS['A']}×"]
    assert first(facet(page, "form"), ".choice-label").find(string=True) == FORM_LABELS["A"]


def test_facets_of_strategies_promise_what_they_hold(client: FlaskClient) -> None:
    page = get(client, "/strategies?province=น่าน")
    choices = page.select(".facet .choice:not([aria-current])")
    assert len(choices) > 5
    for choice in choices:
        there = get(client, str(choice["href"]))
        if "province" not in str(first(choice.find_parent("section"), "h3")["id"]):  # type: ignore[arg-type]
            assert total(there) == number(first(choice, ".count").get_text()), choice["href"]


def test_a_list_is_turned_page_by_page(client: FlaskClient) -> None:
    page, seen = get(client, "/strategies"), 0
    whole = get_json(client, "/api/v1/strategies?size=100")
    assert whole["total"] == len(whole["entries"]) > SIZE
    while True:
        seen += len(page.select(".entry > ul > li, .entry > .others"))
        after = page.select_one("a[rel=next]")
        if after is None:
            break
        page = get(client, str(after["href"]))
    assert seen == whole["total"]


@pytest.mark.parametrize("path", ["/strategies", "/people", "/search", "/topics/หนี้สิน?section=records&size=1"])
def test_more_stand_on_a_page_for_those_who_ask(client: FlaskClient, path: str) -> None:
    page = get(client, path)
    assert [tag.get_text() for tag in page.select(".sizes a")][-2:] == ["50", "100"]
    more = get(client, str(page.select(".sizes a")[-1]["href"]))
    assert len(more.select(".hit, .entry, .person, .assigned > li")) > len(
        page.select(".hit, .entry, .person, .assigned > li")
    )
    assert not more.select(".pages")
    assert first(more, ".sizes [aria-current]").get_text() == "100"


def test_strategies_have_one_address(client: FlaskClient) -> None:
    response = client.get("/points/strategies?province=น่าน")
    assert response.status_code == 308
    assert response.headers["Location"].endswith("/strategies?province=%E0%B8%99%E0%B9%88%E0%B8%B2%E0%B8%99")


@pytest.mark.parametrize("section", LISTED)
def test_every_section_has_a_page(client: FlaskClient, section: str) -> None:
    page = get(client, "/strategies" if section == "strategies" else f"/points/{section}")
    assert len(page.select(".tabs a")) == len(LISTED)
    assert texts(page, ".tabs [aria-current]")[0].startswith(SECTION[section].short)


# People


def test_people_are_found_and_opened(client: FlaskClient) -> None:
    page = get(client, "/people?q=แก้ว")
    (name,) = page.select(".person h3 a")
    there = get(client, str(name["href"]))
    assert first(there, "h1").get_text() == name.get_text() == "นายแก้ว ใจดี"
    assert [tag["href"] for tag in there.select(".mentions a")] == ["/records/debt?from=/people/debt"]


def test_a_name_with_a_number_is_masked_and_not_found_by_it(client: FlaskClient) -> None:
    assert f"กลุ่ม {MASKED}" in texts(get(client, "/people?q=กลุ่ม"), ".person h3")
    right, wrong = (texts(get(client, f"/people?q=กลุ่ม 08-0000-{end}"), ".person h3") for end in ("1234", "9999"))
    assert right == wrong


def test_facets_of_people_promise_what_they_hold(client: FlaskClient) -> None:
    choices = get(client, "/people?q=ผู้เขียน").select(".facet .choice")
    assert choices
    for choice in choices:
        there = get(client, str(choice["href"]))
        assert total(there) == number(first(choice, ".count").get_text())


def test_a_search_for_a_name_keeps_the_filters(client: FlaskClient) -> None:
    page = get(client, "/people?province=แพร่")
    hidden = {str(tag["name"]): tag["value"] for tag in page.select(".find input[type=hidden]")}
    assert hidden == {"province": "แพร่"}


# Home


def test_a_card_of_many_topics_is_cut_and_leads_to_all(make_client: MakeClient) -> None:
    topics = tuple(f"หัวข้อที่ {number}" for number in range(30))
    client = make_client([officer_record("many", "ทุกเรื่อง", topics=topics)])
    (card,) = get(client, "/").select(".card")
    more = card.select("li a")[-1]
    assert (len(card.select("li")), more.get_text()) == (UNDER + 1, f"อีก {30 - UNDER} หัวข้อ ของ{OTHERS}")
    everything = get(client, str(more["href"]))
    assert texts(everything, "#topic-others") == texts(card, "h3") == [OTHERS]


def test_a_card_is_not_cut_for_one_line(make_client: MakeClient) -> None:
    topics = tuple(f"หัวข้อที่ {number}" for number in range(UNDER + 1))
    (card,) = get(make_client([officer_record("some", "เรื่อง", topics=topics)]), "/").select(".card")
    assert [text.split()[0] for text in texts(card, "li")] == ["หัวข้อที่"] * (UNDER + 1)


def test_a_broad_topic_has_a_card_for_itself_or_for_those_under_it(make_client: MakeClient) -> None:
    topics = load_lexicon().topics
    narrow = topics[1]
    broad = next(topic for topic in topics if not topic.parent and topic.label != narrow.parent)
    assert narrow.parent == topics[0].label
    client = make_client([officer_record("a", "เรื่องหนึ่ง", topics=(broad.label, narrow.label))])
    cards = [[link.find(string=True) for link in card.select("a")] for card in get(client, "/").select(".card")]
    assert cards == [[narrow.parent, narrow.label], [broad.label]]


def test_home_shows_what_most_officers_do(client: FlaskClient) -> None:
    page = get(client, "/")
    assert texts(page, "section[aria-labelledby=shared] .quote") == [MEETING]
    assert [one["records"] for one in get_json(client, "/api/v1/overview")["shared"]] == [2]


def test_the_twin_of_home_counts_the_same(client: FlaskClient) -> None:
    numbers = texts(get(client, "/"), ".numbers strong")
    said = get_json(client, "/api/v1/overview")
    assert numbers[:2] == [str(said["records"]), str(said["items"])]
    assert PHONE not in client.get("/api/v1/overview").text
