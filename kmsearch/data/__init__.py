"""Data the code reads: the lexicon and the places of Thailand."""
