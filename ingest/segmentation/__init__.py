"""Segmentation: a document cut into raw records, each with the lines of its fields and sections.

splitting          cuts lines before labels in their middle
headings           collects the evidence of each line and recognises headings
record_boundaries  finds lines that begin another record
segment_state      the records so far and where the next text goes
line_rules         decides, from evidence and state, what to do with a line
segmenter          runs the stages in order and carries out the decisions
field_collector    values of fields, with and without labels
record_assembly    covers, stories and leftovers moved between records
raw_record         the result
"""
