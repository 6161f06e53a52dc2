"""Readers of web pages (.html, .mht)."""
