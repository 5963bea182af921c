#!/usr/bin/env bash
# Makes requirements.txt and requirements-dev.txt from the .in files, in a fresh environment each:
# exact versions, no addresses, no hashes (mirrors repack wheels).
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$ROOT"
python=$(find_python) || die "Cần Python 3.11-3.13 có mô-đun venv."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The comment and "-r" lines at the top of a list stay; the pins below them are written anew.
write() {
  { grep -E '^(#|-r)' "$1" || true; LC_ALL=C sort -f "$2"; } >"$work/new"
  mv "$work/new" "$1"
}

"$python" -m venv "$work/run"
"$work/run/bin/pip" install --quiet --disable-pip-version-check -r requirements.in
"$work/run/bin/pip" freeze | LC_ALL=C sort >"$work/run.txt"
"$work/run/bin/pip" install --quiet --disable-pip-version-check -r requirements-dev.in
"$work/run/bin/pip" freeze | LC_ALL=C sort >"$work/all.txt"
LC_ALL=C comm -13 "$work/run.txt" "$work/all.txt" >"$work/dev.txt"
write requirements.txt "$work/run.txt"
write requirements-dev.txt "$work/dev.txt"
say "requirements.txt và requirements-dev.txt đã ghim lại: xem git diff"
