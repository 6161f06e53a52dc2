"""Reader of page images, by OCR."""
