"""Items: the raw lines of a section marked (step_tables, list_markers, marked_lines), joined (raw_item), split
(list_splitter) and levelled (item_levels); item_builder runs these stages in order."""
