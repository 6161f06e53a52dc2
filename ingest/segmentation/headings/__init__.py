"""Recognises headings and labels: evidence of each line, rules for labels of forms, and style of other headings."""
