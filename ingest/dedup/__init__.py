"""Deduplication of records: candidates → matching → merging.

- ``features``: character shingles, title, author and numbers of a record
- ``candidate_keys``: keys of a record (MinHash sketch, title, author) and the inverted index over them
- ``candidates``: the key index of a store, cached between runs
- ``author_title``: fuzzy comparison of authors and titles
- ``matching``: decides whether two records are duplicates
- ``merging``: merges two versions of a record, and duplicates within one document
- ``duplicates``: decides which stored records a new record is merged with
- ``checks``: Thai sentences that report a merge to a reviewer
- ``reingestion``: pairs the records of a changed file, or of a spreadsheet, with the stored ones
"""
