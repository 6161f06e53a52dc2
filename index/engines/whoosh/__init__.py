"""The Whoosh engine: schema, segment writer, posting reader, BM25F evaluation.

Importing it checks the private names of whoosh3 first. Raises EngineMissing if the installed release lacks one.
"""

from __future__ import annotations

from index.engines.whoosh.private_names import require_private_names

require_private_names()
