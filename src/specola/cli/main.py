"""`specola NOUN VERB`: the command line."""

from __future__ import annotations

import sys
from typing import Annotated

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
    """Run the command line and end the process with 0, 1 or 2."""
    try:
        code = app(standalone_mode=False)
    except _UsageError as exc:
        tell(f"error: {_usage(exc)}")
        code = 2
    except SpecolaError as exc:
        tell(f"error: {exc}")
        code = 2
    except BrokenPipeError:
        # The reader of the answer has gone; there is nobody to tell.
        sys.stderr.close()
        code = 0
    except (KeyboardInterrupt, typer.Abort):
        tell("stopped")
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: Exception) -> str:
    """Return what was wrong and where to read on, in one line."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "specola"
    message = getattr(error, "format_message", lambda: str(error))()
    return f"{message.rstrip('.')}, expected what `{command} --help` says"
