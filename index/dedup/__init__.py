"""Near-duplicate items and records: ``signatures`` (weighted word sets), ``clustering`` (groups by similarity)."""
