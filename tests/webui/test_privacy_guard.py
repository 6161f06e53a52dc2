"""What the guard of the web UI masks, and the ids of records that it leaves readable."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from corpus.privacy.boundary import Boundary
from corpus.record import Record
from corpus.storage.store import Store
from webui.privacy_guard import PrivacyGuard, install

PHONE = "081-555-4321"


@pytest.mark.parametrize("id", [PHONE, f"{PHONE}-ก", f"ก-{PHONE}", f"ก-{PHONE}-ข"])
def test_a_number_that_is_part_of_the_id_of_a_record_stays(store: Store, id: str) -> None:
    guard = PrivacyGuard(Boundary(), store)
    assert guard.value(f"ดู /records/{id} ด้วย") != f"ดู /records/{id} ด้วย"
    store.put(Record(id, title="เรื่อง"))
    assert guard.value(f"ดู /records/{id} ด้วย") == f"ดู /records/{id} ด้วย"


@pytest.mark.parametrize(
    ("mimetype", "is_masked"), [("text/plain", True), ("application/json", True), ("image/png", False)]
)
def test_bodies_of_text_are_masked(store: Store, mimetype: str, is_masked: bool) -> None:
    app = Flask(__name__)
    install(app, Boundary(), store)
    app.add_url_rule("/x", view_func=lambda: Response(f"โทร {PHONE}", mimetype=mimetype))
    assert (PHONE not in app.test_client().get("/x").text) is is_masked
