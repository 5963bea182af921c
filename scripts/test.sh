#!/usr/bin/env bash
# make test: every check, then the suite on SQLite and on PostgreSQL + Redis. Nothing is skipped:
# what is missing is installed, started for the run, or named as a failure with its remedy.
# The last line of the output is pytest's own.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
unset DJANGO_SETTINGS_MODULE
setup dev

browser() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

tools() {
  if ! browser >/dev/null; then
    apt_install chromium ||
      die "Thiếu Chromium cho các bài kiểm tra trình duyệt. Hãy chạy: $(apt_command chromium)"
  fi
  if ! command -v pdftotext >/dev/null; then
    apt_install poppler-utils ||
      die "Thiếu pdftotext cho các bài kiểm tra PDF. Hãy chạy: $(apt_command poppler-utils)"
  fi
  local missing
  missing=$(missing_packages "${RUNTIME_PACKAGES[@]}")
  [ -z "$missing" ] || die "Thiếu thư viện hệ thống: $missing. Hãy chạy: $(apt_command "$missing")"
  CHROMIUM=$(browser)
  export CHROMIUM
}

# PostgreSQL and Redis: one that answers, else installed programs; apt only when neither is there.
services() {
  local need
  need=$("$PY" scripts/services.py missing)
  [ -n "$need" ] || return 0
  # shellcheck disable=SC2086
  apt_install $need || die "Thiếu dịch vụ cho bài kiểm tra: $need. Hãy chạy: $(apt_command "$need")
   hoặc chỉ tới dịch vụ đang chạy: DATABASE_URL=postgres://… REDIS_URL=redis://… make test"
}

# Compiled tests are kept for the second half, whatever the shell says: it takes as long as a room.
unset PYTHONDONTWRITEBYTECODE
# Which tests stay together in one process: tests/conftest.py.
PYTEST=("$PY" -m pytest -n 2 --dist loadgroup)

tools
if [ -n "${T:-}" ]; then
  # A quick look at a part, on SQLite.
  # shellcheck disable=SC2086
  exec env -u DATABASE_URL -u REDIS_URL "$PY" -m pytest $T
fi
services
scripts/lint.sh

say "Bộ kiểm tra trên SQLite"
env -u DATABASE_URL -u REDIS_URL "${PYTEST[@]}"

# Tests that ask for no database (text, tables of moves, parsers, templates) have run above.
say "Bộ kiểm tra trên PostgreSQL và Redis"
exec "$PY" scripts/services.py run -- "${PYTEST[@]}" --database-only
