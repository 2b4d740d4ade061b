"""The program: its exit codes, one line for what is wrong, and never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from specola import __version__, errors
from specola.cli import main
from specola.epochs import Epochs
from specola.service.catalogs.simulation import simulated_csv

EPOCH = Epochs.from_utc_text("2026-03-01T00:00:00Z")
PROGRAM = [sys.executable, "-c", "from specola.cli.main import run; run()"]
WINDOW = ("--start", "2026-03-01", "--hours", "24", "--miss-km", "200", "--json")


@pytest.fixture
def specola(monkeypatch, capsys, tmp_path):
    """Run the whole program in this process; give exit code, standard output and standard error."""
    monkeypatch.setenv("SPECOLA_HOME", str(tmp_path / "home"))

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["specola", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main.run()
        captured = capsys.readouterr()
        return ended.value.code, captured.out, captured.err

    return run


@pytest.fixture
def catalog(tmp_path):
    path = tmp_path / "catalog.csv"
    path.write_bytes(simulated_csv(300, 7, epoch=EPOCH))
    return path


@pytest.mark.parametrize("words", [(), ("screen",), ("catalog",), ("catalog", "fetch"), ("data",)])
def test_a_noun_alone_gets_its_help(specola, words):
    code, out, err = specola(*words)
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: specola {' '.join(words)}".rstrip())
    assert "expected what" not in out
    assert out == specola(*words, "--help")[1]


def test_version(specola):
    assert specola("--version") == (0, f"specola {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "says", "where"),
    [
        (("nonsense",), "No such command 'nonsense'", "specola"),
        (("--nonsense",), "No such option", "specola"),
        (("screen", "nonsense"), "No such command 'nonsense'", "specola screen"),
        (("screen", "--nonsense"), "No such option", "specola screen"),
        (("screen", "all", "--nonsense"), "No such option", "specola screen all"),
        (("screen", "all"), "Missing argument", "specola screen all"),
        (("screen", "all", "x", "--start", "T"), "Missing option '--hours'", "specola screen all"),
        (("screen", "all", "x", "--hours", "abc"), "'abc'", "specola screen all"),
        (("screen", "all", "x", "--threads", "1.5"), "'1.5'", "specola screen all"),
        (("screen", "one", "5"), "Missing argument", "specola screen one"),
        (("catalog", "fetch", "moon"), "No such command 'moon'", "specola catalog fetch"),
        (("catalog", "simulate"), "Missing option '--output'", "specola catalog simulate"),
        (("catalog", "show", "a", "b"), "unexpected extra argument", "specola catalog show"),
        (("demo", "--hours", "1"), "No such option", "specola demo"),
        (("data", "status", "--at"), "requires an argument", "specola"),
    ],
)
def test_wrong_words_are_one_line_and_2(specola, words, says, where):
    code, out, err = specola(*words)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert says in err
    assert err.endswith(f", expected what `{where} --help` says\n")
    assert err.count("\n") == 1


def _leaves(kind):
    found = kind.__subclasses__()
    return [kind] + [leaf for one in found for leaf in _leaves(one)]


def _example(kind):
    """Return an error of a kind, whatever its parameters."""
    error = kind.__new__(kind)
    Exception.__init__(error, "an example, expected another")
    return error


@pytest.mark.parametrize(
    "kind", [one for one in _leaves(errors.SpecolaError) if one.__module__ == "specola.errors"]
)
def test_no_error_of_specola_ends_in_a_traceback(specola, monkeypatch, kind):
    def raising(*_, **__):
        raise _example(kind)

    # Once where the verb expects it, and once where it does not.
    monkeypatch.setattr("specola.service.data_files.survey", raising)
    assert specola("data", "status") == (2, "", "error: an example, expected another\n")
    monkeypatch.setattr(main, "app", raising)
    assert specola() == (2, "", "error: an example, expected another\n")


def test_an_interrupt_ends_with_130(specola, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("specola.service.data_files.survey", interrupted)
    assert specola("data", "status") == (130, "", "stopped\n")
    monkeypatch.setattr(main, "app", interrupted)
    assert specola() == (130, "", "stopped\n")


def test_a_running_program_is_stopped_by_an_interrupt(tmp_path):
    pipe = tmp_path / "catalog.csv"
    os.mkfifo(pipe)
    running = subprocess.Popen(
        [*PROGRAM, "screen", "all", pipe, "--start", "2026-03-01", "--hours", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A suite started in the background has interrupts ignored, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    # Opening it waits until the program reads.
    with pipe.open("wb"):
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60.0)
    assert (running.returncode, out) == (130, "")
    assert err.endswith("stopped\n")
    assert "Traceback" not in err


@pytest.mark.parametrize("read", [0, 10])
def test_a_reader_that_goes_is_no_error(catalog, read):
    """A short answer breaks when it is flushed, a long one while it is written."""
    words = ["--help"] if read == 0 else ["screen", "all", catalog, *WINDOW]
    running = subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout
    assert running.stderr
    running.stdout.read(read)
    running.stdout.close()
    err = running.stderr.read().decode()
    running.stderr.close()
    assert running.wait(60.0) == 0
    assert "Traceback" not in err
    assert "BrokenPipe" not in err
