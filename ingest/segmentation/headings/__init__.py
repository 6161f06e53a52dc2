"""Headings and labels of lines: all evidence of a line, the rules for forms, and the style of other headings."""
