"""Near-duplicate items and records: signatures and their clusters."""
