"""Queries: from the text that a user typed to a page of results.

``parser`` parses the text (``expansion``: compounds, synonyms, notations of a year). ``planning`` checks the request
and decides the tiers of its query, in pure functions. ``matching`` runs the tiers (``binding`` rewrites clauses that no
engine answers) and relaxed readings of the text. ``execution`` filters, ranks (``ranking``), collapses and counts
facets. ``result_page`` adds ``snippets`` (``highlighter``), notes and ways out of an empty result (``zero_results``).
"""
