"""Segmentation: a document cut into raw records, each with the lines of its fields and sections.

splitting          lines cut before the labels that stand in their middle
headings           the evidence of each line, and what headings it makes of it
record_boundaries  lines that begin another record
segment_state      the records so far and where the next text goes
line_rules         decide what a line is in this state
segmenter          the stages in order; carries out what the rules decide
field_collector    values of fields, with and without labels
record_assembly    covers, stories and leftovers moved between records
raw_record         the result
"""
