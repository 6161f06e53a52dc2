"""The corpus: records, and the folder of Markdown files that is their truth."""
