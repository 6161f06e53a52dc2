"""Forms as data, one TOML file a form, and the label table that recognises their labels in a line."""
