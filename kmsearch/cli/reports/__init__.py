"""Reports that the commands print in Thai, one module for each kind of result."""
