"""What is refused about people, named as facts; each sentence may be shown."""

from engine.errors import EngineError, NotFound


class PersonRefused(EngineError):
    """This cannot be recorded about a person; nothing was changed."""


class NoSuchPerson(NotFound):
    """Nobody has this user name."""

    def __init__(self, user_name: str) -> None:
        super().__init__(f"There is nobody with the user name “{user_name}”.")


class UserNameTaken(PersonRefused):
    """The user name belongs to somebody."""

    def __init__(self, user_name: str) -> None:
        super().__init__(f"The user name “{user_name}” is taken; choose another one.")


class UserNameUnfit(PersonRefused):
    """The user name has letters that addresses and commands cannot carry."""

    def __init__(self, user_name: str) -> None:
        super().__init__(
            f"“{user_name[:60]}” cannot be a user name: use 1 to 100 letters, digits "
            "and . _ - @, beginning with a letter or digit."
        )


class AddressUnfit(PersonRefused):
    """No mail could be sent to this address."""

    def __init__(self, email: str) -> None:
        super().__init__(f"“{email[:100]}” is no e-mail address; write name@host.")


class UnknownRole(PersonRefused):
    """There is no such role."""

    def __init__(self, role: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no role “{role[:60]}”. Roles: {', '.join(known)}.")


class UnknownLanguage(PersonRefused):
    """The product does not speak it."""

    def __init__(self, language: str) -> None:
        super().__init__(f"Choose en or fr, not “{language[:20]}”.")


class UnknownLevel(PersonRefused):
    """There is no such level of access."""

    def __init__(self, level: str) -> None:
        super().__init__(f"Choose view or update, not “{level[:20]}”.")


class PasswordUnfit(PersonRefused):
    """The password is too easy to guess, or too long to be one."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(
            f"Choose a password of {least} to {most} characters that does not contain "
            "your name and is not a common one."
        )
