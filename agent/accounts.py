"""Who may log in: a file of `name:password` lines."""

from __future__ import annotations

import hmac
from pathlib import Path


class BadAccounts(ValueError):
    """The file of names and passwords cannot be used; the message is ready to be shown."""


class Accounts:
    """Names with their passwords. Called with both, says whether they belong together."""

    def __init__(self, passwords: dict[str, str]) -> None:
        self._passwords = {name: password.encode() for name, password in passwords.items()}

    def __call__(self, name: str, password: str) -> bool:
        """In the same time for a wrong password and for a name that does not exist."""
        known = self._passwords.get(name)
        same = hmac.compare_digest(known if known is not None else b"\0", password.encode("utf-8", "surrogatepass"))
        return same and known is not None

    def __len__(self) -> int:
        return len(self._passwords)


def read_accounts(path: Path) -> Accounts:
    """One `name:password` a line; empty lines and lines that begin with # are left out. Raises BadAccounts."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadAccounts(f"{path}: cannot be read ({(error.strerror or str(error)).lower()})") from error
    except UnicodeDecodeError as error:
        raise BadAccounts(f"{path}: not a text file; expected lines of name:password in UTF-8") from error
    passwords: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, password = line.partition(":")
        name = name.strip()
        if not (colon and name and password.strip()):
            raise BadAccounts(f"{path}: line {number}: expected name:password")
        if name in passwords:
            raise BadAccounts(f"{path}: line {number}: the name {name!r} stands here twice")
        passwords[name] = password
    if not passwords:
        raise BadAccounts(f"{path}: nobody could log in; add a line of name:password")
    return Accounts(passwords)
