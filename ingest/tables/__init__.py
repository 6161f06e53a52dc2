"""Tables of records (CSV, TSV, JSON lines): each row becomes a record, its columns mapped to fields by name.

- ``row_reader``: table formats by file suffix; reads a file row by row
- ``csv_table``, ``json_lines``: the two formats
- ``table_row``: one row as the file gives it
- ``column_names``: name of a column → field or section
- ``cell_values``: repair and conversion of values
- ``row_record``: one row → record
- ``table_records``: all rows → records with unique ids
"""
