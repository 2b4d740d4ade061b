"""Of a repeated id the last set before the start counts."""

from __future__ import annotations

import numpy as np
import pytest

from specola.catalog.merge import join_records, select_sets
from specola.epochs import Epochs
from specola.errors import ShapeError

START = Epochs.from_utc_text("2030-01-01T00:00:00Z")


def test_last_before_the_start_counts(make_sets) -> None:
    sets = make_sets([7, 5, 5, 5, 7], [-9.0, -3.0, -1.0, 4.0, -8.0])
    chosen = select_sets(sets, START)
    assert chosen.rows.tolist() == [2, 4]
    assert chosen.is_after.tolist() == [False, False]
    assert (chosen.n_superseded, chosen.n_duplicates) == (3, 0)


def test_set_at_the_start_counts_as_before(make_sets) -> None:
    assert select_sets(make_sets([5, 5], [-1.0, 0.0]), START).rows.tolist() == [1]


def test_without_any_before_the_earliest_after_counts_and_is_marked(make_sets) -> None:
    chosen = select_sets(make_sets([5, 5, 7], [9.0, 4.0, -1.0]), START)
    assert chosen.rows.tolist() == [1, 2]
    assert chosen.is_after.tolist() == [True, False]


@pytest.mark.parametrize("seconds", [-1.25, 1.25])
def test_of_equal_epochs_the_one_given_last_counts(make_sets, seconds) -> None:
    sets = make_sets([5, 5], [seconds, seconds], mean_anomaly_rad=[1.0, 2.0])
    assert select_sets(sets, START).rows.tolist() == [1]


def test_fractions_of_a_second_decide(make_sets) -> None:
    sets = make_sets([5, 5, 7, 7], [-0.2, -0.4, 0.4, 0.2])
    assert select_sets(sets, START).rows.tolist() == [0, 3]


def test_exact_duplicates_are_counted(make_sets) -> None:
    anomalies = [1.0, 1.0, 2.0, 1.0, 1.0]
    sets = make_sets([5, 5, 5, 5, 7], [-1.0, -1.0, -1.0, -2.0, -1.0], mean_anomaly_rad=anomalies)
    chosen = select_sets(sets, START)
    assert (chosen.n_superseded, chosen.n_duplicates) == (3, 1)


def test_objects_without_a_number_are_told_apart_by_name(make_sets) -> None:
    sets = make_sets([0, 0, 3, 0], [-1.0, -2.0, -1.0, -3.0], names=["B", "A", "A", "B"])
    chosen = select_sets(sets, START)
    assert sets.name[chosen.rows].tolist() == ["B", "A", "A"]
    assert chosen.rows.tolist() == [0, 1, 2]


def test_keys_given_are_used(make_sets) -> None:
    sets = make_sets([5, 5], [-1.0, -2.0])
    assert select_sets(sets, START, keys=np.array([2, 1])).rows.tolist() == [1, 0]
    with pytest.raises(ShapeError, match="keys has shape"):
        select_sets(sets, START, keys=np.array([1]))


def test_no_sets_give_no_rows(make_sets) -> None:
    chosen = select_sets(make_sets([], []), START)
    assert len(chosen.rows) == len(chosen.is_after) == chosen.n_superseded == 0


def test_start_must_be_one_instant(make_sets) -> None:
    with pytest.raises(ShapeError, match="before holds 2 instants"):
        select_sets(make_sets([5], [0.0]), START[np.array([0, 0])])


def test_joining_nothing_is_refused() -> None:
    with pytest.raises(ShapeError, match="no records to join"):
        join_records([])
