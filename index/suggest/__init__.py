"""Suggestions and spelling.

``suggester`` completes a query, ``collocations`` extracts frequent phrases for it; ``spelling_model`` has words with
costs and their neighbours, ``spell_checker`` corrects queries with it.
"""
