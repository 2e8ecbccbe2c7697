"""``doorway serve``: the web server and, beside it, the periodic work; both stop together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import Annotated

import typer
from django.conf import settings

from doorway.cli.app import app, console

PATIENCE_SECONDS = 20
TICK_SECONDS = 5


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for every network.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Processes that answer; each has 8 threads.")] = 2,
) -> None:
    """Serve Doorway until it is stopped (Ctrl-C), with the periodic work beside it."""
    refuse_used_port(host, port)
    console.print(f"Serving on http://{host}:{port} · stop with Ctrl-C")
    run_servers(host=host, port=port, workers=workers)


def refuse_used_port(host: str, port: int) -> None:
    """End with a sentence when something already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            sentence = f"Port {port} is for root only. Choose one above 1023, for example 8000."
        except OSError:
            sentence = f"Port {port} is taken by another program. Stop it, or choose another port: PORT={port + 1}"
        except OverflowError:
            sentence = f"{port} is no port. Choose one between 1024 and 65535."
        else:
            return
    console.print(f"[red]{sentence}[/red]")
    raise typer.Exit(1)


def run_servers(*, host: str, port: int, workers: int) -> None:
    """gunicorn and ``doorway tick`` as children; whatever ends first ends the other, and so does a signal."""
    commands = (
        [
            *(sys.executable, "-m", "gunicorn", "doorway.config.wsgi:application"),
            *("--bind", f"{host}:{port}", "--workers", str(workers), "--worker-class", "gthread", "--threads", "8"),
            # Longer than a proxy keeps its connections, which must not ask on one that is just being closed.
            *("--keep-alive", "75"),
            *("--max-requests", "5000", "--max-requests-jitter", "500", "--graceful-timeout", "10"),
            *("--log-level", "warning"),
        ],
        [sys.executable, "-m", "doorway", "tick", "--every", str(TICK_SECONDS)],
    )
    environment = os.environ | {"DOORWAY_HOME": str(settings.HOME)}
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # In a session of their own: Ctrl-C comes to us alone, and we end them in order.
    children = [subprocess.Popen(command, env=environment, start_new_session=True) for command in commands]  # noqa: S603
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    code = 0 if stopping else 1
    _end(children)
    console.print("Stopped." if not code else "[red]A server process ended by itself; both were stopped.[/red]")
    raise typer.Exit(code)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask the children to end, and end them when they do not."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
