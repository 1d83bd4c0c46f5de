"""A mail as it would be written now: of a real release, or with names in its gaps."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.errors import EngineError
from engine.ports import Context
from tasks.facts import FACTS, facts_about
from tasks.mail.language import TemplateRefused
from tasks.mail.readable import RECORD_NAMES
from tasks.mail.templates import Rendered, names_in, render


class Gap(Mapping[str, Any]):
    """What a mail reads and what is not known here: it shows its own name."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> "Gap":
        return Gap(f"{self.path}.{name}")

    def __iter__(self) -> Iterator[Any]:
        yield Gap(self.path.removesuffix("s"))

    def __len__(self) -> int:
        return 1

    def values(self) -> Any:
        """What is shown."""
        return [f"‹{self.path}›"]


def preview(
    context: Context, text: str, *, release_id: str | None, language: str
) -> Rendered:
    """The mail about a release; without one every gap shows its name.

    Raises: TemplateRefused.
    """
    values: dict[str, Any] = {"link": f"/releases/{release_id or '…'}"}
    for name in names_in(text) - values.keys():
        values[name] = _value(context, name, release_id)
    functions = _functions(context, release_id)
    return render(text, values, functions, language=language, zone=context.zone)


def _value(context: Context, name: str, release_id: str | None) -> Any:
    if release_id is None or name not in RECORD_NAMES:
        return Gap(name)
    return RECORD_NAMES[name](context, release_id)


def _functions(
    context: Context, release_id: str | None
) -> Mapping[str, Callable[..., Any]]:
    if release_id is None:
        return {name: _unanswered(name) for name in FACTS}
    return {
        name: _told(name, call)
        for name, call in facts_about(context, release_id).items()
    }


def _unanswered(name: str) -> Callable[..., Any]:
    return lambda *_given: Gap(f"{name}()")


def _told(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """A fact that needs a step to stand at is a gap, too."""

    def answer(*given: Any) -> Any:
        try:
            return call(*given)
        except (EngineError, LookupError, AttributeError) as problem:
            raise TemplateRefused(f"{name}(): {problem}") from problem

    return answer
