"""kmsearch: knowledge-management search over Thai officers' records. This module imports nothing."""
