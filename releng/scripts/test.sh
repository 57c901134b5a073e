# SPDX-License-Identifier: EPL-2.0
# For bash: the kinds of tests.

# The status of tests that can't be made here.
skipped=77

run_tests() { # [kernel|java|ui|install|cdt|journeys]..., or fuzz or soak with options
    case ${1:-} in
        fuzz | soak)
            one_at_a_time
            install_for kernel machine test
            "test_$@"
            return
            ;;
    esac
    local kinds=("$@") kind status=0 began result summary=()
    [ $# -gt 0 ] || kinds=(kernel java ui install cdt)
    for kind in "${kinds[@]}"; do
        case $kind in
            kernel | java | ui | install | journeys | cdt) ;;
            *) fail "there are no tests '$kind'; there are: kernel, java, ui, install, journeys, cdt, fuzz, soak" ;;
        esac
    done
    one_at_a_time
    install_for kernel machine java gdb ide test
    mkdir -p "$logs"
    for kind in "${kinds[@]}"; do
        say "testing: $kind"
        began=$SECONDS
        result=0
        ("test_$kind") || result=$?
        case $result in
            0) summary+=("$kind: passed in $((SECONDS - began)) s") ;;
            "$skipped") summary+=("$kind: skipped, since what it needs can't be had") ;;
            *)
                summary+=("$kind: FAILED after $((SECONDS - began)) s, log: $logs/test-$kind.log")
                status=1
                ;;
        esac
    done
    echo
    printf '%s\n' "${summary[@]}"
    return "$status"
}

test_kernel() {
    make --no-print-directory -C "$root/kernel" check 2>&1 | tee "$logs/test-kernel.log"
}

# Sets $seed, $storms, $calls, $minutes from options like --seed N, and $configs from --config C.
test_options() { # ALLOWED-NAMES [OPTIONS...]
    local allowed=" $1 " name value
    shift
    seed=1 storms=20 calls=50000 minutes=10
    configs=(process-{np,pp,fp} interrupt-{np,pp})
    while [ $# -gt 0 ]; do
        name=${1#--} value=${2:-}
        [[ $1 == --* && $allowed == *" $name "* ]] || fail "there is no option '$1' here; there are:${allowed% }"
        if [ "$name" = config ]; then
            configs=("$value")
        else
            [[ $value =~ ^[0-9]{1,9}$ ]] || fail "--$name wants a number, not '$value'"
            printf -v "$name" %s "$value"
        fi
        shift 2
    done
}

# Storms of random calls in the guest; each is the same for the same seed. For a kernel with checks of itself, a
# configuration like process-np-debug.
test_fuzz() { # [--seed N] [--storms N] [--calls N] [--config C]
    local seed storms calls minutes configs config status=0
    test_options "seed storms calls config" "$@"
    mkdir -p "$logs"
    (
        for config in "${configs[@]}"; do
            APPEND="seed=$seed storms=$storms calls=$calls" make --no-print-directory -C "$root/kernel" check IMAGES=fuzz \
                "CONFIG=$config" || status=1
        done
        exit "$status"
    ) 2>&1 | tee "$logs/test-fuzz.log"
}

test_soak() { # [--minutes N] [--seed N] [--config C]
    local seed storms calls minutes configs
    test_options "minutes seed config" "$@"
    (cd "$root/kernel" && exec sh tests/soak.sh "$minutes" "$seed" "${configs[@]}")
}

# The tests of the bridge and of the machine boot real kernels.
test_java() {
    build_kernels_and_maven
    "$maven" -B --fail-at-end -f "$root" -pl "$(without tests/org.fluke.{ui.tests,plain} releng/org.fluke.{site,product})" verify 2>&1 | tee "$logs/test-java.log" | interesting
}

test_ui() {
    build_kernels_and_maven
    in_a_display "$maven" -B --fail-at-end -f "$root" -pl "$(without tests/org.fluke.{bridge.tests,qemu.tests,kernel.tests,plain} \
        releng/org.fluke.{site,product})" verify 2>&1 | tee "$logs/test-ui.log" | interesting
}

# Whether the product starts from its archive elsewhere, and the update site installs into an Eclipse with nothing of ours.
test_install() {
    local cdt=
    ! require_cdt || cdt=$(dirname "$cdt_closure")
    build_kernels_and_maven
    "$maven" -B -f "$root" ${cdt:+-Pcdt "-Dfluke.cdt=$cdt_closure"} \
        -pl "$(without tests/org.fluke.{bridge,qemu,kernel,ui}.tests)${cdt:+!tests/org.fluke.debug.cdt.tests}" verify 2>&1 |
        tee "$logs/test-install.log" | interesting &&
        in_a_display "$root/releng/scripts/install-test.sh" "$cdt" 2>&1 | tee -a "$logs/test-install.log"
}

# The user's journeys, with SWTBot from its p2 repository or the one that FLUKE_SWTBOT_SITE names.
test_journeys() {
    build_kernels_and_maven
    in_a_display "$maven" -B --fail-at-end -f "$root" -Pswtbot ${FLUKE_SWTBOT_SITE:+"-Dswtbot.site=$FLUKE_SWTBOT_SITE"} \
        -pl "$(without tests/org.fluke.{bridge.tests,qemu.tests,kernel.tests,ui.tests,plain} releng/org.fluke.{site,product})" \
        verify 2>&1 | tee "$logs/test-journeys.log" | interesting
}

# With CDT's debugger, from the sources that Debian has of it or the tarball that FLUKE_CDT_TARBALL names.
test_cdt() {
    require_cdt || return "$skipped"
    build_kernels_and_maven
    "$maven" -B --fail-at-end -f "$root" -Pcdt "-Dfluke.cdt=$cdt_closure" \
        -pl "$(without tests/org.fluke.{bridge.tests,qemu.tests,kernel.tests,ui.tests,plain} releng/org.fluke.{site,product})" \
        verify 2>&1 | tee "$logs/test-cdt.log" | interesting
}

build_kernels_and_maven() {
    local configuration
    for configuration in process-{np,pp,fp} interrupt-{np,pp}; do
        build_kernel "$configuration"
    done
    require_maven
}

# A virtual screen with a window manager: focus and frames as on a desk.
in_a_display() { # COMMAND...
    # shellcheck disable=SC2016
    xvfb-run -a -s "-screen 0 1400x900x24" sh -c 'metacity 2>/dev/null & "$@"; status=$?; kill $!; exit $status' -- "$@"
}

# Of Maven's output: what is built, what was tested, what went wrong. (An old POM of SWT logs one harmless ERROR.)
interesting() {
    grep --line-buffered -E '^\[INFO\] (Building org|BUILD|.*(SUCCESS|FAILURE|SKIPPED) )|^\[ERROR\]|^[^[]' |
        grep --line-buffered -vF 'osgi.platform' || true
}
