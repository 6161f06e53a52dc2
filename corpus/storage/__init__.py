"""The store: the folder of Markdown records and originals, and the atomic writes below it."""
