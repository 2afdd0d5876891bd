#!/usr/bin/env bash
# The quick tests and the golden run's hash on each supported Python that is on this machine.
# Each gets a virtual environment of its own under .versions/ (kept: the second time is quick).
# Usage: tests/versions.sh [3.11 3.12 3.13]
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=("$@")
[ ${#wanted[@]} -gt 0 ] || wanted=(3.11 3.12 3.13)
failed=0 hashes=""

interpreter() { # the command that starts this Python, or nothing
  local found
  for found in "python$1" "$HOME"/.pyenv/versions/"$1".*/bin/python; do
    if "$found" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
      echo "$found"
      return
    fi
  done
}

for version in "${wanted[@]}"; do
  python=$(interpreter "$version")
  if [ -z "$python" ]; then
    echo "Python $version: skipped, it is not on this machine"
    continue
  fi
  home=.versions/$version
  if [ ! -e "$home/.installed" ] || [ constraints.txt -nt "$home/.installed" ] || [ pyproject.toml -nt "$home/.installed" ]; then
    echo "Python $version: installing the pinned libraries into $home"
    "$python" -m venv "$home"
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
    touch "$home/.installed"
  fi
  echo "Python $version: quick tests"
  "$home/bin/python" -m pytest -q -p no:cacheprovider -m "not slow and not browser" || failed=1
  line=$("$home/bin/python" tests/test_golden_run.py) || { failed=1; continue; }
  hashes+="$line"$'\n'
done

echo
echo "The golden run:"
printf '%s' "$hashes"
if [ "$(printf '%s' "$hashes" | cut -d' ' -f1 | sort -u | wc -l)" -gt 1 ]; then
  echo "The bits differ between versions."
  failed=1
fi
exit $failed
