#!/bin/sh
# Makes the virtual environment: sh requirements/venv.sh FOLDER
# Keeps one that works; needs Python 3.11 or newer with its venv module.
set -eu
folder=$1
modern='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

if "$folder/bin/python" -c "$modern" 2>/dev/null &&
    "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi

for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$python" -c "$modern" 2>/dev/null; then
        exec "$python" -m venv --clear "$folder"
    fi
done

version=$(python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])' 2>/dev/null || echo python3)
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null &&
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Installing the venv module of $version …"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        "$version-venv" >/dev/null
    exec python3 -m venv --clear "$folder"
fi

echo "Python 3.11 or newer with its venv module is needed; here is $version." >&2
echo "On Debian or Ubuntu: sudo apt-get install -y python3-venv" >&2
exit 1
