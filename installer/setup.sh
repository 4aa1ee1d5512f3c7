# Set-up shared by installer/run, tests/run and .ci/run: Debian packages, then a preset's build. Sourced by bash; the
# caller sets `root`. Messages go to stderr: stdout belongs to the program that is started in the end.
# Writes only below the checkout's build/ folder and through apt-get.

say() { printf '%s\n' "assay: $*" >&2; }
die() {
    say "$@"
    exit 1
}

# lockBuild PRESET: one set-up of a preset at a time. Held on descriptor 9 until unlockBuild or the end of the script.
lockBuild() {
    mkdir -p "$root/build"
    exec 9>"$root/build/.$1.lock"
    if ! flock --nonblock 9; then
        say "another build of preset $1 is running in this checkout; waiting for it"
        flock 9
    fi
}
unlockBuild() { exec 9>&-; }

# ---- packages ------------------------------------------------------------------------------------------------

osRelease=${ASSAY_OS_RELEASE:-/etc/os-release} # another file only in tests

requireDebian12() {
    local id version name
    id=$(. "$osRelease" 2>/dev/null && printf %s "${ID-}") || true
    version=$(. "$osRelease" 2>/dev/null && printf %s "${VERSION_ID-}") || true
    name=$(. "$osRelease" 2>/dev/null && printf %s "${PRETTY_NAME-}") || true
    [[ $id == debian && $version == 12 ]] && return
    say "this is ${name:-an unknown system}; packages are installed on Debian 12 only."
    say "Install what corresponds to the list in installer/packages.txt yourself,"
    die "then run the same command with --no-install."
}

# missingPackages GROUP…: the names of the groups' packages that are not installed, one a line.
missingPackages() {
    local -A wanted=() installed=()
    local group name rest status
    for group in "$@"; do wanted[$group]=1; done
    while read -r status name; do
        [[ $status == ii* ]] && installed[$name]=1
    done < <(packageNames "$@" | xargs dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' 2>/dev/null)
    while read -r name group rest; do
        [[ -n $name && $name != '#'* && -n ${wanted[$group]-} && -z ${installed[$name]-} ]] && printf '%s\n' "$name"
    done <"$root/installer/packages.txt"
    return 0
}

# packageNames GROUP…: the names of the groups' packages, one a line.
packageNames() {
    local name group rest
    while read -r name group rest; do
        [[ -n $name && $name != '#'* && " $* " == *" $group "* ]] && printf '%s\n' "$name"
    done <"$root/installer/packages.txt"
    return 0
}

whyPackage() {
    local name group rest
    while read -r name group rest; do
        [[ $name == "$1" ]] && printf '%s' "$rest" && return
    done <"$root/installer/packages.txt"
}

asRoot() {
    if [[ $(id -u) == 0 ]]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# installPackages NAME…: with a fresh package list only where the present one does not know a package or is too old.
installPackages() {
    local install=(apt-get install --yes --quiet --no-install-recommends "$@")
    if ! "${install[@]}" --simulate >/dev/null 2>&1; then
        say "the package list is missing or old: apt-get update"
        asRoot apt-get update --quiet >&2 || die "apt-get update failed (see above). Check the network, then run again."
    elif asRoot "${install[@]}" </dev/null >&2; then
        return
    else
        say "that failed; once more with a fresh package list"
        asRoot apt-get update --quiet >&2 || true
    fi
    asRoot "${install[@]}" </dev/null >&2 ||
        die "apt-get could not install the packages (see above). Install them yourself, then run again with --no-install."
}

# ensurePackages INSTALL GROUP…: INSTALL is yes or no (--no-install).
ensurePackages() {
    local mode=$1 name
    local -a missing
    shift
    if [[ $mode == no ]]; then
        command -v dpkg-query >/dev/null || return 0
        mapfile -t missing < <(missingPackages "$@")
        ((${#missing[@]} == 0)) || say "not installed, and left so because of --no-install: ${missing[*]}"
        return 0
    fi
    requireDebian12
    mapfile -t missing < <(missingPackages "$@")
    ((${#missing[@]} > 0)) || return 0
    say "Debian packages to install:"
    for name in "${missing[@]}"; do printf '    %-20s %s\n' "$name" "$(whyPackage "$name")" >&2; done
    if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
        say "installing needs root, and there is no sudo. As root:"
        die "apt-get install --no-install-recommends ${missing[*]}"
    fi
    installPackages "${missing[@]}"
}

# ---- building ------------------------------------------------------------------------------------------------

# A compiler of this project takes up to 1.5 GB: as many at once as the cores and the free memory carry.
buildJobs() {
    local cores megabytes
    cores=$(nproc)
    megabytes=$(awk '/^MemAvailable:/ {print int($2 / 1024)}' /proc/meminfo)
    local byMemory=$((megabytes / 1500))
    ((byMemory >= 1)) || byMemory=1
    echo $((cores < byMemory ? cores : byMemory))
}

useCompilerCache() {
    launcher=()
    command -v ccache >/dev/null || return 0
    export CCACHE_DIR=${CCACHE_DIR:-$root/build/.ccache}
    launcher=(-D CMAKE_C_COMPILER_LAUNCHER=ccache -D CMAKE_CXX_COMPILER_LAUNCHER=ccache)
}

# Shows Ninja's "[3/120] …" lines as one line on a terminal, and as a line a minute elsewhere (a CI log).
showProgress() {
    local what=$1 line shown=0
    while IFS= read -r line; do
        [[ $line =~ ^\[([0-9]+)/([0-9]+)\] && $line != *Re-checking* ]] || continue
        if [[ -t 2 ]]; then
            printf '\rassay: building %s, step %s of %s ' "$what" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" >&2
            shown=1
        elif ((SECONDS >= shown)); then
            say "building $what, step ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
            shown=$((SECONDS + 60))
        fi
    done
    if [[ -t 2 ]] && ((shown)); then printf '\r\033[K' >&2; fi
}

buildFailed() {
    say "$1. The end of ${2#"$root"/}:"
    tail -n 40 "$2" >&2
    say "$3"
    exit 1
}

# cacheHas CACHE TEXT…: each text stands in the file.
cacheHas() {
    local cache=$1 text
    shift
    for text in "$@"; do grep -qF -- "$text" "$cache" || return 1; done
}

# buildPreset PRESET NEEDED -- CMAKE-OPTION… -- NINJA-TARGET…: configures where needed and builds. NEEDED is a line
# of CMakeCache.txt (NAME:TYPE=VALUE, several apart by blanks) without which an earlier configuration does not serve; ""
# takes any.
buildPreset() {
    local preset=$1 needed=$2 folder=$root/build/$1 log=$root/build/$1/build.log
    local -a options=() launcher
    shift 3
    while [[ $1 != -- ]]; do
        options+=("$1")
        shift
    done
    shift
    useCompilerCache
    if [[ -e $folder/CMakeCache.txt ]] && ! grep -qxF -- "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
        say "the checkout was moved: building afresh"
        rm -rf -- "$folder"
    fi
    mkdir -p "$folder"
    if [[ ! -e $folder/build.ninja ]] || ! cacheHas "$folder/CMakeCache.txt" ${needed:-CMAKE_BUILD_TYPE:}; then
        say "configuring preset $preset in build/$preset"
        (cd "$root" && cmake --preset "$preset" "${launcher[@]}" "${options[@]}") >"$log" 2>&1 </dev/null ||
            buildFailed "CMake failed" "$log" "If a package is missing, run without --no-install."
    fi
    NINJA_STATUS='[%f/%t] ' ninja -C "$folder" -j "$(buildJobs)" "$@" 2>&1 </dev/null | tee "$log" | showProgress "$preset" ||
        buildFailed "the build failed" "$log" "The whole text is in build/$preset/build.log; after an update of the system, remove build/$preset and run again."
}
