"""View models: immutable values with all URLs and texts of a template, so that templates have no logic."""
