"""HTML pages, one blueprint each. No page imports another; the JSON answers are in ``webui.api``."""
