"""Building: store to generation, in parallel, swapped in atomically.

``builder`` compares the store with the current generation and builds the changes, ``parallel`` indexes parts in worker
processes, ``generation`` reads, checks, publishes and removes the folders that hold an index.
"""
