"""What templates are given: hits, facets, pagination, back links, with their addresses."""
