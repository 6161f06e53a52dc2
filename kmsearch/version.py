"""The version, read by the packaging and by ``kmsearch --version``."""

VERSION = "0.1.0"
