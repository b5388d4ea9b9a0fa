"""The settings of one running service, read once from the environment."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting an operator can change; see docs/operations.md for the meaning of each."""

    database_url: str
    data_dir: Path
    bind: str
    secret_key: str
    log: str
    proxies: int = 0
    smtp_url: str = ""
    mail_from: str = ""
    base_url: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Config:
        """Read the ``LANTOA_*`` settings, filling in what is not set."""
        data_dir = Path(environment.get("LANTOA_DATA_DIR", "var")).resolve()
        return cls(
            database_url=environment.get("LANTOA_DATABASE_URL", f"sqlite:///{data_dir / 'lantoa.db'}"),
            data_dir=data_dir,
            bind=environment.get("LANTOA_BIND", "127.0.0.1:8000"),
            secret_key=environment.get("LANTOA_SECRET_KEY") or _secret_key_kept_in(data_dir),
            log=environment.get("LANTOA_LOG", "info"),
            proxies=int(environment.get("LANTOA_PROXIES", "0")),
            smtp_url=environment.get("LANTOA_SMTP_URL", ""),
            mail_from=environment.get("LANTOA_MAIL_FROM", ""),
            base_url=environment.get("LANTOA_BASE_URL", "").rstrip("/"),
        )

    @property
    def sends_mail(self) -> bool:
        """Whether everything is set that sending e-mail needs."""
        return bool(self.smtp_url and self.mail_from and self.base_url)

    @property
    def documents_dir(self) -> Path:
        """Where file content lies, named by its hash."""
        return self.data_dir / "documents"


def seed_directory() -> Path:
    """The folder that holds ``workflows/`` and ``forms/``: inside an installed wheel, else the checkout."""
    packaged = PACKAGE / "seed"
    return packaged if packaged.is_dir() else PACKAGE.parent


def _secret_key_kept_in(data_dir: Path) -> str:
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()
