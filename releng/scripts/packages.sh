# SPDX-License-Identifier: EPL-2.0
# For bash: which Debian packages a command needs, and installing those that are missing.

# One line a need: purpose, how to tell that it is there (a program, or a library with its .so), the package.
needs() {
    cat <<'END'
kernel  gcc                     gcc
kernel  make                    make
machine qemu-system-i386        qemu-system-x86
java    mvn                     maven
java    unzip                   unzip
ide     libgtk-3.so.0           libgtk-3-0
ide     libwebkit2gtk-4.1.so.0  libwebkit2gtk-4.1-0
gdb     gdb                     gdb
test    xvfb-run                xvfb
test    xauth                   xauth
test    metacity                metacity
test    import                  imagemagick
test    xwininfo                x11-utils
test    xdotool                 xdotool
END
}

present() { # PROGRAM-OR-LIBRARY
    case $1 in
        *.so.*) [[ $(PATH=$PATH:/sbin ldconfig -p 2>/dev/null) == *"$1"* ]] ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

install_for() { # PURPOSE...
    local missing=() purpose sign package
    while read -r purpose sign package; do
        case " $* " in
            *" $purpose "*) present "$sign" || missing+=("$package") ;;
        esac
    done < <(needs)
    [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
    case " $* " in
        *" java "*) require_jdk ;;
    esac
}

apt_install() { # PACKAGE...
    command -v apt-get >/dev/null ||
        fail "these are missing and there is no apt-get to install them: $* (names of Debian 12's packages)"
    say "these Debian packages are missing and will now be installed: $*"
    [ "$(id -u)" -eq 0 ] || ! command -v sudo >/dev/null || sudo -v
    apt_refresh
    step "installing $*" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

apt_refresh() {
    [ -n "${apt_is_fresh:-}" ] || step "reading the package lists" as_root apt-get update
    apt_is_fresh=yes
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "neither root nor sudo: as root, run: $*"
        return 1
    fi
}
