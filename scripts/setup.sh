#!/usr/bin/env bash
# What every command of the house stands on: system packages, .venv, pinned packages.
# Sourced by demo.sh, test.sh, run.sh and lint.sh; run alone ("scripts/setup.sh [dev]") it only sets up.
# Nothing here asks a question: what it may not do itself it says, with the exact command.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV="$ROOT/.venv"
PY="$VENV/bin/python"
# PDF needs Pango, upload checks need libmagic, official papers need a Times twin.
RUNTIME_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 fonts-liberation2)

say() { printf '%s\n' "── $*"; }
warn() { printf '%s\n' "!! $*" >&2; }
die() {
  warn "$@"
  exit 1
}

# Prints "", "sudo -n" or fails: how packages may be installed on this machine.
root_prefix() {
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -eq 0 ]; then
    echo ""
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    echo "sudo -n"
  else
    return 1
  fi
}

apt_command() {
  echo "sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
}

# Installs Debian packages where that is allowed; else fails quietly.
apt_install() {
  local prefix log
  prefix=$(root_prefix) || return 1
  log=$(mktemp)
  say "apt: $*"
  # $prefix is empty or two words: it must be split.
  # shellcheck disable=SC2086
  if { $prefix env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
    $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
    >"$log" 2>&1 </dev/null; then
    rm -f "$log"
    return 0
  fi
  warn "apt-get không cài được: $*"
  tail -n 5 "$log" >&2
  rm -f "$log"
  return 1
}

# The packages of the list that this machine lacks, one line.
missing_packages() {
  local name missing=()
  command -v dpkg-query >/dev/null || return 0
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q '^install ok installed' || missing+=("$name")
  done
  echo "${missing[*]:-}"
}

# PDF and upload checks want these libraries; without them the portal still starts and says so itself.
system_libraries() {
  local missing
  missing=$(missing_packages "${RUNTIME_PACKAGES[@]}")
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086
  if ! apt_install $missing; then
    warn "Thiếu thư viện hệ thống: $missing (cần cho giấy chứng nhận PDF và kiểm tra tệp tải lên)."
    warn "Hãy chạy: $(apt_command "$missing")"
  fi
}

python_ok() {
  "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

venv_ok() {
  "$1" -c 'import ensurepip, venv' 2>/dev/null
}

find_python() {
  local name
  for name in python3.11 python3 /usr/bin/python3.11 /usr/bin/python3 python3.12 python3.13; do
    if command -v "$name" >/dev/null && python_ok "$name" && venv_ok "$name"; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

make_venv() {
  local python
  if [ -x "$PY" ] && python_ok "$PY" && [ -x "$VENV/bin/pip" ]; then
    return 0
  fi
  if ! python=$(find_python); then
    apt_install python3 python3-venv || true
    python=$(find_python) ||
      die "Cần Python 3.11-3.13 có mô-đun venv. Trên Debian 12 hãy chạy: $(apt_command python3 python3-venv)"
  fi
  say "Tạo .venv bằng $("$python" --version)"
  rm -rf "$VENV"
  "$python" -m venv "$VENV"
}

# What must have been installed for a requirements list: the Python and the pins themselves.
fingerprint() {
  { "$PY" --version && cat "$@"; } | sha256sum
}

# Installs a requirements list when it, or the Python under it, is not the one installed last.
install_requirements() {
  local pins=("$ROOT/requirements.txt")
  [ "$1" = dev ] && pins+=("$ROOT/requirements-dev.txt")
  local last=${pins[-1]}
  [ "$(cat "$VENV/.installed-$1" 2>/dev/null)" = "$(fingerprint "${pins[@]}")" ] && return 0
  say "Cài gói Python (${last##*/})"
  "$VENV/bin/pip" install -qq --no-compile --disable-pip-version-check --prefer-binary -r "$last" ||
    die "pip không cài được ${last##*/}: xem lỗi ở trên (mạng hoặc kho gói), rồi chạy lại."
  # pip compiles on one core; a package may ship a file of another Python, which does no harm.
  "$PY" -m compileall -q -j 0 "$VENV/lib" >/dev/null 2>&1 || true
  fingerprint "$ROOT/requirements.txt" >"$VENV/.installed-run"
  [ "$1" = run ] || fingerprint "${pins[@]}" >"$VENV/.installed-$1"
}

setup() {
  cd "$ROOT"
  system_libraries
  make_venv
  install_requirements "${1:-run}"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  setup "${1:-run}"
fi
