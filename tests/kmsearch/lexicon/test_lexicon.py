"""The lexicon: the shipped file is valid, synonyms are symmetric, faults are reported with file and line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

import corpus.samples
from corpus.record import Record
from ingest.file_reader import read_file
from kmsearch.errors import ConfigError
from kmsearch.lexicon.loader import load_lexicon
from kmsearch.lexicon.model import Lexicon, Topic
from kmsearch.thai.normalise import fold

TOO_MANY = 0.6
"""Share of the sample records above which a topic does not discriminate; the widest has 0.45."""

SAMPLE = """
words: [นวัตวิถีใหม่]
synonyms:
  - [OTOP, โอทอป, หนึ่งตำบล หนึ่งผลิตภัณฑ์]
  - [โอทอป, สินค้าชุมชน]
topics:
  เศรษฐกิจ:
    words: [รายได้]
    under:
      การตลาด: [ตลาด, 'OTOP']
      ทุน:
        under:
          หนี้: [หนี้, โคก หนอง นา]
  สังคม: [เครือข่าย]
"""


@pytest.fixture(scope="module")
def shipped() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def samples() -> list[Record]:
    folder = Path(corpus.samples.__file__).parent
    files = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".html"))
    return [record for path in files for record in read_file(path).records]


def lexicon(folder: Path, text: str) -> Lexicon:
    path = folder / "คลังคำ.yaml"
    path.write_text(text, "utf-8")
    return load_lexicon(path)


def terms(words: Lexicon, phrase: str) -> tuple[str, ...]:
    return tuple(term.text for term in words.analyzer.words(phrase))


def knowledge(record: Record) -> str:
    texts = [
        item.text
        for name in ("knowledge_assets", "core_knowledge", "strategies")
        for item in record.section(name).items
    ]
    return "\n".join([record.title, record.category, *texts])


def test_the_shipped_lexicon_is_valid(shipped: Lexicon) -> None:
    labels = [topic.label for topic in shipped.topics]
    assert len(labels) == len(set(labels)) > 20
    assert all(topic.words for topic in shipped.topics)
    assert {topic.parent for topic in shipped.topics} <= {"", *labels}
    assert all(len(group) > 1 for group in shipped.synonyms)
    assert not [word for topic in shipped.topics for word in topic.words if len(fold(word).strip(".")) < 3]


def test_evidence_of_a_topic_includes_words_of_its_descendants() -> None:
    debt = Topic("หนี้สิน", ("หนี้", "เงินกู้"), "เงินทอง")
    words = Lexicon(topics=(Topic("เงินทอง", ("การเงิน",)), debt), synonyms=(), words=())
    assert words.words_showing("เงินทอง", "ปลดหนี้ทั้งตำบล") == ("หนี้",)
    assert words.words_showing("หนี้สิน", "การเงินของกลุ่ม") == ()


def test_own_words_are_single_terms(shipped: Lexicon) -> None:
    cut = {word: terms(shipped, word) for word in shipped.words}
    assert cut
    assert {word: found for word, found in cut.items() if found != (word.replace(".", ""),)} == {}


def test_every_sample_has_a_topic_and_every_topic_a_few_samples(shipped: Lexicon, samples: list[Record]) -> None:
    topics = {record.title: shipped.topics_of(knowledge(record)) for record in samples}
    assert len(topics) > len(shipped.topics)
    assert [title for title, found in topics.items() if not found] == []
    counts = Counter(label for found in topics.values() for label in found)
    assert [label for label, count in counts.items() if count > TOO_MANY * len(topics)] == []
    assert [topic.label for topic in shipped.topics if topic.label not in counts] == []


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("เบาหวาน", "สุขภาพและสาธารณสุข"),
        ("อสม.", "สุขภาพและสาธารณสุข"),
        ("ปุ๋ยหมัก", "เกษตรอินทรีย์และดินปุ๋ย"),
        ("โคขุน", "ปศุสัตว์"),
        ("ปูไข่", "ประมงและชายฝั่ง"),
        ("แท็บเล็ต", "เด็กและการศึกษา"),
        ("ศูนย์ดำรงธรรม", "การบริการประชาชน"),
        ("e-bidding", "พัสดุและจัดซื้อจัดจ้าง"),
        ("ไกล่เกลี่ย", "ความขัดแย้งและการไกล่เกลี่ย"),
        ("กข.คจ.", "กองทุนหมู่บ้านและ กข.คจ."),
        ("จปฐ.", "ข้อมูลและ จปฐ."),
        ("บรรจุภัณฑ์", "OTOP และผลิตภัณฑ์ชุมชน"),
    ],
)
def test_samples_have_their_topic(shipped: Lexicon, samples: list[Record], title: str, topic: str) -> None:
    about = [record for record in samples if title in record.title]
    assert about
    assert all(topic in shipped.topics_of(knowledge(record)) for record in about)


OTOP = ("โอทอป", "OTOP", "โอท็อป", "โอท๊อป", "หนึ่งตำบลหนึ่งผลิตภัณฑ์", "หนึ่งตำบล หนึ่งผลิตภัณฑ์")


@pytest.mark.parametrize("synonym", OTOP)
def test_otop_by_any_name(shipped: Lexicon, synonym: str) -> None:
    others = shipped.synonyms_of(terms(shipped, synonym))
    assert {*others, terms(shipped, synonym)} == {terms(shipped, name) for name in OTOP}


def test_synonyms_are_symmetric(shipped: Lexicon, tmp_path: Path) -> None:
    for words in (shipped, lexicon(tmp_path, SAMPLE)):
        phrases = {terms(words, phrase) for group in words.synonyms for phrase in group}
        pairs = {(phrase, other) for phrase in phrases for other in words.synonyms_of(phrase)}
        assert pairs
        assert pairs == {(other, phrase) for phrase, other in pairs}
        assert not [phrase for phrase, other in pairs if phrase == other]
        assert max(map(len, phrases)) == words.longest_phrase


def test_a_phrase_of_two_groups_has_the_synonyms_of_both(tmp_path: Path) -> None:
    words = lexicon(tmp_path, SAMPLE)
    assert words.synonyms_of(("โอทอป",)) == (("otop",), ("หนึ่ง", "ตำบล", "หนึ่ง", "ผลิตภัณฑ์"), ("สินค้าชุมชน",))
    assert words.synonyms_of(("สินค้าชุมชน",)) == (("โอทอป",),)
    assert words.synonyms_of(("ตลาด",)) == ()
    assert words.synonyms_of(()) == ()


def test_topics_include_their_ancestors_in_file_order(tmp_path: Path) -> None:
    words = lexicon(tmp_path, SAMPLE)
    assert [topic.label for topic in words.topics] == ["เศรษฐกิจ", "การตลาด", "ทุน", "หนี้", "สังคม"]
    assert words.topics_of("เครือข่ายแก้หนี้") == ("เศรษฐกิจ", "ทุน", "หนี้", "สังคม")
    assert words.topics_of("สินค้า otop") == ("เศรษฐกิจ", "การตลาด")
    assert words.topics_of("ทำโคก  หนอง\nนา") == ("เศรษฐกิจ", "ทุน", "หนี้")
    assert words.topics_of("อื่น ๆ") == words.topics_of("") == ()


def test_an_empty_file_is_an_empty_lexicon(tmp_path: Path) -> None:
    for text in ("", "# ว่าง", "words:\nsynonyms:\ntopics:\n"):
        words = lexicon(tmp_path, text)
        assert (words.topics, words.synonyms, words.words, words.longest_phrase) == ((), (), (), 0)
        assert words.topics_of("ตลาด") == ()


def test_the_fingerprint_follows_the_content(tmp_path: Path) -> None:
    edits = [
        ("# จบ", ""),
        ("นวัตวิถีใหม่", "นวัตวิถีเก่า"),
        ("สินค้าชุมชน", "ของดีชุมชน"),
        ("[รายได้]", "[รายได้, กำไร]"),
        ("สังคม:", "ชุมชน:"),
    ]
    prints = [lexicon(tmp_path, (SAMPLE + "# จบ").replace(*edit)).fingerprint for edit in edits]
    assert lexicon(tmp_path, SAMPLE).fingerprint == prints[0]
    assert len(set(prints)) == len(prints)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        *("[1, 2]", "ตลาด", "5", "topics: [ตลาด]", "topics: ตลาด", "words: ตลาด", "words: {ก: ข}", "synonyms: {ก: ข}"),
        *("synonyms: [ตลาด, การตลาด]", "synonyms: [null]", "synonyms: [[ตลาด, null]]", "words: [null]", "words: [5]"),
        *("words: [no]", "words: ['']", "words: [' ']", "words: ['\u200b']", "words: [[ก]]", "words: [2020-01-01]"),
        *("topics: {ตลาด: null}", "topics: {ตลาด: {}}", "topics: {ตลาด: 5}", "topics: {5: [ก]}", "topics: {ตลาด: [5]}"),
        *("topics: {null: [ก]}", "topics: {ตลาด: {words: ก}}", "topics: {ตลาด: {word: [ก]}}", "topic: {ตลาด: [ก]}"),
        *("topics: {ตลาด: {under: [ก]}}", "topics: {ก: {under: {ก: [ข]}}}", "topics: &a {ก: {under: *a}}"),
        *("words: [ก", "words: *ก", "a: b: c", "\t- ก", "--- 1\n--- 2", "words: !!int ก", "words: 2020-99-99"),
        *("words: !!timestamp x", "words: !!bool x", "? [ก]\n: ข", "words: !!python/name:os.system ''", "[" * 3000),
        *("\x00", "topics: {ตลาด: {words: null}}"),
    ],
)
def test_a_fault_names_the_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        lexicon(tmp_path, text)
    assert caught.value.place.startswith(str(tmp_path / "คลังคำ.yaml"))
    assert "คลังคำ" in caught.value.cause
    assert caught.value.cure


def test_a_fault_of_yaml_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        lexicon(tmp_path, "words:\n  - ตลาด\nsynonyms: [ก\n")
    assert caught.value.line in (3, 4)


@pytest.mark.parametrize("content", [b"words: [\xa1\xa2]", None])
def test_an_unreadable_file_is_a_config_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.yaml"
    if content:
        path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_lexicon(path)
    assert caught.value.place == str(path)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=4)
labels = st.sampled_from(["topics", "synonyms", "words", "under", "ตลาด", "หนี้", ""])
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(labels | scalars, inner, max_size=4),
    max_leaves=12,
)
phrases = st.lists(st.text("กขตลาดหนี้่ ,.A", min_size=1, max_size=6), max_size=3)
nearly = st.fixed_dictionaries(
    {},
    optional={
        "words": phrases | anything,
        "synonyms": st.lists(phrases, max_size=3) | anything,
        "topics": st.dictionaries(labels, phrases | st.fixed_dictionaries({"words": phrases}) | anything, max_size=3),
    },
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(nearly | anything)
@example({"words": ["ก"], "topics": {"ตลาด": ["ตลาด"]}})
def test_any_yaml_gives_a_lexicon_or_a_config_error(content: object) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "own.yaml")
        path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
        try:
            words = load_lexicon(path)
        except ConfigError as error:
            assert error.file == str(path)
            return
    assert all(word.strip() for topic in words.topics for word in topic.words)
    assert set(words.topics_of("ตลาด หนี้")) <= {topic.label for topic in words.topics}


@settings(max_examples=100, deadline=None)
@given(st.text("wordstpics:[]{}-&*!#|>%@'\" \nก,0", max_size=30))
def test_any_text_gives_a_lexicon_or_a_config_error(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "own.yaml")
        path.write_text(text, "utf-8")
        try:
            assert load_lexicon(path).topics is not None
        except ConfigError as error:
            assert error.file == str(path)
