"""Word files (.docx).

- ``docx_reader``: body → lines
- ``package``: parts of the zip package (also used for .pptx)
- ``styles``: resolved styles of paragraphs
- ``numbering``: computed list numbers
- ``symbols``: characters of symbol fonts
"""
