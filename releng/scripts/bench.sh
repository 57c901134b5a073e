# SPDX-License-Identifier: EPL-2.0
# For bash: the measurements.

run_bench() { # ide [--json FILE]
    local json=$root/tests/org.fluke.ui.tests/target/bench-ide.json status=0
    [ "${1:-}" = ide ] || fail "there is no bench '${1:-}'; there is: ide"
    shift
    while [ $# -gt 0 ]; do
        [ "$1" = --json ] && [ -n "${2:-}" ] || fail "there is no option '$1' here; there is: --json FILE"
        json=$(realpath -m "$2")
        shift 2
    done
    one_at_a_time
    install_for kernel machine java gdb ide test
    build_kernel process-np
    require_maven
    mkdir -p "$logs" "$(dirname "$json")"
    say "measuring: what a thousand threads cost the workbench, beside gdb"
    in_a_display "$maven" -B -f "$root" -pl "$(without tests/org.fluke.{bridge.tests,qemu.tests,kernel.tests,plain} \
        releng/org.fluke.{site,product})" verify -Dtest=IdeBench -Dsurefire.failIfNoSpecifiedTests=false \
        "-Dfluke.bench.json=$json" >"$logs/bench-ide.log" 2>&1 || status=$?
    sed -n 's/^bench: //p' "$logs/bench-ide.log"
    [ "$status" -eq 0 ] || { interesting <"$logs/bench-ide.log" | tail -n 20 >&2; fail "see $logs/bench-ide.log"; }
    say "the same as JSON: $json"
}
