"""The file of names and passwords."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.accounts import BadAccounts, read_accounts


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "people"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_name_needs_its_own_password(tmp_path: Path) -> None:
    accounts = read_accounts(write(tmp_path, "\ufeff# people\n\nann:a:b c\n bob :größe\r\n"))
    assert len(accounts) == 2
    assert accounts("ann", "a:b c") and accounts("bob", "größe")
    assert not any(accounts(*pair) for pair in (("ann", "größe"), ("ann", ""), ("eve", "a:b c"), ("eve", "\0")))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nobody could log in"),
        ("# only a remark\n", "nobody could log in"),
        ("ann:a\nbob\n", "line 2: expected name:password"),
        ("ann:\n", "line 1: expected name:password"),
        (":a\n", "line 1: expected name:password"),
        ("ann:a\nann:b\n", "line 2: the name 'ann' stands here twice"),
        (b"\xff\xfe\x00", "not a text file"),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(BadAccounts, match=says):
        read_accounts(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadAccounts, match="nowhere: cannot be read"):
        read_accounts(tmp_path / "nowhere")
