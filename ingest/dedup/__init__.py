"""Deduplication of records: candidates, pairwise matching, merging, and re-ingestion of a known record."""
