"""The office of the worklist's tests, whose people read what was issued."""

from tests.process.worklist.conftest import office, office_file, visitor  # noqa: F401 -- the fixtures
