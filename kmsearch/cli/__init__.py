"""The `kmsearch` command: parsing of arguments, running, printing. The only part of the kernel that imports upward."""
