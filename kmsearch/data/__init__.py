"""Data files: the lexicon, the gazetteer (``places.yaml``), the confidence of field values, and word lists."""
