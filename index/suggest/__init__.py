"""Suggestions and spelling: completions, collocations, the spelling model and the spell checker."""
