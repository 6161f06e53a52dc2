"""Browsing without a query: topics, item groups, people and offices, coverage, similar records."""
