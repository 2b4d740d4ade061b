"""`specola NOUN VERB`: the command line."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated, Any

import typer

from specola import __version__
from specola.cli import catalog, data, screen
from specola.cli.demo import demo
from specola.cli.output import tell
from specola.errors import SpecolaError

app = typer.Typer(
    name="specola",
    help="An open Combined Space Operations node: space situational awareness, screened, decided and shared.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(screen.app, name="screen")
app.add_typer(catalog.app, name="catalog")
app.add_typer(data.app, name="data")
app.command("demo")(demo)

# What a wrong option or argument raises; typer carries its own copy of click.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
_INTERRUPTED = 130


def _say_version(value: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if value:
        typer.echo(f"specola {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    """Handle the options of specola itself."""
    del version


def run() -> None:
    """Run the command line and end the process with 0, 1 or 2; 130 when it was interrupted."""
    # A command is short: looking for cycles while modules load would cost a twentieth of it.
    gc.disable()
    try:
        code = app(prog_name="specola", standalone_mode=False)
        if code == _INTERRUPTED:
            tell("stopped")
        sys.stdout.flush()
    except _UsageError as exc:
        code = _refused(exc)
    except SpecolaError as exc:
        tell(f"error: {exc}")
        code = 2
    except (BrokenPipeError, SystemExit):
        # The reader of the answer has gone, and there is nobody to tell; typer ends the process when it sees
        # that first. What is still to be written must go somewhere, or Python complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except (KeyboardInterrupt, typer.Abort):
        tell("stopped")
        code = _INTERRUPTED
    finally:
        gc.enable()
    sys.exit(code if isinstance(code, int) else 0)


def _refused(error: Exception) -> int:
    """Tell what was wrong and where to read on, in one line; nothing at all asks for help."""
    message: str = getattr(error, "format_message", lambda: str(error))()
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(message)
        return 0
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "specola"
    tell(f"error: {message.rstrip('.')}{_value(error)}, expected what `{command} --help` says")
    return 2


def _value(error: Exception) -> str:
    """Return the value that could not be read, where the message does not name it."""
    errors: Any = getattr(error.__cause__, "errors", None)
    return f": {errors()[0]['input']!r}" if errors is not None else ""
