"""Private data: ``recogniser`` finds it, ``masking`` hides it, ``boundary`` applies both to all that leaves."""
