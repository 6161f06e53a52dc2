"""The sample corpus: source files of 54 invented records, in the formats and layouts of a real office."""
