"""``python -m kmsearch.cli`` runs the ``kmsearch`` command."""

from __future__ import annotations

from kmsearch.cli.main import main

main()
