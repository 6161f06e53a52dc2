"""The index: derived from the corpus, disposable, rebuilt at any time."""
