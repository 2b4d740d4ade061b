"""A bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import io
import sys

from specola.cli.progress import progress_bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_nothing_is_drawn_where_nobody_watches(capsys):
    with progress_bar("screening") as advance:
        advance(1, 2)
    assert capsys.readouterr() == ("", "")


def test_a_bar_is_drawn_on_a_terminal(monkeypatch, capsys):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar("screening 300 objects") as advance:
        advance(1, 4)
        advance(4, 4)
    assert "screening 300 objects" in terminal.getvalue()
    assert "100%" in terminal.getvalue()
    assert capsys.readouterr().out == ""
