"""Forms as data: one TOML file a form."""
