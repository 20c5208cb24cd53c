# shellcheck shell=bash
# Set-up that ./run and ./test share. Sourced, never run. It installs what is missing, says what and why, and is quick when nothing is.
#
# The caller sets ROOT (the checkout) and STAGES (how many numbered stages it will announce) and has `set -euo pipefail`.
# Everything that lasts is kept under one cache folder, outside the checkout, so that a fresh clone starts warm:
#   target/   cargo's output (or CARGO_TARGET_DIR)
#   peers/    the Python environment of the test peers
#   stamps/   which inputs the built page was made from

: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
export HOME
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/gangway"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CACHE/target}"
OUT="$ROOT/out"
PEERS="$CACHE/peers"
mkdir -p "$CACHE/stamps" "$OUT/logs"

# shellcheck disable=SC2034 # the three lists are read by the scripts that source this file
BUILD_PACKAGES=(build-essential pkg-config file patchelf libssl-dev libwebkit2gtk-4.1-dev libxdo-dev libayatana-appindicator3-dev librsvg2-dev)
# shellcheck disable=SC2034
WINDOW_PACKAGES=(xvfb xauth openbox dbus dbus-x11 webkit2gtk-driver at-spi2-core fonts-dejavu-core)
# shellcheck disable=SC2034
TEST_PACKAGES=(python3 python3-venv strace bind9 bind9-utils bind9-dnsutils unbound iproute2 util-linux unzip swaks libnet-ssleay-perl libio-socket-ssl-perl)

STAGE_NUMBER=0
STAGE_NAME="start"
STAGE_HINT=""
STAGE_STARTED=$SECONDS
TICKER=""
APT_UPDATED=no

# stage NAME HINT: announces the next numbered stage. HINT is what a person can do when it fails.
stage() {
  STAGE_NUMBER=$((STAGE_NUMBER + 1))
  STAGE_NAME="$1"
  STAGE_HINT="$2"
  STAGE_STARTED=$SECONDS
  printf '\n[%d/%d] %s  (%s since the start)\n' "$STAGE_NUMBER" "$STAGES" "$1" "$(duration "$SECONDS")"
}

# note TEXT: one indented line below the stage.
note() { printf '      %s\n' "$*"; }

# give_up TEXT: ends with a sentence of our own instead of a command's exit code.
give_up() {
  STAGE_HINT="$1"
  exit 1
}

# duration SECONDS -> 3m07s
duration() { printf '%dm%02ds' $(($1 / 60)) $(($1 % 60)); }

# with_heartbeat COMMAND...: says every minute that a long quiet command still runs: one Rust crate alone compiles for minutes.
with_heartbeat() {
  local rc=0
  (
    # The nap must not outlive the ticker, and must not keep the caller's output pipe open.
    trap 'kill "$nap" 2>/dev/null; exit 0' TERM
    # "$$" is the script itself, in its subshells too.
    while kill -0 "$$" 2>/dev/null; do
      sleep 60 >/dev/null 2>&1 &
      nap=$!
      wait "$nap"
      printf '      ... still at "%s", %s\n' "$STAGE_NAME" "$(duration $((SECONDS - STAGE_STARTED)))"
    done
  ) &
  TICKER=$!
  "$@" || rc=$?
  stop_heartbeat
  return "$rc"
}

stop_heartbeat() {
  [ -n "$TICKER" ] || return 0
  kill "$TICKER" 2>/dev/null || true
  wait "$TICKER" 2>/dev/null || true
  TICKER=""
}

# leaving_nothing COMMAND...: runs it, then ends every process that it left behind, in whatever group or session: a window, a driver or a
# server of a test that was cut off would otherwise keep its port, its display and the pipe to our log. They are known by a mark in
# their environment, so that nothing else is ever touched.
leaving_nothing() (
  rc=0
  mark="$$.$STAGE_NUMBER.$RANDOM$RANDOM"
  GANGWAY_MARK="$mark" "$@" || rc=$?
  for signal in TERM KILL; do
    mapfile -t left < <(grep -lzxF "GANGWAY_MARK=$mark" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3)
    if [ "${#left[@]}" -gt 0 ]; then
      note "Left behind, ended with $signal: $(ps -o comm= -p "$(IFS=, && echo "${left[*]}")" | sort | uniq -c | tr -s ' \n' ' ')"
      kill -s "$signal" "${left[@]}" 2>/dev/null || true
      sleep 1
    fi
  done
  exit "$rc"
)

# Runs on every exit; the caller may define at_exit for its own last words.
on_exit() {
  local rc=$?
  stop_heartbeat
  if [ "$rc" -ne 0 ] && [ "${SAID_RESULT:-no}" = no ]; then
    printf '\nStopped in stage %d of %d, "%s", after %s.\n' "$STAGE_NUMBER" "$STAGES" "$STAGE_NAME" "$(duration $((SECONDS - STAGE_STARTED)))" >&2
    if [ -n "$STAGE_HINT" ]; then
      printf 'What to do: %s\n' "$STAGE_HINT" >&2
    fi
  fi
  exit "$rc"
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# install_packages WHY PACKAGE...: only what dpkg does not know as installed.
install_packages() {
  local why="$1" package
  shift
  local missing=()
  if ! command -v dpkg-query >/dev/null; then
    note "This is not Debian or Ubuntu. Needed here ($why), under the names that those systems use: $*"
    return 0
  fi
  for package in "$@"; do
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      missing+=("$package")
    fi
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    note "System packages ($why): all there."
    return 0
  fi
  note "Installing system packages ($why): ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || give_up "Ask an administrator for: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  if [ "$APT_UPDATED" = no ]; then
    "${as_root[@]}" apt-get update -q
    APT_UPDATED=yes
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y -o Dpkg::Use-Pty=0 --no-install-recommends "${missing[@]}"
}

# install_if_offered WHY PACKAGE...: those that this system offers; the tests that use the others say that they are skipped.
install_if_offered() {
  local why="$1" package offered=()
  shift
  command -v apt-cache >/dev/null || return 0
  for package in "$@"; do
    if apt-cache policy "$package" 2>/dev/null | grep -q '^  Candidate: [^(]'; then
      offered+=("$package")
    else
      note "Not offered here ($why): $package"
    fi
  done
  if [ "${#offered[@]}" -gt 0 ]; then install_packages "$why" "${offered[@]}"; fi
}

# The two toolchains are the user's own choice of version: checked and named, not installed.
check_toolchains() {
  local cargo_bin="${CARGO_HOME:-$HOME/.cargo}/bin"
  case ":$PATH:" in
    *":$cargo_bin:"*) ;;
    *) if [ -d "$cargo_bin" ]; then export PATH="$cargo_bin:$PATH"; fi ;;
  esac
  command -v cargo >/dev/null || give_up "Rust is missing. Install it with rustup (https://rustup.rs), then start again."
  cargo --version >/dev/null || give_up "cargo does not start. With rustup: rustup default stable"
  command -v node >/dev/null || give_up "Node.js is missing. Install version 20.19 or newer (https://nodejs.org), then start again."
  command -v npm >/dev/null || give_up "npm is missing. It comes with Node.js (https://nodejs.org)."
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
    || give_up "Node.js $(node --version) is too old. Install version 20.19 or newer (https://nodejs.org)."
  note "$(cargo --version), Node.js $(node --version)"
  local memory_kb
  memory_kb="$(awk '/^MemAvailable|^SwapFree/ { sum += $2 } END { print sum }' /proc/meminfo 2>/dev/null || true)"
  if [ -n "$memory_kb" ] && [ "$memory_kb" -lt 9000000 ]; then
    note "Only $((memory_kb / 1048576)) GB of memory are free: the first build needs about 8 GB for one crate (aws-sdk-ec2)."
  fi
  # That one compiler process leaves room for few others beside it.
  if [ -n "$memory_kb" ] && [ "$memory_kb" -lt 20000000 ] && [ -z "${CARGO_BUILD_JOBS:-}" ] && [ "$(nproc)" -gt 2 ]; then
    export CARGO_BUILD_JOBS=2
    note "Compiling two crates at a time, to keep within the memory."
  fi
}

# fingerprint PATH...: one hash over the names and contents of all files below the paths, in a fixed order. A path may be missing.
fingerprint() {
  (cd "$ROOT" && { find "$@" -type f -print0 2>/dev/null || true; } | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -d' ' -f1)
}

# npm packages, only when the lock file or Node.js changed. The stamp lies inside node_modules: it goes when they go.
install_npm_packages() {
  local wanted
  wanted="$(node --version) $(fingerprint ui/package.json ui/package-lock.json)"
  if [ "$(cat "$ROOT/ui/node_modules/.gangway-stamp" 2>/dev/null)" = "$wanted" ]; then
    note "npm packages: unchanged."
    return 0
  fi
  note "Installing the npm packages of ui/package-lock.json"
  (cd "$ROOT/ui" && npm ci --no-audit --no-fund)
  printf '%s' "$wanted" >"$ROOT/ui/node_modules/.gangway-stamp"
}

# The page that the window shows, only when its sources, its texts or the result itself changed.
build_page() {
  local stamp sources
  stamp="$CACHE/stamps/page-$(printf '%s' "$ROOT" | sha256sum | cut -c1-16)"
  sources="$(cd "$ROOT" && find ui -maxdepth 1 -type f -print) ui/src ui/public src-tauri/crates/words/en"
  local before
  # shellcheck disable=SC2086 # a list of paths of ours, none with a space
  before="$(fingerprint $sources)"
  if [ -f "$ROOT/ui/dist/index.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$before $(fingerprint ui/dist)" ]; then
    note "The page in ui/dist: unchanged."
    return 0
  fi
  note "Building the page into ui/dist"
  (cd "$ROOT/ui" && npm run --silent build)
  printf '%s %s' "$before" "$(fingerprint ui/dist)" >"$stamp"
}

# The Python environment of the test peers, only when its pinned list or Python changed.
install_peers() {
  local wanted
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || give_up "$(python3 --version) is too old for the test peers: 3.11 or newer is needed."
  wanted="$(python3 --version) $(fingerprint tests/peers/requirements.txt tests/peers/constraints.txt)"
  if [ "$(cat "$PEERS/.gangway-stamp" 2>/dev/null)" != "$wanted" ]; then
    note "Installing the test peers (moto, botocore) into $PEERS"
    rm -rf "$PEERS"
    python3 -m venv "$PEERS"
    "$PEERS/bin/pip" install -q --disable-pip-version-check -r "$ROOT/tests/peers/requirements.txt" -c "$ROOT/tests/peers/constraints.txt"
    printf '%s' "$wanted" >"$PEERS/.gangway-stamp"
  else
    note "Test peers: unchanged."
  fi
  export GANGWAY_PYTHON="$PEERS/bin/python"
  export GANGWAY_MOTO="$PEERS/bin/moto_server"
}

# in_virtual_display COMMAND...: a session bus, an X server and a window manager of its own, all ended with the command.
in_virtual_display() {
  local runtime
  runtime="$(mktemp -d)"
  chmod 700 "$runtime"
  local rc=0
  # Wayland and the user's own session are kept out: a picture must not depend on them.
  env -u WAYLAND_DISPLAY -u DISPLAY -u DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR="$runtime" GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1 \
    dbus-run-session -- xvfb-run -a -s "-screen 0 1440x1000x24 -nolisten tcp" \
    bash -c 'openbox >/dev/null 2>&1 & manager=$!; trap "kill $manager 2>/dev/null" EXIT; "$@"' display "$@" || rc=$?
  rm -rf "$runtime"
  return "$rc"
}
