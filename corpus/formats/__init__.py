"""Serialisation of a record: Markdown with front matter, JSON lines, spreadsheet rows."""
