# Sourced after packages.sh and steps.sh: the steps that `make check` and `make test` share.

TEST_LOG=target/test-run.log

BUILD_LOG=target/build.log

# Build and lints are one pass: clippy's driver compiles our crates, so that what they stand on is not checked a second time
# (docs/adr/0003). Every cargo call after it in the same run must see the same variable, or our crates are compiled again.
RUSTC_WORKSPACE_WRAPPER=$(rustup which clippy-driver 2>/dev/null || command -v clippy-driver || true)
export RUSTC_WORKSPACE_WRAPPER

build_and_lint() {
  [ -n "$RUSTC_WORKSPACE_WRAPPER" ] || { echo "clippy is missing: rustup component add clippy" >&2; return 1; }
  mkdir -p target
  set -o pipefail
  cargo build --workspace --all-targets --quiet 2>&1 | tee "$BUILD_LOG"
}

# A warning fails here, not in the build: the tests run all the same.
no_warnings() {
  ! grep -E '^(warning|error)' "$BUILD_LOG"
}

cargo_steps() {
  step format cargo fmt --all --check
  step build build_and_lint
  step lints no_warnings
  step "house rules" cargo xtask tidy
  step glossary cargo xtask glossary
}

# cargo-deny is installed by scripts/tools.sh, or by hand; without it `make check` says so and goes on.
check_licences() {
  local deny
  if [ -x .tools/venv/bin/cargo-deny ]; then deny=.tools/venv/bin/cargo-deny
  elif has cargo-deny; then deny=cargo-deny
  else echo "cargo-deny is not installed here: licences not checked"; return 0; fi
  "$deny" check licenses bans sources
}

run_tests() {
  mkdir -p target
  set -o pipefail
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --no-fail-fast 2>&1 | tee "$TEST_LOG"
  else
    cargo test --workspace --no-fail-fast 2>&1 | tee "$TEST_LOG"
  fi
}

# The runner's own closing line, once more at the end, where it is looked for.
print_test_summary() {
  [ -f "$TEST_LOG" ] || return 0
  sed 's/\x1b\[[0-9;]*m//g' "$TEST_LOG" | grep -E '^ *Summary \[|^test result:' || true
}
