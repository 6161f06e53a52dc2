"""Structured records: rows of CSV and JSON lines, mapped to fields by the names of their columns."""
