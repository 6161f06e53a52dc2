"""PDF files.

- ``pdf_reader``: opens a file, reads its pages within limits
- ``page_text``: characters of a page → text runs
- ``scanned_pages``: pages that are pictures, read by OCR
"""
