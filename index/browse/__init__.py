"""Pages without a query: topics, item groups, people, coverage, similar records."""
