"""The sample corpus: invented records, as an office would have them on disk."""
