# Sourced: which Debian packages are missing, and how are they installed without a question?

# Fonts of official papers: 宋体 and 黑体, 楷体, 仿宋 (docs/adr/0003 and platform/letters say which is used for what).
FONTS="fonts-noto-cjk fonts-lxgw-wenkai fonts-cwtex-fs"

has() { command -v "$1" >/dev/null 2>&1; }
is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed'; }

# need COMMAND PACKAGE: remembers the package where the command is missing. COMMAND `-` asks dpkg instead.
MISSING=""
need() {
  if [ "$1" = - ]; then is_installed "$2" || MISSING="$MISSING $2"; return 0; fi
  has "$1" || MISSING="$MISSING $2"
}

# Installs what `need` remembered. Says plainly why it cannot, and returns 1; the caller decides whether that ends the run.
install_missing() {
  MISSING="${MISSING# }"
  [ -n "$MISSING" ] || return 0
  if ! has apt-get; then
    echo "These packages are missing and this is no Debian system: $MISSING" >&2
    return 1
  fi
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    if ! has sudo || ! sudo -n true 2>/dev/null; then
      echo "These packages are missing, and installing them needs root: sudo apt-get install -y $MISSING" >&2
      return 1
    fi
    as_root="sudo -n"
  fi
  echo "installing: $MISSING"
  # The lists of a fresh machine are empty; old lists name versions that are gone.
  if ! $as_root apt-get update -qq; then
    echo "apt-get update failed; trying with the lists at hand" >&2
  fi
  # shellcheck disable=SC2086
  if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $MISSING >/dev/null; then
    echo "apt-get could not install: $MISSING" >&2
    return 1
  fi
  MISSING=""
}
