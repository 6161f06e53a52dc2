"""kmsearch: knowledge-management search over Thai officers' records. Imports nothing."""
