#!/usr/bin/env bash
# make demo: from a fresh machine to a running portal with a demo province. State only in var/.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

reset=
for argument in "$@"; do
  case $argument in
    --reset) reset=1 ;;
    *) die "make demo không hiểu: $argument (chỉ có: make demo DEMO_ARGS=--reset)" ;;
  esac
done

# The demo is one machine, nothing installed: whatever the shell points at is not for it.
unset DATABASE_URL REDIS_URL SECRET_KEY
export DJANGO_SETTINGS_MODULE=ocop_portal.settings.dev
export OCOP_VAR="${OCOP_VAR:-$ROOT/var}"
export PORT="${PORT:-8000}"
export PORTAL_HOST="${PORTAL_HOST:-127.0.0.1:$PORT}" PORTAL_URL="${PORTAL_URL:-http://127.0.0.1:$PORT}"

setup run
"$PY" scripts/serve.py check-port

if [ -n "$reset" ]; then
  say "Xoá dữ liệu dùng thử cũ"
  rm -rf "$OCOP_VAR"/db.sqlite3* "$OCOP_VAR"/demo-stamp "$OCOP_VAR"/celerybeat-schedule* \
    "$OCOP_VAR"/{queue,queue-control,media,mail,cache,log}
fi

# The commands of the seed are idempotent, but reading it all again takes seconds: done once per state
# of the code and its reference data.
fingerprint_of_code() {
  find . \( -path ./.venv -o -path ./var -o -path ./.git -o -path ./tests -o -path ./static \
    -o -path ./node_modules -o -path ./docs -o -path ./scripts -o -name __pycache__ -o -name '.*_cache' \) -prune \
    -o -type f \( -name '*.py' -o -name '*.csv' -o -name '*.json' -o -path '*/data/*' -o -path './templates/*/pdf/*' \) \
    -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

mkdir -p "$OCOP_VAR/static"
stamp="$OCOP_VAR/demo-stamp"
want="$(fingerprint_of_code) ${DEMO_PASSWORD:-}"
if [ ! -s "$OCOP_VAR/db.sqlite3" ] || [ "$(cat "$stamp" 2>/dev/null)" != "$want" ]; then
  rm -f "$stamp"
  say "Lập cơ sở dữ liệu"
  "$PY" manage.py migrate --no-input --verbosity 0
  say "Nạp dữ liệu tham chiếu"
  "$PY" manage.py seed_reference
  say "Nạp tỉnh dùng thử"
  "$PY" manage.py seed_demo
  printf '%s\n' "$want" >"$stamp"
fi

exec "$PY" scripts/serve.py demo
