"""View models: frozen values ready for the templates, with all URLs and texts, so that templates hold no logic."""
