"""Stop with one clear sentence where this Python cannot carry specola."""

import importlib.util
import sys

MINIMUM = (3, 11)


def main() -> None:
    """Exit 1 with the reason and the way out."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    wanted = ".".join(str(part) for part in MINIMUM)
    if sys.version_info < MINIMUM:
        sys.exit(
            f"error: {sys.executable} is Python {found}, expected >= {wanted}: install a newer one and say "
            f"'make PYTHON=python{wanted} ...'"
        )
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "error: {} cannot make virtual environments (no ensurepip): on Debian and Ubuntu "
            "install python{}.{}-venv".format(sys.executable, *sys.version_info[:2])
        )


if __name__ == "__main__":
    main()
