#!/usr/bin/env bash
# Makes a fresh machine ready: system libraries, the virtual environment, the locked packages. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

PATH=$PATH:/usr/sbin:/sbin  # where ldconfig is, which an ordinary user has not in the path
say() { printf '%s\n' "$*" >&2; }
python=${PYTHON:-python3.11}
command -v "$python" >/dev/null || python=python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  say "Python 3.11 or newer is needed, but $("$python" --version 2>&1) was found. Install python3.11 and python3.11-venv."
  exit 1
}

# Debian and Ubuntu packages: Pango draws the documents, Chromium drives the browser tests, poppler reads PDFs.
wanted=()
libraries=$(ldconfig -p 2>/dev/null || true)  # not a pipe: grep -q would end ldconfig early, and pipefail would call that missing
grep -q libpangoft2-1.0 <<<"$libraries" || wanted+=(libpango-1.0-0 libpangoft2-1.0-0)
grep -q libharfbuzz-subset <<<"$libraries" || wanted+=(libharfbuzz-subset0)
command -v pdftotext >/dev/null || wanted+=(poppler-utils)
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || wanted+=(chromium)
"$python" -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)
if [ ${#wanted[@]} -gt 0 ]; then
  root=""
  [ "$(id -u)" = 0 ] || root="sudo -n"
  if command -v apt-get >/dev/null && { [ -z "$root" ] || $root true 2>/dev/null; }; then
    say "Installing ${wanted[*]} …"
    $root apt-get update -qq || true
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null ||
      say "Some of ${wanted[*]} could not be installed. Documents or browser tests may not run."
  else
    say "Please install ${wanted[*]}: without them documents or browser tests do not run (root or sudo is needed)."
  fi
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
say "Installing the locked Python packages …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt || {
  say "The Python packages could not be installed. Check the network and the free disk space, then run make again."
  exit 1
}
touch .venv/.ready
