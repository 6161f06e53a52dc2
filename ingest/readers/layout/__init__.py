"""Page layout: text runs with positions (of a PDF or of OCR) made into lines.

- ``rows``: text runs → rows in reading order, columns one after the other
- ``running_heads``: running heads, feet and page numbers
- ``table_cells``: boxes, cells and labels broken over lines
- ``page_lines``: rows of pages → lines
- ``number_repair``: list numbers that OCR misread
"""
