"""The store of Markdown records and originals, and the atomic file operations it uses."""
