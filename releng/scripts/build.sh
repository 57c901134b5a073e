# SPDX-License-Identifier: EPL-2.0
# For bash: building the kernel, the command line and the product. A mark in the cache keeps the hash of what each
# was made of; nothing is built again while that stays the same.

maven_version=3.9.11
maven=$cache/apache-maven-$maven_version/bin/mvn
command_line_jar=$root/releng/org.fluke.cli.lib/target/fluke-cli.jar

product() { echo "$root/releng/org.fluke.product/target/products/org.fluke.workbench/linux/gtk/x86_64/fluke-workbench"; }

build_kernel() { # CONFIGURATION
    local make=(make --no-print-directory -C "$root/kernel" "CONFIG=$1")
    # 1: there is something to do. 2: it can't be done, and make says why.
    "${make[@]}" -q >/dev/null 2>&1 && return
    "${make[@]}" -n >/dev/null || fail "the kernel can't be built as $1"
    step "building the kernel, $1" "${make[@]}" -j "$(nproc)"
}

build_command_line() {
    unchanged command-line "$command_line_jar" bundles/org.fluke.{model,bridge,qemu,cli} \
        releng/org.fluke.{java,emfgen,cli.lib} kernel/api ||
        build command-line "building the command line" -f "$root/releng/org.fluke.java" package
}

build_product() {
    unchanged product "$(product)/fluke-workbench" bundles features kernel pom.xml \
        releng/org.fluke.{target,java,emfgen,cli.lib,product} ||
        build product "building the workbench (some minutes the first time)" \
            -f "$root" -pl "$(without tests/org.fluke.{bridge.tests,qemu.tests,kernel.tests,ui.tests,plain} releng/org.fluke.site)" package
}

# All modules but these, for -pl: Tycho finds its dependencies too late for -am.
without() { # MODULE...
    printf '!%s,' "$@"
}

# Succeeds where MADE exists and SOURCES, relative to the root, are what it was made of; leaves their hash in $hash.
unchanged() { # NAME MADE SOURCES...
    local name=$1 made=$2
    shift 2
    hash=$(hash_of "$@")
    [ -e "$made" ] && [ "$(cat "$(mark "$name")" 2>/dev/null)" = "$hash" ]
}

build() { # NAME TITLE ARGUMENTS-OF-MAVEN
    local name=$1 title=$2
    shift 2
    rm -f "$(mark "$name")"
    require_maven
    step "$title" "$maven" -B "$@"
    echo "$hash" >"$(mark "$name")"
}

# One mark a checkout.
mark() { # NAME
    mkdir -p "$cache/made"
    echo "$cache/made/$1-$(echo "$root" | cksum | cut -d ' ' -f 1)"
}

# Of everything that is not made by a build, and of the JDK.
hash_of() { # FILES-AND-FOLDERS
    {
        echo "$JAVA_HOME"
        cd "$root"
        find "$@" \( -regex '[^/]*/[^/]*/\(target\|bin\|src-gen\|template\)' -o -path kernel/build \) -prune -o \
            -type f ! -name .tycho-consumer-pom.xml -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    } | sha256sum | cut -d ' ' -f 1
}

# The system's Maven fetches the one that Tycho wants; sets MAVEN_OPTS.
require_maven() {
    [ -x "$maven" ] || step "fetching Maven $maven_version" fetch_maven
    # Silences a warning of newer JDKs about Maven's own libraries.
    [ "$(java_version "$JAVA_HOME")" -lt 24 ] || export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow"
}

fetch_maven() (
    # In a folder of its own: the system's Maven can't read our POM.
    local work=$cache/maven
    mkdir -p "$work" && cd "$work" &&
        mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
            -Dartifact="org.apache.maven:apache-maven:$maven_version:zip:bin" -DoutputDirectory="$work" &&
        unzip -q -o "$work/apache-maven-$maven_version-bin.zip" -d "$cache" &&
        rm -r "$work"
)
