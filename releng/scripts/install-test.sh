#!/usr/bin/env bash
# SPDX-License-Identifier: EPL-2.0
# Whether what was built works elsewhere: the product from its archive, on a machine without Maven and with an empty home;
# and the update site, installed into an Eclipse that has nothing of ours and into the product. Wants the modules to be built, and a display.
#   install-test.sh [CDT]   CDT: a folder with plugins/ of CDT, if the site was built with what needs it
set -euo pipefail
cdt=${1:-}
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=/dev/null
source "$root/features/org.fluke.product.feature/rootfiles/find-java.sh"
java=$(find_java 21)/bin/java
site=file:$root/releng/org.fluke.site/target/repository
pictures=$root/tests/org.fluke.ui.tests/target/screenshots
mkdir -p "$pictures"
work=$(mktemp -d)
running=
trap '[ -z "$running" ] || kill -- "-$running" 2>/dev/null || true; rm -rf "$work"' EXIT
number=0

result() { # STATUS NAME
    number=$((number + 1))
    [ "$1" -eq 0 ] && echo "ok $number - $2" || { echo "not ok $number - $2"; failed=yes; }
}
failed=

# Starts a workbench in a process group of its own, waits for a window, and ends it.
opens() { # TITLE PICTURE COMMAND...
    local status
    starts "$@" && status=0 || status=$?
    ends
    return "$status"
}

starts() { # TITLE PICTURE COMMAND...
    local title=$1 picture=$2 i found=1 seen now=
    shift 2
    set -m
    "$@" >"$work/$picture.log" 2>&1 &
    running=$!
    set +m
    for ((i = 0; i < 120 && found; i++)); do
        sleep 0.5
        xwininfo -root -tree 2>/dev/null | grep -qE "\"($title) ?\":" && found=0
        kill -0 "$running" 2>/dev/null || break
    done
    # Its window is there; what is in it comes moments later, and then stays as it is.
    for ((i = 0; i < 40 && !found; i++)); do
        sleep 1
        import -window root "$work/now.png" && mv "$work/now.png" "$pictures/$picture.png"
        seen=$now now=$(convert "$pictures/$picture.png" -chop 0x60 -format '%k %#' info:)
        [ "${now% *}" -gt 200 ] && [ "$now" = "$seen" ] && break
    done
    [ "$found" -eq 0 ] || { xwininfo -root -tree | grep '"' >&2 || true; tail -n 20 "$work/$picture.log" >&2; }
    return "$found"
}

ends() {
    kill -- "-$running" 2>/dev/null || true
    wait "$running" 2>/dev/null || true
    running=
}

eventually() { # SECONDS COMMAND...
    local i
    for ((i = 0; i < 2 * $1; i++)); do
        "${@:2}" >/dev/null 2>&1 && return
        sleep 0.5
    done
    echo "never seen in $1 s: ${*:2}" >&2
    return 1
}

product_starts() {
    mkdir -p "$work/product" "$work/home"
    tar -xzf "$root"/releng/org.fluke.product/target/products/org.fluke.workbench-linux.gtk.x86_64.tar.gz -C "$work/product" || return
    # Every program of the system but Maven.
    cp -rs /usr/bin "$work/bin" 2>/dev/null || true
    rm -f "$work"/bin/mvn*
    opens '.* - Fluke Workbench' installed-product product || return
    [ -d "$work/home/.fluke-workbench/workspace/.metadata" ]
}

# As its user does: the window is closed while a kernel runs and the views are live, and opened again.
closes_while_a_kernel_runs() {
    local status
    starts '.* - Fluke Workbench' before-close product && demo_is_closed && status=0 || status=$?
    ends
    [ "$status" -eq 0 ] && opens '.* - Fluke Workbench' reopened product && no_errors
}

demo_is_closed() {
    xdotool search --onlyvisible --name ' - Fluke Workbench ?$' windowfocus --sync key alt+shift+x d
    eventually 120 pgrep -g "$running" qemu-system || return
    # On the way to its fault, and there.
    sleep 8
    import -window root "$pictures/closing.png"
    xdotool key alt+F4
    eventually 60 window_is_closed && ! pgrep -g "$running" && no_errors
}

# Whoever is asked for confirmation gives it.
window_is_closed() {
    ! kill -0 "$running" || { xdotool search --onlyvisible --name '^Confirm Exit$' windowfocus key Return; false; }
}

no_errors() {
    ! grep -A 3 '^!ENTRY org\.fluke[^ ]* [24] ' "$work/home/.fluke-workbench/workspace/.metadata/.log" >&2
}

site_installs() {
    cp -r "$root/tests/org.fluke.plain/target/products/org.fluke.plain/linux/gtk/x86_64/eclipse" "$work/eclipse" || return
    if ls "$work/eclipse/plugins" | grep -q '^org\.fluke'; then
        echo "the plain Eclipse is not plain" >&2
        return 1
    fi
    # The name of the perspective stands in the title only if there is such a perspective.
    echo 'org.eclipse.ui.ide/SHOW_PERSPECTIVE_IN_TITLE=true' >"$work/title.ini"
    p2 plain_eclipse -repository "$site" -installIU org.fluke.feature.feature.group &&
        opens '.* - Fluke - .*|Fluke - .*|.* - Fluke' installed-feature plain_eclipse -os linux -ws gtk -arch x86_64 \
            -data "$work/workspace" -perspective org.fluke.ui.perspective -pluginCustomization "$work/title.ini"
}

# Where CDT was there, the site has one more feature, in a category of its own.
site_offers_cdt() {
    local offered expected=0
    [ -z "$cdt" ] || expected=2
    p2 plain_eclipse -repository "$site" -list || return
    offered=$(grep -cE 'org\.fluke\.cdt(\.feature\.feature\.group)?=' "$work/log" || true)
    [ "$offered" -eq "$expected" ] || { cat "$work/log" >&2; return 1; }
}

# Into the product, which so shows that it can install.
cdt_feature_installs() {
    quietly plain_eclipse -application org.eclipse.equinox.p2.publisher.FeaturesAndBundlesPublisher \
        -source "$cdt" -metadataRepository "file:$work/cdt" -artifactRepository "file:$work/cdt" &&
        p2 product -repository "$site,file:$work/cdt" -installIU org.fluke.cdt.feature.feature.group &&
        ls "$work"/product/fluke-workbench/plugins/org.fluke.debug.cdt_*.jar >/dev/null
}

p2() { # ECLIPSE ARGUMENTS...
    quietly "$1" -application org.eclipse.equinox.p2.director "${@:2}"
}

product() { # ARGUMENTS...
    env -i HOME="$work/home" PATH="$work/bin" DISPLAY="$DISPLAY" XAUTHORITY="${XAUTHORITY:-}" \
        "$work/product/fluke-workbench/fluke-workbench" "$@"
}

plain_eclipse() { # ARGUMENTS...
    HOME=$work/home "$java" -Xmx1g --enable-native-access=ALL-UNNAMED \
        -jar "$work"/eclipse/plugins/org.eclipse.equinox.launcher_*.jar "$@"
}

# Runs an application that has no window; what it tells is in log.
quietly() { # ECLIPSE ARGUMENTS...
    "$@" -nosplash -consoleLog -data "$work/no-window" >"$work/log" 2>&1 && return
    grep -v $'^\tat ' "$work/log" >&2
    return 1
}

product_starts && status=0 || status=$?
result "$status" "the product starts from its archive, without Maven and with an empty home"
closes_while_a_kernel_runs && status=0 || status=$?
result "$status" "the product is closed while a kernel runs, takes it along, and opens again"
site_installs && status=0 || status=$?
result "$status" "the update site installs into a plain Eclipse, which then has the Fluke perspective"
site_offers_cdt && status=0 || status=$?
result "$status" "the update site offers the CDT feature if CDT was there to build it, and only then"
if [ -n "$cdt" ]; then
    cdt_feature_installs && status=0 || status=$?
    result "$status" "the CDT feature installs into the product, with CDT"
fi
echo "1..$number"
[ -z "$failed" ]
