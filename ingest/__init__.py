"""From files to records: readers, cleaning, forms, extraction, and the pipeline that runs them."""
