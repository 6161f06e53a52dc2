"""Items: the lines of a section split into list items with their markers and levels."""
