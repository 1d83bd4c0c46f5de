#!/bin/sh
# Installs what the tests need beside Python: a browser and PostgreSQL.
# Only as root on Debian; elsewhere the tests use what is there and name what is not.
set -eu
wanted=
command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
    command -v google-chrome >/dev/null || wanted="chromium fonts-dejavu-core"
if [ -z "${TEST_DATABASE_URL:-}" ]; then
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
fi

[ -n "$wanted" ] || exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 0

echo "Installing for the tests (once): $wanted"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # several packages
if ! { apt-get update -qq && apt-get install -qq -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 $wanted; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    echo "Could not install $wanted; tests that need them will say so." >&2
fi
rm -f "$log"
