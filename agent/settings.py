"""Settings from the environment (`GREENROOM_…`) or a `.env` file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, model_validator
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
    auth: Path | None = Field(
        default=None, description="a file of name:password lines; with it the web app has a log-in"
    )

    @property
    def database(self) -> Path:
        return self.home / "sessions.sqlite"


PRESETS = {  # where the usual model servers listen
    "openai": "https://api.openai.com/v1",
    "openrouter": "https://openrouter.ai/api/v1",
    "ollama": "http://127.0.0.1:11434/v1",
    "vllm": "http://127.0.0.1:8000/v1",
    "llama.cpp": "http://127.0.0.1:8080/v1",
    "lm-studio": "http://127.0.0.1:1234/v1",
}


class ModelSettings(BaseSettings):
    """The model server: `OPENAI_API_KEY`, `OPENAI_BASE_URL` and `GREENROOM_…`; without the first two there is none."""

    model_config = SettingsConfigDict(
        env_prefix="GREENROOM_", env_file=".env", extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    api_key: SecretStr | None = Field(default=None, validation_alias=AliasChoices("OPENAI_API_KEY"))
    base_url: str | None = Field(default=None, repr=False, validation_alias=AliasChoices("OPENAI_BASE_URL"))
    preset: str | None = Field(default=None, description=f"a server by name: {', '.join(PRESETS)}")
    interviewer_model: str = Field(default="gpt-4.1-mini", description="the model that words the interviewer's turns")
    grader_model: str | None = Field(default=None, description="the model that grades; the interviewer's where unset")
    temperature: float = Field(default=0.6, ge=0, le=2)
    connect_seconds: float = Field(default=5, gt=0)
    stall_seconds: float = Field(default=20, gt=0, description="longest silence, also before the first token")
    reply_seconds: float = Field(default=45, gt=0, description="longest streamed reply")
    grade_seconds: float = Field(default=120, gt=0, description="longest call of the grader")
    reread_seconds: float = Field(
        default=0, ge=0, description="how long a turn waits for the second reading of the last"
    )
    token_budget: int = Field(default=0, ge=0, description="tokens a session may use; 0 is no limit")
    price_in: float = Field(
        default=0, ge=0, description="what a million tokens read cost, for the estimate; 0: unknown"
    )
    price_out: float = Field(default=0, ge=0, description="what a million tokens written cost")

    @model_validator(mode="after")
    def _preset(self) -> ModelSettings:
        if self.preset and self.preset not in PRESETS:
            raise ValueError(f"no preset {self.preset!r}; there are {', '.join(PRESETS)}")
        if self.preset and not self.base_url:
            self.base_url = PRESETS[self.preset]
        return self

    @property
    def configured(self) -> bool:
        return bool(self.api_key or self.base_url)

    @property
    def grader(self) -> str:
        return self.grader_model or self.interviewer_model


BROWSER = "browser"  # as the model that speaks: the voices that the browser brings along, no server


class VoiceSettings(BaseSettings):
    """Speech, for the whole installation: without a model named here, and a server to ask, there is none."""

    model_config = SettingsConfigDict(
        env_prefix="GREENROOM_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    transcribe_model: str = Field(default="", description="the model that writes down what is said, e.g. whisper-1")
    speech_model: str = Field(default="", description=f"the model that reads aloud, e.g. tts-1; or {BROWSER!r}")
    speech_voice: str = Field(default="alloy", description="the voice of the model that reads aloud")
    voice_base_url: str | None = Field(default=None, repr=False, description="a speech server of its own")
    voice_api_key: SecretStr | None = Field(default=None, description="the key of that server")
    voice_seconds: float = Field(default=30, gt=0, description="longest wait for a text or a reading")

    @property
    def server(self) -> ModelSettings | None:
        """Where speech is asked for; the key of the model server goes to no other."""
        chat = ModelSettings()
        address = (self.voice_base_url or "").rstrip("/")
        if not address or address == (chat.base_url or PRESETS["openai"]).rstrip("/"):
            key = self.voice_api_key or chat.api_key
            return ModelSettings(api_key=key, base_url=address or chat.base_url) if key or chat.configured else None
        return ModelSettings(api_key=self.voice_api_key, base_url=self.voice_base_url, preset=None)

    @property
    def hears(self) -> bool:
        return bool(self.transcribe_model and self.server)

    @property
    def reads(self) -> bool:
        return self.speech_model == BROWSER or bool(self.speech_model and self.server)


@lru_cache
def settings() -> Settings:
    return Settings()
