"""Browse pages and their JSON answers: content, links and the counts that links promise."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.fields import FORM_LABELS, SECTION
from index.browse.coverage import OTHER_TOPICS
from kmsearch.lexicon.loader import load_lexicon
from tests.factories import officer_record
from tests.web import MakeClient, facet, first, get, get_json, number, texts, total
from webui.browse_params import LIST_SIZE
from webui.browse_requests import GROUPED_SECTIONS
from webui.pages.home import MAX_CARD_TOPICS

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
    "/items/cautions",
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


@pytest.mark.parametrize("url", [url for url in PAGES if "items" in url or "strategies" in url or "หนี้สิน" in url])
def test_anchors_of_records_exist(client: FlaskClient, url: str) -> None:
    links = get(client, url).select("main a[href*='/records/'][href*='#']")[:5]
    assert links
    for tag in links:
        address, _, anchor = str(tag["href"]).partition("#")
        assert get(client, address).find(id=anchor), tag


@pytest.mark.parametrize("url", PAGES)
def test_scripts_are_escaped_and_phone_numbers_masked(client: FlaskClient, url: str) -> None:
    for address in (url, str(first(get(client, url), ".foot a")["href"])):
        text = client.get(address).text
        assert PHONE not in text
        assert address.startswith("/api") or SCRIPT not in text


@pytest.mark.parametrize("url", PAGES)
def test_every_page_links_to_its_json_answer(client: FlaskClient, url: str) -> None:
    json_url = str(first(get(client, url), ".foot a")["href"])
    assert json_url.startswith("/api/v1/")
    assert isinstance(get_json(client, json_url), dict)


def test_the_json_answer_is_linked_below_the_root_of_the_application(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/people?sort=name", environ_overrides={"SCRIPT_NAME": "/km"}).text, "html.parser")
    assert first(page, ".foot a")["href"] == "/km/api/v1/people?sort=name"


@pytest.mark.parametrize("url", PAGES)
def test_a_page_has_one_heading_a_language_and_a_title(client: FlaskClient, url: str) -> None:
    page = get(client, url)
    assert len(page.select("h1")) == 1
    assert first(page, "html")["lang"] == "th"
    assert first(page, "title").get_text() != "คลังองค์ความรู้"
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("url", ["/topics", "/strategies", "/people", "/coverage"])
def test_the_menu_marks_the_current_page(client: FlaskClient, url: str) -> None:
    current = get(client, url).select(".top-nav [aria-current=page]")
    assert [tag["href"] for tag in current] == [url]


@pytest.mark.parametrize(
    ("url", "page", "mark"),
    [
        ("/topics/หนี้สิน", "/topics", "true"),
        ("/items/cautions", "/strategies", "true"),
        ("/items/strategies/debt/1", "/strategies", "true"),
        ("/strategies?province=แพร่", "/strategies", "page"),
        ("/offices", "/people", "true"),
        ("/people/debt", "/people", "true"),
        ("/records/debt", "/search", "true"),
        ("/search", "/search", "page"),
        ("/search?province=แพร่", "/search", "true"),
        ("/help", "/help", "page"),
    ],
)
def test_the_menu_marks_the_page_above_the_current_one(client: FlaskClient, url: str, page: str, mark: str) -> None:
    current = get(client, url).select(".top-nav [aria-current]")
    assert [(tag["href"], tag["aria-current"]) for tag in current] == [(page, mark)]


@pytest.mark.parametrize("url", ["/", "/search?q=หนี้"])
def test_the_menu_marks_nothing_on_home_and_results(client: FlaskClient, url: str) -> None:
    assert not get(client, url).select(".top-nav [aria-current]")


@pytest.mark.parametrize(
    "url",
    [
        *("/", "/search?q=temple", "/search?q=temple&in=items", "/strategies?size=100", "/people?q=jane"),
        *("/people/english", "/offices?q=undp", "/offices/english", "/topics", "/topics/Saving"),
        *("/topics/Saving?section=records", "/records/english", "/items/strategies/english/1", "/api/docs"),
    ],
)
def test_english_text_has_the_language_attribute(client: FlaskClient, url: str) -> None:
    """The examples of the API description mix Thai and English and are not marked."""
    texts = [text for text in first(get(client, url), "main").find_all(string=True) if not text.find_parent("pre")]
    english = [text for text in texts if re.search("[A-Za-z]{2}", text) and not re.search("[ก-๛]", text)]
    assert english
    assert [text for text in english if not text.find_parent(attrs={"lang": "en"})] == []


@pytest.mark.slow
def test_thai_text_has_no_language_attribute(client: FlaskClient) -> None:
    pages = [get(client, url) for url in ("/", "/records/english", "/topics/หนี้สิน")]
    marked = [text for page in pages for text in texts(page, "[lang=en]")]
    assert ENGLISH in marked
    assert [text for text in marked if re.search("[ก-๛]", text)] == []


def test_every_page_has_its_own_title(client: FlaskClient) -> None:
    urls = (
        *("/topics/หนี้สิน", "/topics/หนี้สิน?section=records", "/topics/หนี้สิน?section=records&page=2", "/topics"),
        *("/people", "/people?page=2", "/people?province=แพร่", "/people?q=แก้ว", "/people?sort=name&letter=ก"),
        *("/offices", "/people/debt", "/offices/debt", "/records/debt"),
    )
    titles = [first(get(client, url), "title").get_text() for url in urls]
    assert len(set(titles)) == len(urls), titles
    assert "หน้า 2" in titles[2]
    assert "จังหวัด: แพร่" in titles[6]


def test_pages_of_an_empty_corpus_are_rendered(make_client: MakeClient) -> None:
    client = make_client([])
    for url in ("/topics", "/topics/หนี้สิน", "/strategies", "/people", "/offices", "/coverage", "/coverage?by=year"):
        get(client, url)


def test_phone_numbers_are_shown_if_the_setting_allows_it(make_client: MakeClient) -> None:
    client = make_client(RECORDS, show_phone=True)
    for url in ("/people?q=กลุ่ม", "/people/phone", "/strategies?size=100", "/api/v1/offices"):
        assert PHONE in client.get(url).text, url


# Topics


@pytest.mark.slow
def test_counts_in_the_topic_tree_are_those_of_the_topic_pages(client: FlaskClient) -> None:
    page = get(client, "/topics")
    lines = [line for line in page.select(".topic-cards h2, .topic-line") if line.a]
    assert len(lines) > 30
    for line in lines:
        there = get(client, str(first(line, "a")["href"]))
        records = first(there, ".looks a")
        assert number(records.get_text()) == number(first(line, ".count").get_text())
        assert total(get(client, str(records["href"]))) == number(records.get_text())


def test_counts_on_tabs_are_those_of_their_lists(client: FlaskClient) -> None:
    page = get(client, "/topics/หนี้สิน")
    assert texts(page, ".tabs a") == ["กลยุทธ์ 4 รายการ", "ข้อพึงระวัง 3 รายการ", "บันทึก 3 รายการ"]
    assert texts(page, ".tabs [aria-current]") == ["กลยุทธ์ 4 รายการ"]
    tabs = page.select(".tabs a")
    assert tabs
    for tab in tabs:
        there = get(client, str(tab["href"]))
        listed_count = len(there.select(".item-group > ul > li, .item-group > .collapsed, .topic-records > li"))
        assert listed_count == number(first(tab, ".count").get_text())


def test_records_of_a_topic_show_the_words_that_decide_it(client: FlaskClient) -> None:
    why = texts(get(client, "/topics/หนี้สิน?section=records"), ".why")
    assert "พบ “หนี้” ในชื่อเรื่อง" in why
    assert "บันทึกระบุหัวข้อนี้ไว้เอง" in why


def test_a_word_of_a_narrower_topic_names_that_topic(client: FlaskClient) -> None:
    why = texts(get(client, "/topics/ทุนและการเงินชุมชน?section=records"), ".why")
    assert "พบ “หนี้” ในชื่อเรื่อง ผ่านหัวข้อย่อย หนี้สิน" in why
    assert not [line for line in texts(get(client, "/topics/หนี้สิน?section=records"), ".why") if "ผ่านหัวข้อย่อย" in line]


def test_a_topic_links_to_its_children_and_ancestors(client: FlaskClient) -> None:
    below = get(client, "/topics/ทุนและการเงินชุมชน").select(".tags-big a")
    assert "หนี้สิน" in [tag.get_text().split()[0] for tag in below]
    assert texts(get(client, "/topics/หนี้สิน"), ".trail a") == ["หัวข้อ", "ทุนและการเงินชุมชน"]


def test_a_topic_in_json_has_the_list_of_the_tab(client: FlaskClient) -> None:
    answer = get_json(client, "/api/v1/topics/หนี้สิน?section=cautions")
    groups = answer["item_groups"]
    assert (answer["label"], answer["tab"], groups["section"], groups["total"]) == (
        "หนี้สิน",
        "cautions",
        "cautions",
        3,
    )
    answer = get_json(client, "/api/v1/topics/หนี้สิน?section=records")
    assert {record["id"] for record in answer["records"]["records"]} == {"debt", "loan", "script"}


@pytest.mark.parametrize("tab", ["strategies", "records"])
def test_facets_of_a_topic_filter_its_list(client: FlaskClient, tab: str) -> None:
    page = get(client, f"/topics/หนี้สิน?section={tab}")
    names = [str(heading["id"]) for heading in page.select(".facet h3")]
    assert "facet-province" in names and "facet-year" in names and "facet-topics" not in names
    (choice,) = [value for value in page.select(".facet .choice") if "แพร่" in value.get_text()]
    narrowed = get(client, str(choice["href"]))
    assert first(narrowed, "h1").get_text() == "หนี้สิน"
    assert first(narrowed, ".tabs [aria-current]").get_text() == first(page, ".tabs [aria-current]").get_text().replace(
        texts(page, ".tabs [aria-current] .count")[0], texts(narrowed, ".tabs [aria-current] .count")[0]
    )
    assert texts(narrowed, ".chip") == ["เอาออก จังหวัด: แพร่×"]
    answer = get_json(client, f"/api/v1/topics/หนี้สิน?section={tab}&province=แพร่")
    assert (answer["filters"], answer["matching_record_count"]) == ({"province": ["แพร่"]}, 1)
    listed = answer["records"]["records"] if tab == "records" else answer["item_groups"]["groups"]
    assert len(listed) == len(narrowed.select(".topic-records > li, .item-group ul a.quote, .item-group .collapsed"))


def test_filters_of_a_topic_are_kept_in_its_links(client: FlaskClient) -> None:
    page = get(client, "/topics/ทุนและการเงินชุมชน?province=แพร่")
    (below,) = [tag for tag in page.select(".tags-big a") if "หนี้สิน" in tag.get_text()]
    assert not below.select(".count")
    there = get(client, str(below["href"]))
    assert texts(there, ".chip") == ["เอาออก จังหวัด: แพร่×"]
    assert texts(there, ".looks a")[0] == "1 บันทึก"
    assert total(get(client, str(there.select(".looks a")[0]["href"]))) == 1
    assert texts(get(client, str(there.select(".looks a")[1]["href"])), ".person h3") == ["นางผู้เขียน loan"]
    assert texts(get(client, str(there.select(".trail a")[1]["href"])), ".chip") == ["เอาออก จังหวัด: แพร่×"]


def test_counts_on_tabs_respect_the_filters(client: FlaskClient) -> None:
    page = get(client, "/topics/หนี้สิน?province=แพร่")
    tabs = page.select(".tabs a")
    assert tabs
    for tab in tabs:
        there = get(client, str(tab["href"]))
        assert len(there.select(".topic-records > li, .item-group ul a.quote, .item-group .collapsed")) == number(
            tab.get_text()
        )
    assert "ไม่มีรายการตามที่เลือก" in get(client, "/topics/หนี้สิน?province=น่าน&year=2400").get_text()


# Item groups


def test_items_of_several_records_that_say_the_same_are_one_group(client: FlaskClient) -> None:
    group = first(get(client, "/strategies"), ".item-group")
    assert first(group, ".quote").get_text() == MEETING
    assert first(group, "summary").get_text() == "2 บันทึก · 2 จังหวัด · พ.ศ.\N{NO-BREAK SPACE}2558–2562"
    assert texts(group, ".documents .member-text") == [f"{MEETING} ทั้งตำบล", MEETING]
    assert [(tag["href"], tag.get_text()) for tag in group.select(".documents a")] == [
        ("/records/loan?from=/strategies#strategies-2", "คุยกับเจ้าหนี้"),
        ("/records/debt?from=/strategies#strategies-2", "ปลดหนี้ทั้งตำบล"),
    ]


def test_an_item_group_has_a_page_with_the_text_of_each_member(client: FlaskClient) -> None:
    group = first(get(client, "/strategies"), ".item-group")
    (link,) = group.select("a.onward")
    page = get(client, str(link["href"]))
    assert first(page, "h1").get_text() == MEETING
    assert texts(page, ".item-group .quote") == [f"{MEETING} ทั้งตำบล", MEETING]
    assert texts(page, ".item-group a") == ["คุยกับเจ้าหนี้", "ปลดหนี้ทั้งตำบล"]
    answer = get_json(client, f"/api/v1{link['href']}")
    assert [member["text"] for member in answer["group"]["members"]] == [f"{MEETING} ทั้งตำบล", MEETING]
    for missing in ("/items/strategies/loan/99", "/items/strategies/nobody/1", "/items/nothing/loan/1"):
        assert client.get(missing).status_code == client.get(f"/api/v1{missing}").status_code == 404


def test_a_filtered_item_group_links_to_the_whole_group(client: FlaskClient) -> None:
    page = get(client, "/strategies?province=แพร่")
    (link,) = page.select(".unfiltered")
    assert link.get_text() == "ทั้งคลัง 2 บันทึก"
    assert texts(get(client, str(link["href"])), ".item-group .quote") == [f"{MEETING} ทั้งตำบล", MEETING]


@pytest.mark.parametrize("url", ["/search?form=A", "/strategies?form=A"])
def test_forms_have_readable_labels(make_client: MakeClient, url: str) -> None:
    client = make_client([officer_record("form", "ทำแบบฟอร์ม", "กรอกให้ครบ", form="A")])
    page = get(client, url)
    assert texts(page, ".chip") == [f"เอาออก แบบฟอร์ม: {FORM_LABELS['A']}×"]
    assert first(facet(page, "form"), ".choice-label").find(string=True) == FORM_LABELS["A"]


def test_facet_counts_of_strategies_are_those_of_the_filtered_lists(client: FlaskClient) -> None:
    page = get(client, "/strategies?province=น่าน")
    choices = page.select(".facet .choice:not([aria-current])")
    assert len(choices) > 5
    for choice in choices:
        there = get(client, str(choice["href"]))
        if "province" not in str(first(choice.find_parent("section"), "h3")["id"]):  # type: ignore[arg-type]
            assert total(there) == number(first(choice, ".count").get_text()), choice["href"]


def test_pages_of_a_list_hold_every_item_group_once(client: FlaskClient) -> None:
    page, group_count = get(client, "/strategies"), 0
    whole = get_json(client, "/api/v1/strategies?size=100")
    assert whole["total"] == len(whole["groups"]) > LIST_SIZE
    while True:
        group_count += len(page.select(".item-group > ul > li, .item-group > .collapsed"))
        after = page.select_one("a[rel=next]")
        if after is None:
            break
        page = get(client, str(after["href"]))
    assert group_count == whole["total"]


@pytest.mark.parametrize("path", ["/strategies", "/people", "/search", "/topics/หนี้สิน?section=records&size=1"])
def test_a_larger_page_size_can_be_chosen(client: FlaskClient, path: str) -> None:
    page = get(client, path)
    assert [tag.get_text() for tag in page.select(".sizes a")][-2:] == ["50", "100"]
    more = get(client, str(page.select(".sizes a")[-1]["href"]))
    assert len(more.select(".hit, .item-group, .person, .topic-records > li")) > len(
        page.select(".hit, .item-group, .person, .topic-records > li")
    )
    assert not more.select(".pages")
    assert first(more, ".sizes [aria-current]").get_text() == "100"


def test_strategies_have_one_url(client: FlaskClient) -> None:
    response = client.get("/items/strategies?province=น่าน")
    assert response.status_code == 308
    assert response.headers["Location"].endswith("/strategies?province=%E0%B8%99%E0%B9%88%E0%B8%B2%E0%B8%99")


@pytest.mark.parametrize("section", GROUPED_SECTIONS)
def test_every_section_has_a_page(client: FlaskClient, section: str) -> None:
    page = get(client, "/strategies" if section == "strategies" else f"/items/{section}")
    assert len(page.select(".tabs a")) == len(GROUPED_SECTIONS)
    assert texts(page, ".tabs [aria-current]")[0].startswith(SECTION[section].short)


# People


def test_a_search_for_a_name_leads_to_the_profile(client: FlaskClient) -> None:
    page = get(client, "/people?q=แก้ว")
    (name,) = page.select(".person h3 a")
    there = get(client, str(name["href"]))
    assert first(there, "h1").get_text() == name.get_text() == "นายแก้ว ใจดี"
    assert [tag["href"] for tag in there.select(".documents a")] == ["/records/debt?from=/people/debt"]


def test_a_phone_number_in_a_name_is_masked_and_not_searchable(client: FlaskClient) -> None:
    assert f"กลุ่ม {MASKED}" in texts(get(client, "/people?q=กลุ่ม"), ".person h3")
    right, wrong = (texts(get(client, f"/people?q=กลุ่ม 08-0000-{end}"), ".person h3") for end in ("1234", "9999"))
    assert right == wrong


def test_facet_counts_of_people_are_those_of_the_filtered_lists(client: FlaskClient) -> None:
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


def test_a_card_with_many_topics_links_to_all(make_client: MakeClient) -> None:
    topics = tuple(f"หัวข้อที่ {number}" for number in range(30))
    client = make_client([officer_record("many", "ทุกเรื่อง", topics=topics)])
    (card,) = get(client, "/").select(".card")
    more = card.select("li a")[-1]
    assert (len(card.select("li")), more.get_text()) == (
        MAX_CARD_TOPICS + 1,
        f"อีก {30 - MAX_CARD_TOPICS} หัวข้อ ของ{OTHER_TOPICS}",
    )
    everything = get(client, str(more["href"]))
    assert texts(everything, "#topic-others") == texts(card, "h3") == [OTHER_TOPICS]


def test_a_card_is_not_shortened_by_a_single_topic(make_client: MakeClient) -> None:
    topics = tuple(f"หัวข้อที่ {number}" for number in range(MAX_CARD_TOPICS + 1))
    (card,) = get(make_client([officer_record("some", "เรื่อง", topics=topics)]), "/").select(".card")
    assert [text.split()[0] for text in texts(card, "li")] == ["หัวข้อที่"] * (MAX_CARD_TOPICS + 1)


def test_a_topic_card_heads_the_topics_below_it(make_client: MakeClient) -> None:
    topics = load_lexicon().topics
    narrow = topics[1]
    broad = next(topic for topic in topics if not topic.parent and topic.label != narrow.parent)
    assert narrow.parent == topics[0].label
    client = make_client([officer_record("a", "เรื่องหนึ่ง", topics=(broad.label, narrow.label))])
    cards = [[link.find(string=True) for link in card.select("a")] for card in get(client, "/").select(".card")]
    assert cards == [[narrow.parent, narrow.label], [broad.label]]


def test_home_shows_the_most_common_strategies(client: FlaskClient) -> None:
    page = get(client, "/")
    assert texts(page, "section[aria-labelledby=strategies] .quote") == [MEETING]
    assert [group["record_count"] for group in get_json(client, "/api/v1/overview")["strategies"]] == [2]


def test_the_json_answer_of_home_has_the_same_counts(client: FlaskClient) -> None:
    numbers = texts(get(client, "/"), ".numbers strong")
    answer = get_json(client, "/api/v1/overview")
    assert numbers[:2] == [str(answer["record_count"]), str(answer["item_count"])]
    assert PHONE not in client.get("/api/v1/overview").text
