"""Serving begins only where nothing else listens."""

from __future__ import annotations

import socket

import pytest
import typer

from doorway.cli.commands.serve import refuse_used_port


def test_a_used_port_is_named_with_another_one(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(typer.Exit):
            refuse_used_port("127.0.0.1", port)
    said = " ".join(capsys.readouterr().out.split())
    assert f"Port {port} is taken" in said
    assert f"PORT={port + 1}" in said


def test_a_free_port_is_taken() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    refuse_used_port("127.0.0.1", port)


def test_a_number_that_is_no_port(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        refuse_used_port("127.0.0.1", 70_000)
    assert "no port" in capsys.readouterr().out
