"""Page layout: rows of text with positions, made into lines."""
