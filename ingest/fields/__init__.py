"""Field values: their shapes and boundaries, parsers, validators, and the confidence of values read by OCR."""
