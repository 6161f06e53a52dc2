"""The lexicon: topics, synonyms, own words. ``model`` is its content, ``loader`` reads it, ``lint`` checks a file."""
