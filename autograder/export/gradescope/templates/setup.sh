#!/usr/bin/env bash
# Gradescope runs this once, as it builds the image. It ends with exit status 0 only when a right answer earned full marks here and a blank one nothing.
set -euo pipefail
umask 022 # a student's process has a uid of its own and must be able to read Python
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_CACHE_DIR=1
export PIP_RETRIES="${PIP_RETRIES:-2}"
base=${AUTOGRADER_ROOT:-/autograder}
wheels_of_torch=https://download.pytorch.org/whl/cpu # the package index's own wheel brings 5 GB for GPUs that aren't there

fail() {
    echo "setup.sh: $*"
    exit 1
}

cd "$base/source"
export UV_PYTHON_INSTALL_DIR="$PWD/.python" # not below /root, which a student's process may not enter
chmod 755 .
chmod 700 assignments source release # checks and solutions
chmod 600 .course-key
chmod 755 run_autograder

# uv, by pip, with its checksum
if ! python3 -m pip --version > /dev/null 2>&1; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates python3 python3-pip > /dev/null; } ||
        fail "this image has no pip, and apt-get can't install python3-pip. Choose a base image with Ubuntu 22.04 or 24.04."
fi
rm -rf .uv
python3 -m pip install --quiet --no-deps --only-binary :all: --require-hashes --target .uv --requirement uv.txt ||
    fail "uv can't be installed from uv.txt: see the lines above. Build again when the package index can be reached."
uv=.uv/bin/uv

# Python: the one that the kit is tested with; where it can't be downloaded, a finished release of the image's own
python=""
if "$uv" python install --no-bin --quiet {python}; then
    python=$("$uv" python find --managed-python {python})
else
    echo "setup.sh: Python {python} can't be downloaded; looking for one that is here."
    for name in python3.11 python3.12 python3.13 python3; do
        found=$(command -v "$name") || continue
        if "$found" -c 'import sys; sys.exit(not (sys.version_info >= (3, 11) and sys.version_info.releaselevel == "final"))'; then
            python=$found
            break
        fi
        echo "setup.sh: $found is no finished release of Python 3.11 or later: $("$found" --version 2>&1)."
    done
    [ -n "$python" ] || fail "there is no Python to grade with. Build again when github.com can be reached, from where uv downloads Python {python}."
fi
echo "setup.sh: grading with $("$python" --version), $python"

# packages, all pinned
"$uv" venv --quiet --clear --seed --no-project --python "$python" .venv ||
    fail "the virtual environment can't be made: see the lines above."
.venv/bin/python -m pip install --quiet --no-deps --only-binary :all: --index-url "$wheels_of_torch" '{torch}' ||
    fail "{torch} can't be installed from $wheels_of_torch: see the lines above."
.venv/bin/python -m pip install --quiet --requirement requirements.txt --constraint constraints.txt ||
    fail "a package of requirements.txt can't be installed: see the lines above. Correct the course's list, export the bundle again and upload it."
rm -rf .uv
echo "setup.sh: $(du -sm .venv | cut -f 1) MB of packages"

# the proof, by run_autograder itself
.venv/bin/python -m autograder.export.gradescope --prove {name} ||
    fail "the image doesn't grade as it must, so it isn't to be used: see the lines above."
