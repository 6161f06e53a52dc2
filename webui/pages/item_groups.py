"""Item groups by section, ``/strategies`` and ``/items/<section>``, and the page of one group."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from corpus.fields import SECTION
from index.results import Request
from webui import browse_requests, search_params, urls
from webui.browse_requests import GROUPED_SECTIONS
from webui.services import services
from webui.view_models.document_refs import view_document
from webui.view_models.facets import view_facets
from webui.view_models.item_groups import count_places_and_years, view_item_groups
from webui.view_models.links import Link, make_chips
from webui.view_models.pagination import make_pager

blueprint = Blueprint("item_groups", __name__)


@blueprint.get("/strategies", defaults={"section": "strategies"})
@blueprint.get("/items/<section>")
def page(section: str) -> ResponseReturnValue:
    """The item groups of one section, with facets."""
    listed = browse_requests.read_item_groups_request(section)
    page_url = partial(urls.item_groups_url, section)
    if search_params.has_year_form(request.args):
        return redirect(f"{page_url(listed)}#facet-year")
    groups_page = services().list_item_groups(section, listed)
    item_search = _search_items(listed, section)
    return render_template(
        "item_groups.html",
        section=SECTION[section],
        sections=[
            Link(SECTION[name].short, urls.item_groups_url(name, search_params.turn_to(listed, 1)), name == section)
            for name in GROUPED_SECTIONS
        ],
        page=groups_page,
        groups=view_item_groups(groups_page.groups),
        facets=view_facets(listed, groups_page.facets, page_url),
        chips=make_chips(listed, groups_page.facets, page_url),
        unfiltered=page_url(search_params.drop_filters(listed)),
        pager=make_pager(listed, groups_page.page_count, page_url),
        hidden=search_params.list_parameters(item_search, urls.default_page_size()),
        item_search=urls.search_url(item_search),
        json_href=urls.json_url(page_url(listed)),
    )


@blueprint.get("/items/<section>/<id:record_id>/<int:number>")
def group(section: str, record_id: str, number: int) -> ResponseReturnValue:
    """The item group of an item, each member in its own words."""
    group_page = browse_requests.find_requested_group(section, record_id, number)
    listed, item_group = group_page.request, group_page.group
    page_url = partial(urls.item_group_url, section, record_id, number)
    return render_template(
        "item_group.html",
        section=Link(SECTION[section].label, urls.item_groups_url(section)),
        text=item_group.text,
        facts=(f"{item_group.record_count:,} บันทึก", *count_places_and_years(item_group)),
        members=[view_document(member, urls.record_url) for member in item_group.members],
        first_position=(listed.page - 1) * listed.size + 1,
        pager=make_pager(listed, group_page.page_count, page_url),
        json_href=urls.json_url(page_url(listed)),
    )


def _search_items(listed: Request, section: str) -> Request:
    """The search for the same items, one by one."""
    return urls.make_search(target="items", filters={**(listed.filters or {}), "section": (section,)})
