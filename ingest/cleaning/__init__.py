"""Cleaning: the lines of a document repaired, and each line classified, before forms are looked for.

- ``cleaner``: lines → repaired lines without page breaks
- ``line_roles``: text, furniture, page number, contents, chrome, date or foot
- ``page_numbers``, ``contents``, ``paragraphs``, ``booklet_titles``: page numbers, contents, wrapping, titles
- ``table_head_rows``: head rows of tables of steps
- ``leaders``: dots of printed forms
- ``web_notes``, ``office_addresses``: lines that sites print around a post
"""
