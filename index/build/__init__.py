"""Building: store to generation, in parallel, swapped in atomically.

``builder`` plans what changed and builds it, ``parallel`` indexes parts in worker processes, ``generation`` reads,
checks, publishes and removes the folders that hold an index.
"""
