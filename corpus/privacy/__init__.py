"""Private data: ``recogniser`` finds it, ``masking`` masks it, ``boundary`` applies both to every output."""
