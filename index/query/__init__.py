"""From query text to a page of results: parser, expansion, relaxation, execution, snippets."""
