#!/usr/bin/env bash
# Makes the environment that `npm run test:python` runs in: a folder outside of the repository, unless it is there already.
set -euo pipefail
here="$(dirname "$0")"
folder="${ASDF_PYTHON_FOLDER:-${TMPDIR:-/tmp}/asdf-python}"
python="$folder/bin/python"
if ! "$python" -c 'import numpy, onnxruntime' 2>/dev/null; then
  # Debian's Python comes without venv.
  if ! python3 -m venv "$folder" 2>/dev/null; then
    as_root=()
    if [ "$(id -u)" != 0 ]; then as_root=(sudo); fi
    "${as_root[@]}" apt-get update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 python3-venv
    python3 -m venv --clear "$folder"
  fi
  "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
fi
# Fails, with its own message, where it cannot run.
"$python" -c 'import onnxruntime; print("onnxruntime", onnxruntime.__version__)'
