"""Reading and writing a record: Markdown with front matter, JSON lines, spreadsheet rows."""
