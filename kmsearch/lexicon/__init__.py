"""The lexicon: topics, synonyms and own words; its loader and its lint."""
