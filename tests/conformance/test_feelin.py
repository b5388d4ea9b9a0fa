"""FEEL beside feelin, the other implementation that process owners meet, in their modeler and in the browser."""

from __future__ import annotations

from random import Random

import pytest

from tests.conformance.feelin.differences import Comparison, compare
from tests.conformance.feelin.engines import MODULE, agree, ours, theirs
from tests.conformance.feelin.explanations import EXPLANATIONS, explanation_of
from tests.conformance.feelin.expressions import ALL_FORMS, VARIABLES, Expression, expressions

pytestmark = pytest.mark.skipif(
    not MODULE.is_file(), reason="feelin is not installed; 'python -m service.web.build_hook' installs it"
)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(count=5_000, seed=1)


def test_every_disagreement_of_five_thousand_expressions_is_explained(comparison: Comparison) -> None:
    assert comparison.unexplained == []
    assert comparison.asked == 5_000
    assert comparison.agreed + comparison.explained.total() == 5_000


def test_no_explanation_is_there_for_nothing(comparison: Comparison) -> None:
    assert {each.id for each in EXPLANATIONS} - set(comparison.explained) == set()


def test_every_form_is_asked_and_the_same_seed_asks_the_same() -> None:
    first, again = (
        [next_ for next_, _ in zip(expressions(Random(7)), range(len(ALL_FORMS)), strict=False)] for _ in range(2)
    )
    assert first == again
    assert {each.name for each in first} == {form.name for form in ALL_FORMS}


def test_a_difference_that_nobody_has_explained_stays_one() -> None:
    assert explanation_of(Expression("abs", "abs(-3)"), 3.0, -3) is None
    assert explanation_of(Expression("before", "before(1, 2)"), False, True) is None  # noqa: FBT003 -- two values


@pytest.mark.parametrize("text", ["0.1 + 0.2", "1/3", "[1, {a: 2.50}]", '"Lạng Sơn"', "null", "true", "[1..3]", "1 +"])
def test_both_give_the_same_in_one_shape(text: str) -> None:
    assert agree(ours(text, VARIABLES), theirs([text], VARIABLES)[0])


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, 2), ([1], [1, 1]), ({"range": [1, 2]}, {"range": [1, 3]}), (None, False)]
)
def test_different_values_do_not_agree(one: object, other: object) -> None:
    assert not agree(one, other)
