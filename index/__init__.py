"""The index: derived from the corpus, disposable, rebuilt at any time.

``searcher`` is its façade: ``generation_holder`` lends the current ``open_generation`` to each request, rebuilds a
damaged one, and follows the lexicon's file (``lexicon_reload``). ``mapping`` turns a record into documents. ``results``
are the requests and pages that the web UI, the command line and the API share.
"""
