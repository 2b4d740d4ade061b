"""Columns of words out of a buffer of bytes."""

from __future__ import annotations

import numpy as np

from specola.messages.element_records import Texts
from specola.numerics.arrays import Bytes, Ints


def words(text: Bytes, *, starts: Ints, ends: Ints) -> Texts:
    """Return the words between offsets, "" where the start is -1; bytes that are not UTF-8 are replaced.

    Parameters
    ----------
    text : (b,) uint8
    starts, ends : (n,) int64

    Returns
    -------
    (n,) str
    """
    from specola.messages import column_kernels as kernels  # numba is slow to import

    width = int(np.where(starts >= 0, ends - starts, 0).max(initial=0))
    matrix = np.zeros((len(starts), max(width, 1)), dtype=np.uint8)
    if kernels.gather_words(text, starts, ends, matrix):
        return texts_from_matrix(matrix)
    content = text.tobytes()
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return np.array(
        ["" if start < 0 else content[start:end].decode("utf-8", "replace") for start, end in pairs]
    )


def texts_from_matrix(matrix: Bytes) -> Texts:
    """Return the rows of an (n, width) matrix of ASCII codes as (n,) str, without trailing zeros."""
    return matrix.astype(np.uint32).view(f"U{matrix.shape[1]}")[:, 0]
