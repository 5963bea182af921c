#!/usr/bin/env bash
# make run: as in production, on the database and Redis that the environment names.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

for name in DATABASE_URL REDIS_URL SECRET_KEY; do
  file_name="${name}_FILE"
  [ -n "${!name:-}" ] || [ -n "${!file_name:-}" ] || die "make run cần biến môi trường $name. Ví dụ:
   DATABASE_URL=postgres://ocop@127.0.0.1/ocop REDIS_URL=redis://127.0.0.1:6379/0 \\
   SECRET_KEY=\$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))') \\
   ALLOWED_HOSTS=ocop.thanhhoa.example make run"
done
export DJANGO_SETTINGS_MODULE=ocop_portal.settings.prod
export OCOP_VAR="${OCOP_VAR:-$ROOT/var}"

setup run
mkdir -p "$OCOP_VAR"
"$PY" scripts/serve.py check-port
say "Kiểm tra cấu hình"
"$PY" manage.py check --deploy --fail-level ERROR --database default
say "Cập nhật cơ sở dữ liệu và tệp tĩnh"
"$PY" manage.py migrate --no-input --verbosity 0
"$PY" manage.py collectstatic --no-input --verbosity 0
exec "$PY" scripts/serve.py run
