"""Parts of a record, built from a raw record: fields with year and place, sections with items, and their evidence."""
