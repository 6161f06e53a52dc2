"""Field values: parsers, validators, dates and places, confidence."""
