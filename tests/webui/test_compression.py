"""gzip compression of responses for clients that accept it."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from tests.factories import record
from tests.web import MakeClient


@pytest.fixture(scope="module")
def client(make_client: MakeClient) -> FlaskClient:
    return make_client([record("km1", "กลุ่มออมทรัพย์บ้านเหนือ", "ประชุมสมาชิกทุกเดือน " * 50)])


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/openapi.json", "/static/kmsearch.css", "/static/suggest.js", "/records/km1.md"]
)
def test_text_is_compressed_for_clients_that_accept_gzip(client: FlaskClient, path: str) -> None:
    with client.get(path) as plain, client.get(path, headers={"Accept-Encoding": "br, gzip"}) as packed:
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in packed.headers["Vary"]
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2


def test_other_clients_get_uncompressed_text(client: FlaskClient) -> None:
    plain = client.get("/", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in plain.headers
    assert "<html" in plain.text


def test_fonts_stay_as_they_are(client: FlaskClient) -> None:
    with client.get("/static/fonts/sarabun-thai-400.woff2", headers={"Accept-Encoding": "gzip"}) as font:
        assert "Content-Encoding" not in font.headers
        assert len(font.data) > 1000


def test_a_cached_file_is_not_sent_again(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    with client.get("/static/kmsearch.css", headers=headers) as first:
        tag = first.headers["ETag"]
    with client.get("/static/kmsearch.css", headers={**headers, "If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")
