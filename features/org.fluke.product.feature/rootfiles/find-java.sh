# SPDX-License-Identifier: EPL-2.0
# For sh: find_java prints the home of a JDK of version $1 or newer, first match of FLUKE_JAVA_HOME, JAVA_HOME,
# the system's JVM folder (newest first) and the java on PATH. It fails without a word where there is none.

java_version() { # HOME -> major version, 0 where that is no Java
    [ -x "$1/bin/java" ] || { echo 0; return; }
    version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release" 2>/dev/null)
    [ -n "$version" ] ||
        version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | sed -n 1p)
    echo "${version:-0}"
}

find_java() { # OLDEST
    for home in "${FLUKE_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
        if [ -n "$home" ] && [ "$(java_version "$home")" -ge "$1" ]; then
            echo "$home"
            return 0
        fi
    done
    newest=$(for home in /usr/lib/jvm/*; do
        [ -d "$home" ] && echo "$(java_version "$home") $home"
    done | sort -rn | sed -n 1p)
    if [ "${newest%% *}" -ge "$1" ] 2>/dev/null; then
        echo "${newest#* }"
        return 0
    fi
    onpath=$(command -v java) || return 1
    onpath=$(dirname "$(dirname "$(readlink -f "$onpath")")")
    [ "$(java_version "$onpath")" -ge "$1" ] && echo "$onpath"
}
