#!/usr/bin/env bash
# Every check that needs no database: make lint, and the first stages of make test.
# Runs them all, then names those that failed.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
setup dev
export DJANGO_SETTINGS_MODULE=ocop_portal.settings.test
unset DATABASE_URL REDIS_URL
mkdir -p "${OCOP_VAR:-$ROOT/var}"  # makemigrations looks into the database that may be there
BIN="$VENV/bin"
failed=()

stage() {
  local name=$1
  shift
  say "$name"
  "$@" || failed+=("$name")
}

# A value for everything production insists on: the settings are checked, nothing is opened.
deploy_check() {
  env DJANGO_SETTINGS_MODULE=ocop_portal.settings.prod \
    SECRET_KEY="$("$PY" -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    DATABASE_URL=postgres://ocop@127.0.0.1:1/ocop REDIS_URL=redis://127.0.0.1:1/0 \
    ALLOWED_HOSTS=ocop.example.vn CSRF_TRUSTED_ORIGINS=https://ocop.example.vn \
    PORTAL_HOST=ocop.example.vn PORTAL_URL=https://ocop.example.vn \
    "$PY" manage.py check --deploy --fail-level WARNING
}

stage "ruff format" "$BIN/ruff" format --check --quiet .
stage "ruff check" "$BIN/ruff" check --quiet .
stage "djlint" "$BIN/djlint" templates --lint --quiet
stage "lint-imports" "$BIN/lint-imports" --no-cache
stage "mypy" "$BIN/mypy"
stage "migrations" "$PY" manage.py makemigrations --check --dry-run
stage "check --deploy" deploy_check

if [ "${#failed[@]}" -gt 0 ]; then
  warn "Không đạt: $(printf '%s; ' "${failed[@]}")"
  exit 1
fi
