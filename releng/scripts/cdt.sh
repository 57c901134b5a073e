# SPDX-License-Identifier: EPL-2.0
# For bash: the bundles of CDT that org.fluke.debug.cdt is compiled and tested against. No Maven repository has them, so
# they are compiled from the sources that Debian has of CDT 9.9.0. Nothing of them enters the product: users run it with
# a CDT of their own. Without the sources, the bundle is left out, and everything else is built as ever.

cdt_sha256=72930352c55ef4beb8ae25cae62c708d37e9cf3663c21d9c1f0c23613d034f93
cdt_archive=eclipse-cdt_9.9.0.orig.tar.xz
cdt_closure=$cache/cdt-9.9.0/plugins
cdt_parts=$root/releng/org.fluke.cdt.closure

# Succeeds when $cdt_closure is there; else says in one line why not.
require_cdt() {
    local made
    made=$(cat "$root/releng/scripts/cdt.sh" "$cdt_parts/pom.xml" $(find "$cdt_parts/stubs" -type f | LC_ALL=C sort) |
        sha256sum | cut -d ' ' -f 1)
    [ "$(cat "$cache/cdt-9.9.0/made" 2>/dev/null)" != "$made" ] || return 0
    cdt_tarball || { say "no CDT here, so org.fluke.debug.cdt is left out: its sources ($cdt_archive) can't be had"; return 1; }
    require_maven
    step "compiling the bundles of CDT 9.9.0" compile_cdt "$found_tarball"
    echo "$made" >"$cache/cdt-9.9.0/made"
}

# Sets found_tarball to a verified one: the one that FLUKE_CDT_TARBALL names, the cached one, or Debian's.
cdt_tarball() {
    local candidate
    for candidate in "${FLUKE_CDT_TARBALL:-}" "$cache/$cdt_archive"; do
        [ -f "$candidate" ] || continue
        verified "$candidate" && { found_tarball=$candidate; return; }
        say "$candidate is not the CDT 9.9.0 that is meant: its checksum is another"
    done
    command -v apt-get >/dev/null || return 1
    (step "fetching the sources of CDT 9.9.0" fetch_cdt) || return 1
    found_tarball=$cache/$cdt_archive
}

verified() { # FILE
    echo "$cdt_sha256  $1" | sha256sum --check --status
}

# The source package is in Debian 11 and in unstable. The archive is the one that the machine's own sources name, and apt
# checks the signatures as ever; only the original's tarball is still there.
fetch_cdt() (
    local work=$cache/cdt-source archive command
    archive=$(apt-get indextargets --format '$(SITE) $(COMPONENT)' 'Created-By: Packages' |
        awk '$2 == "main" && $1 !~ /security/ && !found++ { print $1 }')
    [ -n "$archive" ] || { echo "no source of Debian in apt's configuration"; exit 1; }
    rm -rf "$work" && mkdir -p "$work/lists/partial" "$work/archives/partial" &&
        printf "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive %s main\n" bullseye sid \
            >"$work/sources.list" && cd "$work" || exit
    for command in update "source --download-only --tar-only eclipse-cdt"; do
        # shellcheck disable=SC2086
        apt-get -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
            -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work" -o Dir::Cache::Archives="$work/archives" \
            -o APT::Sandbox::User="$(id -un)" $command || exit
    done
    verified "$cdt_archive" && mv "$cdt_archive" "$cache/" && rm -rf "$work"
)

compile_cdt() ( # TARBALL
    local work=$cache/cdt-9.9.0 source
    rm -rf "$work" && mkdir -p "$work/source" "$cdt_closure" &&
        tar -xJf "$1" -C "$work/source" --strip-components=1 --wildcards '*/core/*' '*/native/*' '*/debug/*' '*/dsf/*' \
            '*/dsf-gdb/*' '*/jtag/*' '*/launch/*' &&
        "$maven" -B -q -f "$cdt_parts/pom.xml" package && cd "$work/source" || return
    cdt_bundle launchbar org.eclipse.launchbar.core "$cdt_parts/stubs/launchbar" &&
        cdt_bundle core/org.eclipse.cdt.core.native &&
        cdt_bundle native/org.eclipse.cdt.native.serial &&
        cdt_bundle core/org.eclipse.cdt.core &&
        cdt_bundle debug/org.eclipse.cdt.debug.core &&
        cdt_bundle debug/org.eclipse.cdt.gdb &&
        cdt_bundle dsf/org.eclipse.cdt.dsf &&
        cdt_bundle launch/org.eclipse.cdt.launch org.eclipse.cdt.launch "$cdt_parts/stubs/launch" &&
        cdt_bundle dsf-gdb/org.eclipse.cdt.dsf.gdb &&
        cdt_bundle jtag/org.eclipse.cdt.debug.gdbjtag.core &&
        cp "$cdt_parts"/target/lib/{jaxb-api,javax.activation}-*.jar "$cdt_closure" &&
        rm -rf "$work/source" "$work/classes"
)

# Compiles a bundle and packs it. One with stubs is cut down: it consists of these, and of what they make compile.
cdt_bundle() { # FOLDER [NAME STUBS]
    local folder=$1 name=${2:-${1##*/}} stubs=${3:-} classes=$work/classes/${2:-${1##*/}} sources=() path
    path=$(printf '%s:' "$cdt_parts"/target/lib/*.jar "$work"/classes/*/)
    mkdir -p "$classes/META-INF"
    case $name in
        org.eclipse.launchbar.core) sources=("$stubs") ;;
        org.eclipse.cdt.launch)
            local launch=$folder/src/org/eclipse/cdt/launch
            sources=("$stubs" "$launch"/{AbstractCLaunchDelegate2,LaunchUtils,Messages,internal/ui/LaunchMessages}.java)
            ;;
        org.eclipse.cdt.core) sources=("$folder"/{src,model,parser,browser,templateengine,utils}) ;;
        *) sources=("$folder/src") ;;
    esac
    # What serves only the launch bar is left out: its stub has only what the rest names.
    find "${sources[@]}" -name '*.java' | grep -vE "$launch_bar_only" >"$work/files"
    "$JAVA_HOME/bin/javac" -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -nowarn -proc:none --release 17 -encoding UTF-8 -cp "$path" -d "$classes" "@$work/files" || return
    for source in "${sources[@]}"; do
        [ ! -d "$source" ] || (cd "$source" && find . -type f ! -name '*.java' -exec cp --parents -t "$classes" {} +) || return
    done
    case $name in
        org.eclipse.launchbar.core)
            manifest "$name" 2.1.0 org.eclipse.core.runtime,org.eclipse.debug.core \
                org.eclipse.launchbar.core,org.eclipse.launchbar.core.target,org.eclipse.launchbar.core.target.launch \
                "Bundle-Activator: org.eclipse.launchbar.core.internal.Activator"
            ;;
        org.eclipse.cdt.launch)
            manifest "$name" 9.3.0 \
                org.eclipse.core.runtime,org.eclipse.core.resources,org.eclipse.core.variables,org.eclipse.debug.core,org.eclipse.ui,org.eclipse.cdt.core,org.eclipse.cdt.debug.core \
                org.eclipse.cdt.launch
            cp "$folder/src/org/eclipse/cdt/launch/messages.properties" "$classes/org/eclipse/cdt/launch/" &&
                cp "$folder/src/org/eclipse/cdt/launch/internal/ui/LaunchMessages.properties" \
                    "$classes/org/eclipse/cdt/launch/internal/ui/"
            ;;
        *)
            sed 's/\.qualifier/.debian/' "$folder/META-INF/MANIFEST.MF" >"$classes/META-INF/MANIFEST.MF" &&
                find "$folder" -maxdepth 1 -name 'plugin.*' -exec cp -t "$classes" {} +
            ;;
    esac && "$JAVA_HOME/bin/jar" --create --no-manifest --file "$cdt_closure/$name.jar" -C "$classes" .
}

launch_bar_only='CoreBuild(Generic|Local|LaunchConfig|LaunchDescriptor)|GenericTargetTypeProvider|GdbTargetedLaunchDelegate'
launch_bar_only+='|GDBRemoteSerialLaunchTargetProvider|GdbRemoteLaunch'

manifest() { # NAME VERSION REQUIRED-BUNDLES EXPORTED-PACKAGES [MORE] -> the manifest of a bundle in $classes
    printf '%s\n' "Manifest-Version: 1.0" "Bundle-ManifestVersion: 2" "Bundle-SymbolicName: $1;singleton:=true" \
        "Bundle-Name: $1 (cut down)" "Bundle-Version: $2" "Bundle-ActivationPolicy: lazy" \
        "Require-Bundle: ${3//,/,$'\n' }" "Export-Package: ${4//,/,$'\n' }" "${@:5}" >"$classes/META-INF/MANIFEST.MF"
}
