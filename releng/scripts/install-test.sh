#!/usr/bin/env bash
# SPDX-License-Identifier: EPL-2.0
# Whether what was built works elsewhere: the product from its archive, on a machine without Maven and with an empty home;
# and the update site, installed into an Eclipse that has nothing of ours. Wants the modules to be built, and a display.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=/dev/null
source "$root/features/org.fluke.product.feature/rootfiles/find-java.sh"
java=$(find_java 21)/bin/java
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

# Starts a workbench in a process group of its own and waits for a window; ends it.
opens() { # TITLE PICTURE COMMAND...
    local title=$1 picture=$2 i found=1
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
    # Its window is there; what is in it comes a moment later.
    for ((i = 0; i < 40 && !found; i++)); do
        import -window root "$pictures/$picture.png" && [ "$(identify -format %k "$pictures/$picture.png")" -gt 200 ] && break
        sleep 0.5
    done
    [ "$found" -eq 0 ] || { xwininfo -root -tree | grep '"' >&2 || true; tail -n 20 "$work/$picture.log" >&2; }
    kill -- "-$running" 2>/dev/null || true
    wait "$running" 2>/dev/null || true
    running=
    return "$found"
}

product_starts() {
    mkdir -p "$work/product" "$work/home"
    tar -xzf "$root"/releng/org.fluke.product/target/products/org.fluke.workbench-linux.gtk.x86_64.tar.gz -C "$work/product" || return
    # Every program of the system but Maven.
    cp -rs /usr/bin "$work/bin" 2>/dev/null || true
    rm -f "$work"/bin/mvn*
    opens '.* - Fluke Workbench' installed-product env -i HOME="$work/home" PATH="$work/bin" DISPLAY="$DISPLAY" \
        XAUTHORITY="${XAUTHORITY:-}" "$work/product/fluke-workbench/fluke-workbench" || return
    [ -d "$work/home/.fluke-workbench/workspace/.metadata" ]
}

site_installs() {
    local plain=$root/tests/org.fluke.plain/target/products/org.fluke.plain/linux/gtk/x86_64/eclipse log=$work/install.log
    cp -r "$plain" "$work/eclipse" || return
    if ls "$work/eclipse/plugins" | grep -q '^org\.fluke'; then
        echo "the plain Eclipse is not plain" >&2
        return 1
    fi
    "$java" -jar "$work"/eclipse/plugins/org.eclipse.equinox.launcher_*.jar -nosplash -consoleLog -data "$work/director" \
        -application org.eclipse.equinox.p2.director -repository "file:$root/releng/org.fluke.site/target/repository" \
        -installIU org.fluke.feature.feature.group -destination "$work/eclipse" -profile DefaultProfile \
        >"$log" 2>&1 || { tail -n 20 "$log" >&2; return 1; }
    # The name of the perspective stands in the title only if there is such a perspective.
    echo 'org.eclipse.ui.ide/SHOW_PERSPECTIVE_IN_TITLE=true' >"$work/title.ini"
    opens '.* - Fluke - .*|Fluke - .*|.* - Fluke' installed-feature env HOME="$work/home" "$java" -Xmx1g --enable-native-access=ALL-UNNAMED \
        -jar "$work"/eclipse/plugins/org.eclipse.equinox.launcher_*.jar -os linux -ws gtk -arch x86_64 \
        -data "$work/workspace" -perspective org.fluke.ui.perspective -pluginCustomization "$work/title.ini"
}

product_starts && status=0 || status=$?
result "$status" "the product starts from its archive, without Maven and with an empty home"
site_installs && status=0 || status=$?
result "$status" "the update site installs into a plain Eclipse, which then has the Fluke perspective"
echo "1..$number"
[ -z "$failed" ]
