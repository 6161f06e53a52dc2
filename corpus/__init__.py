"""Records: their fields and schema, formats and ids, and the store, a folder of Markdown files that is the truth."""
