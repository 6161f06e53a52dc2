"""The lexicon: topics, synonyms, own words. ``model`` defines it, ``loader`` reads it, ``lint`` checks a file."""
