# SPDX-License-Identifier: EPL-2.0
# For bash: a JDK that can run the build and the workbench. Debian 12 itself has only version 17.

oldest_jdk=21
# shellcheck source=/dev/null
source "$root/features/org.fluke.product.feature/rootfiles/find-java.sh"

# Sets JAVA_HOME.
require_jdk() {
    JAVA_HOME=$(find_jdk) || { install_jdk && JAVA_HOME=$(find_jdk); } || fail \
        "a JDK of version $oldest_jdk or newer is needed (Eclipse Temurin, for one); install it or let FLUKE_JAVA_HOME name its folder"
    # FLUKE_JAVA_HOME is for the product's own script.
    export JAVA_HOME FLUKE_JAVA_HOME=$JAVA_HOME
}

find_jdk() {
    find_java $oldest_jdk && return
    [ -x "$cache/jdk/bin/javac" ] && echo "$cache/jdk"
}

install_jdk() {
    command -v apt-get >/dev/null || return 1
    say "there is no JDK of version $oldest_jdk or newer here"
    apt_refresh
    local package
    for package in openjdk-25-jdk-headless openjdk-21-jdk-headless; do
        if [[ $(apt-cache policy "$package" 2>/dev/null) == *"Candidate: "[0-9]* ]]; then
            apt_install "$package"
            return
        fi
    done
    present patchelf || apt_install patchelf
    step "taking OpenJDK 21 from Debian 13 into $cache/jdk (nothing of the system is changed)" jdk_of_debian_13
}

# The JDK wants a newer libc than Debian 12's. It gets its own beside it, which its programs name as their interpreter.
# The packages come from the archive that the machine's own sources name, and apt checks their signatures as ever.
jdk_of_debian_13() {
    local archive work=$cache/debian-13 home=usr/lib/jvm/java-21-openjdk-amd64 libc file
    archive=$(apt-get indextargets --format '$(SITE) $(COMPONENT) $(CODENAME)' 'Created-By: Packages' |
        awk '$2 == "main" && $3 == "bookworm" && !found++ { print $1 }')
    [ -n "$archive" ] || { echo "no source of Debian 12 in apt's configuration"; return 1; }
    rm -rf "$work" "$cache/jdk"
    mkdir -p "$work/lists/partial" "$work/archives/partial" &&
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive trixie main" >"$work/sources.list" &&
        apt_of_debian_13 update &&
        (cd "$work" && apt_of_debian_13 download openjdk-21-jre-headless openjdk-21-jdk-headless libc6) || return
    for file in "$work"/*.deb; do
        dpkg-deb -x "$file" "$work/tree" || return
    done
    libc=$work/tree/usr/lib/x86_64-linux-gnu
    # Links to the configuration that the package would put into /etc.
    find "$work/tree/$home" -type l -lname '/etc/java-*' | while read -r file; do
        ln -sfn "$work/tree$(readlink "$file")" "$file" || exit
    done || return
    for file in "$work/tree/$home"/bin/* "$work/tree/$home/lib/jspawnhelper"; do
        [ -L "$file" ] || patchelf --force-rpath --set-rpath "\$ORIGIN/../lib:$libc" \
            --set-interpreter "$libc/ld-linux-x86-64.so.2" "$file" || return
    done
    "$work/tree/$home/bin/java" -version && rm -rf "$work"/*.deb "$work"/*.bin "$work/lists" "$work/archives" &&
        ln -s "$work/tree/$home" "$cache/jdk"
}

apt_of_debian_13() { # COMMAND...
    local work=$cache/debian-13
    apt-get -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work" -o Dir::Cache::Archives="$work/archives" \
        -o APT::Sandbox::User="$(id -un)" "$@"
}
