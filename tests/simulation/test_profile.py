"""Profiles: what a file says, and what is refused at its path."""

from __future__ import annotations

import pytest

from service.config import seed_directory
from service.simulation.profile import ProfileNotFound, ProfileRefused, profile_from, read_profile

DEFAULT = (seed_directory() / "workflows" / "simulation" / "default.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["default", "demo", "poor"])
def test_the_profiles_that_come_with_the_service_are_read(name: str) -> None:
    assert read_profile(name).name == name


def test_an_agency_has_its_own_habits_and_otherwise_those_of_all() -> None:
    profile = profile_from(b"late: 0.9\n" + DEFAULT.replace("\nlate: 0.06", "").encode(), "mine")
    assert profile.habits_of("so-y-te").late == 0.9
    assert profile.habits_of("so-ldtbxh").late == 0.3


def test_a_profile_that_is_not_there_is_named_beside_those_that_are() -> None:
    with pytest.raises(ProfileNotFound, match=r"profile 'busy', but there are only default, demo, poor"):
        read_profile("busy")


@pytest.mark.parametrize(
    ("written", "instead", "path"),
    [
        ("late: 0.06", "late: 1.5", "late"),
        ("late: 0.06", "late: often", "late"),
        ("days: [0, 2]\nsteps", "days: [3, 2]\nsteps", "days"),
        ("days: [0, 2]\nsteps", "days: 2\nsteps", "days"),
        ("attach_evidence: [1, 6]", "attach_evidence: [1, 6000]", "steps.attach_evidence"),
        ("so-y-te: {nominations: 1.2}", "so-y-te: {nominations: 50}", "agencies.so-y-te.nominations"),
        ("so-y-te: {nominations: 1.2}", "so-y-te: {lates: 1}", "agencies.so-y-te.lates"),
        ("head_refuses: 0.01", "head_sleeps: 0.01", "chances.head_sleeps"),
        ("head_refuses: 0.01", "head_refuses: -1", "chances.head_refuses"),
        ('nominated_from: "01-10"', 'nominated_from: "13-10"', "nominated_from"),
        ("spare: ", "spares: ", "spares"),
        ("spare: ", "spare: few # ", "spare"),
        ("late: 0.06", "late: 0.06\nlate: 0.07", "line"),
    ],
)
def test_a_faulty_profile_is_refused_where_its_fault_stands(written: str, instead: str, path: str) -> None:
    assert written in DEFAULT
    with pytest.raises(ProfileRefused) as refused:
        profile_from(DEFAULT.replace(written, instead, 1).encode(), "mine")
    assert any(path in place for place in refused.value.fields), refused.value.fields
