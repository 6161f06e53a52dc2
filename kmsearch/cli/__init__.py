"""The ``kmsearch`` command line. The only part of this package that imports the other packages."""
