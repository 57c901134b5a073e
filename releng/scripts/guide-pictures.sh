#!/usr/bin/env bash
# SPDX-License-Identifier: EPL-2.0
# Puts the pictures that the user guide shows where it finds them, small enough to be committed: ./fluke test ui journeys
# makes them.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
doc=$root/bundles/org.fluke.doc
mkdir -p "$doc/images"
grep -oh 'images/[a-z0-9-]*\.png' "$doc"/html/*.html | sort -u | while read -r picture; do
    name=${picture##*/}
    taken=$(find "$root"/tests/*/target/screenshots -name "$name" -printf '%T@ %p\n' | sort -rn | sed -n '1s/^[^ ]* //p')
    if [ -z "$taken" ]; then
        echo "$name: no test has made it" >&2
        exit 1
    fi
    convert "$taken" -resize '1000x>' -dither None -colors 64 -define png:compression-level=9 -strip "PNG8:$doc/images/$name"
    echo "$name: $(stat -c %s "$doc/images/$name") bytes"
done
