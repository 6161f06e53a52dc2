"""The corpus: model and schema of a record, file formats, ids, the store (one Markdown file a record) and privacy."""
