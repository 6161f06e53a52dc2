"""Provinces and districts of Thailand: ``gazetteer`` (the list, spelling correction), ``matcher`` (names in text)."""
