"""One machine, nothing installed: SQLite, filesystem queue. Used by ``make demo``."""

from ocop_portal.settings.base import *  # noqa: F403
from ocop_portal.settings.base import BASE_DIR, INSTALLED_APPS, STORAGES, VAR_DIR

DEBUG = False
DEMO = True  # demo accounts may exist; prod refuses them
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"]  # noqa: S104 -- names, no binding
INSTALLED_APPS = [*INSTALLED_APPS]


def _demo_secret() -> str:
    """A secret of this machine, made at the first start and kept in var/."""
    import secrets  # noqa: PLC0415 -- used once

    path = VAR_DIR / "secret-key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _demo_secret()
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
for folder in ("queue", "queue-control", "media", "mail", "cache"):
    (VAR_DIR / folder).mkdir(parents=True, exist_ok=True)
assert BASE_DIR
