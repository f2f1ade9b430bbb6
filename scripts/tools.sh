#!/usr/bin/env bash
# Installs what `make test` needs beyond Rust: Debian packages, a Python environment and npm packages under .tools/.
# Can be run again; a tool that is there at its pinned version costs nothing.
set -eu
cd "$(dirname "$0")/.."
. scripts/packages.sh

need cc build-essential
need chromium chromium
need pdftotext poppler-utils
need java default-jre-headless
need node nodejs
need npm npm
need python3 python3
python3 -c 'import ensurepip, venv' 2>/dev/null || MISSING="$MISSING python3-venv"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || MISSING="$MISSING postgresql"
for font in $FONTS; do need - "$font"; done
install_missing

python_wants=app/tests/foreign/requirements.txt
if ! cmp -s "$python_wants" .tools/venv/requirements.txt; then
  rm -rf .tools/venv
  python3 -m venv .tools/venv
  .tools/venv/bin/pip install -q --disable-pip-version-check -r "$python_wants"
  cp "$python_wants" .tools/venv/requirements.txt
fi

node_wants=app/tests/browser/package.json
if ! cmp -s "$node_wants" .tools/node/package.json; then
  rm -rf .tools/node
  mkdir -p .tools/node
  cp "$node_wants" .tools/node/package.json
  # None of the packages needs its install script: Chromium and Java are Debian's.
  if ! (cd .tools/node && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error); then
    rm -f .tools/node/package.json
    exit 1
  fi
fi
echo "tools are in place"
