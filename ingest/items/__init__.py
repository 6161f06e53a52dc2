"""Items of a section, built from its raw lines in stages that ``item_builder`` runs in order.

- ``step_tables``, ``list_markers``, ``marked_lines``: find the marker and the evidence of each line
- ``raw_item``: joins wrapped lines
- ``list_splitter``: splits flattened lists
- ``item_levels``: sets the levels of items and finds lead-ins
"""
