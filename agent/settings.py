"""Settings from the environment (`GREENROOM_…`) or a `.env` file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="GREENROOM_", env_file=".env", extra="ignore")

    home: Path = Field(
        default_factory=lambda: user_data_path("greenroom"), description="where sessions and indexes are kept"
    )
    content: Path | None = Field(
        default=None, description="a folder with your own questions, templates, criteria, sources"
    )
    host: str = Field(default="127.0.0.1", description="the address the web app listens on")
    port: int = Field(default=7860, ge=0, le=65535)

    @property
    def database(self) -> Path:
        return self.home / "sessions.sqlite"


@lru_cache
def settings() -> Settings:
    return Settings()
