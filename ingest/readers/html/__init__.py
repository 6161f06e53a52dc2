"""Web pages: events (tags, text) of the shown part of a page, written as lines.

- ``html_reader``: parses a page and walks its tree
- ``tag_stream``: the same events of a large page, without a tree
- ``site_chrome``: elements that are no part of the text
- ``line_writer``: events → lines
- ``mht``: saved pages (MHTML)
"""
