"""Storage: ``store`` (Markdown records and their originals), ``atomic_files`` (atomic, durable file operations)."""
