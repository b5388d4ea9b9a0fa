from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.access import passwords, rules

WALL = datetime(2022, 3, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["admin", "officer.so-y-te", "council.1", "a"])
def test_user_names_hold_points_and_hyphens(name: str) -> None:
    assert rules.is_user_name(name)


@pytest.mark.parametrize("name", ["", "Admin", "a..b", ".a", "a-", "nông", "a b", "a/b", "a" * 81, "a\n"])
def test_refuses_user_names_that_would_confuse(name: str) -> None:
    assert not rules.is_user_name(name)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("ngắn quá", rules.TOO_SHORT),
        ("x" * 129, rules.TOO_LONG),
        ("aaaaaaaabbbb", rules.TOO_PLAIN),
        ("1qaz2wsx3edc", rules.TOO_COMMON),
        ("Mật Khẩu 2024!", rules.TOO_COMMON),
        ("Langson@123456", rules.TOO_COMMON),
        ("lantoa-demo!", rules.TOO_COMMON),
        ("nong.thi-hoa-2024", rules.NAMES_THE_PERSON),
        ("bốn con ngựa chạy qua cầu", None),
        ("Tr0i-hom-nay-dep-lam", None),
    ],
)
def test_judges_a_password_by_length_and_by_what_others_would_guess(password: str, fault: str | None) -> None:
    assert rules.password_fault(password, "nong.thi-hoa") == fault


def test_locks_after_ten_failures_and_counts_anew() -> None:
    attempts, locked_until = 0, None
    for _ in range(9):
        attempts, locked_until = rules.after_failure(attempts, WALL)
    assert (attempts, locked_until) == (9, None)
    attempts, locked_until = rules.after_failure(attempts, WALL)
    assert (attempts, locked_until) == (0, WALL + timedelta(minutes=15))
    assert rules.is_locked(locked_until, WALL + timedelta(minutes=14))
    assert not rules.is_locked(locked_until, WALL + timedelta(minutes=15))


def test_a_session_lives_eight_hours_idle_and_seven_days_at_most() -> None:
    week = WALL + timedelta(days=7)
    assert rules.session_is_live(WALL, week, WALL + timedelta(hours=7, minutes=59))
    assert not rules.session_is_live(WALL, week, WALL + timedelta(hours=8))
    assert not rules.session_is_live(week, week, week)


def test_a_password_fits_its_hash_in_either_normal_form() -> None:
    hashed = passwords.hash_password("ngựa")
    assert hashed.startswith("$argon2id$")
    assert passwords.verify_password("ngựa", hashed)
    assert not passwords.verify_password("ngua", hashed)


def test_nobody_and_a_broken_hash_verify_nothing() -> None:
    assert not passwords.verify_password("anything", None)
    assert not passwords.verify_password("anything", "no hash at all")


def test_remembers_a_verified_password_for_five_minutes_and_only_with_its_hash() -> None:
    remembered = passwords.Remembered()
    remembered.keep("secret words", "hash", WALL)
    assert remembered.knows("secret words", "hash", WALL + timedelta(minutes=4))
    assert not remembered.knows("secret words", "hash", WALL + timedelta(minutes=5))
    assert not remembered.knows("secret words", "another hash", WALL)
    assert not remembered.knows("other words", "hash", WALL)
    assert "secret words" not in repr(vars(remembered))


def test_one_time_passwords_and_tokens_differ_each_time() -> None:
    assert len({passwords.one_time_password() for _ in range(50)}) == 50
    assert len({passwords.new_token() for _ in range(50)}) == 50
    assert rules.password_fault(passwords.one_time_password(), "admin") is None


@pytest.mark.parametrize(
    ("user_agent", "named"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            ("Chrome", "Windows"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 coc_coc_browser/140 Chrome/134 Safari",
            ("Cốc Cốc", "Windows"),
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Linux")),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36 EdgA/140", ("Edge", "Android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Mobile Safari/604", ("Safari", "iPhone")),
        ("curl/8", ("", "")),
    ],
)
def test_names_a_browser_as_people_do(user_agent: str, named: tuple[str, str]) -> None:
    assert rules.browser_of(user_agent) == named
