"""Fixtures that every test may use; each lives with its subject in tests/support."""

from hypothesis import settings

pytest_plugins = [
    "tests.support.postgres",
    "tests.support.smtp",
    "tests.support.browser",
]

# A busy machine is no wrong answer.
settings.register_profile("erm", deadline=None)
settings.register_profile("erm-ci", deadline=None, derandomize=True, database=None)
settings.load_profile(
    "erm-ci" if settings.get_current_profile_name() == "ci" else "erm"
)
