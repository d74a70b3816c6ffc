"""The failures a user can meet.

    RetoldError
    ├── InputError(ValueError)          one input that cannot be read; it is kept aside, the batch goes on
    │   └── FetchError                  an address that is refused, or does not answer
    ├── UsageError(ValueError)          the call itself is wrong
    ├── NotFoundError(LookupError)      no such article, event, entity ...
    ├── EncoderError                    the encoder cannot be built or loaded
    └── StoreError                      the database cannot be opened or written
        └── AwayError                   its server does not answer; it may a little later

Every message is one plain line that a user can act on.
"""

import re

#: The name and password in an address.
_SECRET = re.compile(r"(?<=://)[^/?#\s]*@")


def without_secret(location: str, instead: str = "…@") -> str:
    """Give a place without the name and password that an address in it may have."""
    return _SECRET.sub(instead, location)


class RetoldError(Exception):
    """Root of everything Retold raises on purpose."""


class InputError(RetoldError, ValueError):
    """One input that cannot be read; `content` is the input itself, where it is at hand.

    What its location has of a password is left out: it is kept and shown.
    """

    def __init__(self, location: str, reason: str, content: bytes | None = None) -> None:
        self.location = without_secret(location)
        super().__init__(f"{self.location}: {reason}")
        self.reason = reason
        self.content = content

    def __reduce__(self) -> tuple[object, ...]:
        """Let it be handed from one process to another."""
        return InputError, (self.location, self.reason, self.content)


class FetchError(InputError):
    """An address that is refused, or that does not answer as it should.

    `status` is that of the answer, where there is one; `retry_after` the seconds the server asks to be left alone;
    `silent` is whether the server did not answer, or not to the end.
    """

    def __init__(
        self,
        location: str,
        reason: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        silent: bool = False,
    ) -> None:
        super().__init__(location, reason)
        self.status = status
        self.retry_after = retry_after
        self.silent = silent


class UsageError(RetoldError, ValueError):
    """The call itself is wrong: a path that does not exist, an option that does not fit."""


class NotFoundError(RetoldError, LookupError):
    """The corpus has nothing under that id or name."""


class EncoderError(RetoldError):
    """The encoder cannot be built or loaded."""


class StoreError(RetoldError):
    """The database cannot be opened, read or written."""


class AwayError(StoreError):
    """The server of the database does not answer."""
