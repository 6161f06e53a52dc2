"""Pictures of pages, read by OCR.

- ``image``: reads picture files
- ``tesseract``: runs Tesseract
- ``hocr``: output of Tesseract → rows of a page
"""
