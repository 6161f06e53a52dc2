"""Segmentation: a document cut into raw records, each with the lines of its fields and sections."""
