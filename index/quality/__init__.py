"""Quality of search: relevance evaluation, explanation of a ranking, proof of searchability, effect of a lexicon."""
