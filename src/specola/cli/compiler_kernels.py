"""The compiler made ready, before the first kernel is asked for."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

from numba.core.registry import cpu_target


def start_compiler() -> None:
    """Let numba set itself up; at its first kernel it would, and import scipy's linear algebra with it.

    No kernel uses linear algebra, and importing it takes a tenth of a warm screening, so scipy is out
    of sight meanwhile; numba takes it as not installed.
    """
    hidden = sys.modules.get("scipy")
    sys.modules["scipy"] = cast("ModuleType", None)
    try:
        cpu_target.typing_context.refresh()
        cpu_target.target_context.refresh()
    finally:
        if hidden is None:
            del sys.modules["scipy"]
        else:
            sys.modules["scipy"] = hidden
