"""Building: store to generation, in parallel, swapped in atomically.

``builder`` plans what changed and builds it, ``parallel`` makes parts in worker processes, ``generation`` is the folder
that holds an index, whole or not there.
"""
