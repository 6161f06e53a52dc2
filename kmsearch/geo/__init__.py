"""Provinces and districts of Thailand: the gazetteer, and the matcher that finds them in a text."""
