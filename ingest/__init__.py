"""From files to records.

- ``pipeline``: plans a run; ``workers``: reads in parallel; ``file_reader``: one file → records
- ``archive``: zip archives → files; ``input_file``: a file to read, and its result
- ``readers``: bytes → ``document``; ``cleaning``, ``forms``, ``segmentation``, ``fields``, ``items``, ``building`` and
  ``record_builder``: document → records; ``tables``: rows of a table → records; ``vocabulary``: word lists
- ``dedup``: finds and merges duplicates; ``store_writer``, ``table_writer``: records → store
- ``known_sources``, ``resume_state``: files that the next run can skip
- ``reporting``: reports of a run, the review queue, explanations line by line
"""
