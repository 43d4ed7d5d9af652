"""The files for servers agree with each other and with the project."""

from __future__ import annotations

import re
from pathlib import Path

import frontmatter

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_what_the_image_copies_exists_and_is_let_in() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    copied = {name for line in re.findall(r"^COPY \S+ (.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()}
    assert "*" in lines and copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_a_space_runs_the_image_at_its_port() -> None:
    header = frontmatter.load(str(ROOT / "docs" / "huggingface.md")).metadata
    port = re.search(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)
    assert header["sdk"] == "docker" and port and header["app_port"] == int(port[1])
    assert f"GREENROOM_PORT={port[1]}" in DOCKERFILE
    assert not (ROOT / "README.md").read_text(encoding="utf-8").startswith("---")


def test_the_image_runs_unprivileged_on_pinned_packages() -> None:
    assert DOCKERFILE.index("USER greenroom") < DOCKERFILE.index("pip install")
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
