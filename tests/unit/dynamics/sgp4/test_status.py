"""Every code has its sentence."""

from __future__ import annotations

import pytest

from specola.dynamics.sgp4 import Sgp4Status


@pytest.mark.parametrize("status", list(Sgp4Status))
def test_every_status_has_a_sentence_of_its_own(status):
    others = [other.sentence for other in Sgp4Status if other is not status]
    assert status.sentence
    assert status.sentence not in others
