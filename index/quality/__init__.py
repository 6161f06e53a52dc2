"""Quality of search.

``relevance_eval`` measures judged queries, ``explain`` explains the rank of a hit, ``verify`` checks that every record
is found by its own words, ``lexicon_impact`` measures the effect of a lexicon.
"""
