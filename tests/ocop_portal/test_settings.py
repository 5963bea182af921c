"""Values of the environment are read with their type; production refuses what would be weak."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.enums import TWO_FACTOR_ROLES
from common.dates import vn_date
from ocop_portal import env

NAME = "OCOP_TEST_VALUE"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("off", False),
     ("no", False), ("False", False), ("", True)],
)  # fmt: skip
def test_a_flag(monkeypatch: pytest.MonkeyPatch, value: str, *, expected: bool) -> None:
    monkeypatch.setenv(NAME, value)
    assert env.flag(NAME, default=True) is expected


@pytest.mark.parametrize("value", ["có", "2", "truee"])
def test_a_wrong_flag_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='{value}': chỉ nhận true hoặc false"):
        env.flag(NAME)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("x", "cần một số nguyên"), ("1.5", "cần một số nguyên"), ("0", "nhỏ nhất là 1")],
)
def test_a_wrong_number_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, value: str, sentence: str
) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        env.number(NAME, 5, least=1)


def test_numbers_words_and_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.number(NAME, 5) == 5
    assert env.words(NAME) == []
    monkeypatch.setenv(NAME, " 7 ")
    assert env.number(NAME, 5) == 7
    monkeypatch.setenv(NAME, "a, b ,,c")
    assert env.words(NAME) == ["a", "b", "c"]


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("bí-mật\n", encoding="utf-8")
    monkeypatch.setenv(NAME, "khác")
    monkeypatch.setenv(f"{NAME}_FILE", str(file))
    assert env.text(NAME) == "bí-mật"


def test_a_value_that_must_be_given_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "")
    with pytest.raises(ImproperlyConfigured, match=f"Thiếu biến môi trường {NAME}"):
        env.text(NAME)


# --- production ----------------------------------------------------------------------------------

SHOW = (
    "import django; django.setup(); from django.conf import settings as s; "
    "print(s.DEMO, s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
    " s.SECURE_HSTS_SECONDS, s.ALLAUTH_TRUSTED_PROXY_COUNT, len(s.TWO_FACTOR_ROLES),"
    " s.CACHES['default']['BACKEND'].split('.')[-1])"
)


def production(tmp_path: Path, *command: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run Python under production settings, in an environment with nothing but ``given``."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "ocop_portal.settings.prod",
        "OCOP_VAR": str(tmp_path),
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment | given,
        capture_output=True,
        text=True,
        check=False,
    )


GIVEN = {
    "SECRET_KEY": "".join(chr(97 + n % 26) for n in range(60)),
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def test_production_does_not_start_without_its_secret(tmp_path: Path) -> None:
    result = production(tmp_path, "-c", SHOW, REDIS_URL=GIVEN["REDIS_URL"])
    assert result.returncode == 1
    assert result.stderr.strip().endswith("Thiếu biến môi trường SECRET_KEY")


def test_production_is_closed_by_default(tmp_path: Path) -> None:
    result = production(tmp_path, "-c", SHOW, **GIVEN)
    assert result.stderr == ""
    assert result.stdout.split() == [
        "False", "False", "True", "True", "True", "31536000", "1", str(len(TWO_FACTOR_ROLES)),
        "RedisCache",
    ]  # fmt: skip


def test_production_passes_the_checks_of_a_server(tmp_path: Path) -> None:
    result = production(tmp_path, "manage.py", "check", "--deploy", "--fail-level=WARNING", **GIVEN)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_demo_does_not_pass_them(settings: pytest.FixtureRequest) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check", deploy=True)
    text = str(refused.value)
    assert "ocop.E003" in text
    assert "ocop.E004" in text


def test_dates_are_read_and_written_the_vietnamese_way() -> None:
    from django import forms

    field = forms.DateField()
    assert vn_date(field.clean("01/07/2025")) == "01/07/2025"
    assert field.clean("25/12/2025").month == 12
