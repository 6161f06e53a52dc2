"""Cleaning of a document before segmentation: Thai repair, page furniture, web furniture."""
