"""Vocabulary of document processing: word lists, one TOML file per kind of word, and the patterns made of them.

    addresses        addresses of offices at the foot of pages
    columns          names of columns of tables of records
    dates            words around dates and years
    labels           words of labels inside values
    lists            words that count or announce items
    offices          how names of offices begin, kinds of offices
    page_furniture   page numbers, tables of contents, numbers of papers
    places           words of places
    positions        positions and levels of the civil service
    prose            function words that mark running text
    site_classes     ids and classes of site chrome
    tables           columns of tables of steps
    titles           labels and series in titles, styles of titles
    web_notes        phrases that web systems print around a post
    web_posts        ends of posts in lines that run on

Titles of persons are in ``kmsearch/data/person_titles.toml``. ``kmsearch.word_lists`` describes the notation. Each list
says in a comment how it was chosen. Regular expressions in
the code hold structure only (digits, brackets, anchors) and take their words from here.
"""

from __future__ import annotations

from kmsearch import word_lists


def words(file: str, key: str) -> tuple[str, ...]:
    """The words under ``key`` of ``file``.toml as they are written, in their order: for lists of plain text."""
    return tuple(str(word) for word in word_lists.word_list(__name__, file, key))


def alternation(file: str, *keys: str) -> str:
    """A regular expression that matches any word under the ``keys`` of ``file``.toml, the longest tried first.

    It is one non-capturing group, so that it can be part of a larger expression.
    """
    return word_lists.alternation(word for key in keys for word in word_lists.word_list(__name__, file, key))
