"""The Whoosh engine: schema, segment writer, posting reader, BM25F evaluation."""
