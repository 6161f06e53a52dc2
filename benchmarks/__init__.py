"""Benchmarks of quality and speed; each prints a table.

Run one in the project's environment: ``python benchmarks/NAME.py --help``. Random choices are drawn from ``--seed``.

- quality: ``calibration`` (confidence of field values), ``damage_repair`` (repair of damaged Thai), ``deduplication``
  (records ingested twice), ``grouping`` (items that say the same; its speed too)
- speed: ``reading_speed`` (readers by file format), ``search_speed`` (index build and search, beside plain Whoosh),
  ``suggestion_speed`` (suggestions while typing), ``page_speed`` (web pages)
- control flow: ``document_walk`` (one document through ``ingest``), ``search_walk`` (one search through ``index``)
- shared: ``harness`` (arguments, timing, percentiles), ``synthetic_corpus`` (records generated from the sample corpus),
  ``synthetic_queries`` (queries drawn from a corpus)

A benchmark puts the project's root on ``sys.path``, because Python puts the folder of the script there.
"""
