"""An opened generation: its indexes, document sets, facet counts and collapse groups."""
