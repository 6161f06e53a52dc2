"""``kmsearch serve`` (the web UI) and ``demo`` (the web UI over the sample corpus)."""

from __future__ import annotations

import socket
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import click

from kmsearch.config import Settings
from kmsearch.errors import ConfigError, KmsearchError

if TYPE_CHECKING:
    from index.searcher import Searcher

SERVER_THREADS = 8
"""Number of requests served concurrently; a guess: an office has no more people searching at the same moment."""


@click.command()
@click.option("--host", default=None, help="ที่อยู่ที่เปิดให้บริการ")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="พอร์ต")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """เปิดหน้าเว็บค้นหา (หยุดด้วย Ctrl-C)"""
    run_server(settings, host or settings.host, port or settings.port)


@click.command()
@click.option("--host", default=None, help="ที่อยู่ที่เปิดให้บริการ")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="พอร์ต")
@click.option("--no-serve", is_flag=True, help="เตรียมข้อมูลอย่างเดียว ไม่เปิดหน้าเว็บ")
@click.pass_obj
def demo(settings: Settings, host: str | None, port: int | None, no_serve: bool) -> None:
    """นำเข้าคลังตัวอย่าง สร้างดัชนี และเปิดหน้าเว็บ"""
    ingest_samples(settings)
    if not no_serve:
        run_server(settings, host or settings.host, port or settings.port)


def run_server(settings: Settings, host: str, port: int) -> None:
    """Serves the web UI with waitress until stopped. Raises ConfigError when the port cannot be opened."""
    from threading import Thread

    from waitress.server import create_server

    from kmsearch.cli.terminal import open_index, out
    from webui import create_app

    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        cure = "ปิดโปรแกรมที่ใช้พอร์ตนี้ หรือเลือกพอร์ตอื่นด้วย --port"
        raise ConfigError(f"เปิด http://{host}:{port} ไม่ได้ ({error.strerror or error})", cure) from error
    with listener, open_index(settings) as searcher:
        server = create_server(create_app(settings, searcher), sockets=[listener], threads=SERVER_THREADS)
        out.print(f"เปิดหน้าเว็บที่ http://{host}:{port} (หยุดด้วย Ctrl-C)", markup=False)
        Thread(target=_warm, args=(searcher,), daemon=True).start()
        try:
            server.run()
        finally:
            server.close()


def _warm(searcher: Searcher) -> None:
    """Warms the caches; errors are ignored, since the first search raises them too."""
    from contextlib import suppress

    with suppress(KmsearchError):
        searcher.warm()


def ingest_samples(settings: Settings) -> None:
    """Ingests the sample corpus that ships; skips files ingested before. Raises KmsearchError for a failed file."""
    from kmsearch.cli.ingest import ingest_files

    with as_file(files("corpus.samples")) as folder:
        paths = [path for path in sorted(folder.iterdir()) if path.suffix in (".txt", ".html")]
        report = ingest_files(settings, paths)
    for failure in report.failures():
        raise KmsearchError(failure.cause, failure.cure, file=failure.path)
