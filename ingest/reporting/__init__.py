"""Reports of an ingest, for people and for programs.

- ``run_report``: the report of a run, file by file
- ``review_queue``: records that a person should check
- ``extract_json``: the output of ``kmsearch extract``
- ``line_explanation``: outcomes of each line of a document (``kmsearch extract --explain``)
"""
