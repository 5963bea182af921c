"""Our Vietnamese texts of the sign-in library: complete, not stale, nothing that nobody meets."""

import ast
import gettext
from pathlib import Path

import allauth
import django
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts

FOLDER = Path(settings.BASE_DIR) / "ocop_portal" / "locale" / "vi" / "LC_MESSAGES"
CONTEXT = "\x04"


def entries() -> dict[str, list[str]]:
    """The .po file as ``msgfmt`` reads it: key (with its context) to the texts."""
    found: dict[str, list[str]] = {}
    for block in (FOLDER / "django.po").read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                name = line.split(" ")[0]
            quoted = line[line.index('"') :]
            parts[name] = parts.get(name, "") + ast.literal_eval(quoted)
        if parts.get("msgid"):
            key = parts["msgid"]
            if "msgctxt" in parts:
                key = f"{parts['msgctxt']}{CONTEXT}{key}"
            found[key] = [text for part, text in parts.items() if part.startswith("msgstr")]
    return found


def compiled() -> dict[str, list[str]]:
    with (FOLDER / "django.mo").open("rb") as handle:
        catalogue = gettext.GNUTranslations(handle)._catalog  # type: ignore[attr-defined]
    found: dict[str, list[str]] = {}
    for key, text in catalogue.items():
        name = key[0] if isinstance(key, tuple) else key
        if name:
            found.setdefault(name, []).append(text)
    return found


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert compiled() == entries(), f"cd {FOLDER} && msgfmt -o django.mo django.po"


def test_every_text_is_translated_and_keeps_its_places_to_fill() -> None:
    for key, texts in entries().items():
        for text in texts:
            assert text.strip(), key
            for place in ("%(name)s", "%(min_length)d", "%(verbose_name)s", "%d", "{number}"):
                assert (place in text) is (place in key), key


@pytest.mark.parametrize("key", sorted(entries()))
def test_every_entry_stands_in_the_sources_it_translates(key: str) -> None:
    assert key.rsplit(CONTEXT, 1)[-1] in sources(), "renamed or gone in the library: remove it"


_SOURCES: set[str] = set()


def sources() -> set[str]:
    """Every text of the libraries' code, and of their messages after a form."""
    if not _SOURCES:
        account = Path(allauth.__file__).parent
        folders = [account / name for name in ("account", "mfa", "core")]
        folders += [Path(django.__file__).parent / "contrib" / "auth"]
        for folder in folders:
            for path in folder.rglob("*.py"):
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        _SOURCES.add(node.value)
        for path in account.glob("templates/*/messages/*.txt"):
            text = path.read_text(encoding="utf-8")
            for part in text.split("%}")[1:]:
                _SOURCES.add(part.split("{%")[0].strip().replace("{{name}}", "%(name)s"))
            _SOURCES.update(text.split('"')[1::2])
    return _SOURCES


def test_no_refusal_of_the_sign_in_library_is_left_in_english() -> None:
    # Sentences about doors that this portal does not have.
    closed = {
        "cannot_remove_primary_email",
        "duplicate_email",
        "email_password_mismatch",
        "email_taken",
        "max_email_addresses",
        "phone_password_mismatch",
        "phone_taken",
        "unknown_email",
        "unknown_phone",
        "unverified_primary_email",
        "username_taken",
    }
    known = entries()
    english = {
        code
        for adapter in (DefaultAccountAdapter, DefaultMFAAdapter)
        for code, text in adapter.error_messages.items()
        if _source_of(text) not in known
    }
    assert english == closed


def _source_of(text: object) -> str:
    from django.utils.translation import override

    with override("en"):
        return str(text)


def test_the_rules_of_passwords_are_told_in_the_portals_words() -> None:
    assert password_validators_help_texts() == [
        "Không giống tên đăng nhập, họ tên hay thư điện tử.",
        "Ít nhất 12 ký tự. Vài từ ghép lại thì dễ nhớ mà khó đoán.",
        "Không phải mật khẩu quá thông dụng.",
        "Không chỉ gồm chữ số.",
    ]
