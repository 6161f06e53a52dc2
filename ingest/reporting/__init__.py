"""What people are told of an ingest: run report, JSON of ``kmsearch extract``, explanation of lines, review queue."""
