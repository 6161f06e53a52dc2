"""Reading an opened generation.

``generation_reader`` opens its files; ``index_reader`` is one of its two indexes, with ``facet_counts`` and
``collapse`` (groups of duplicates); ``stored_documents`` reads the stored texts.
"""
