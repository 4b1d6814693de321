# A Debian machine of its own in a folder: own processes, mounts and cgroups, the host's network.
# It is sourced by Tests/operate, which gives `machine_fail TEXT CODE`. Whatever runs in the machine
# ends with its first process, and its mounts end with that.
# shellcheck shell=bash

machine_root=
machine_holder=
machine_init=
machine_cgroup=

# The mirror and the release that this machine itself is installed from. Some of the files that
# may name it are missing on every machine, and `cat` then fails.
machine_mirror() {
    local found
    found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources \
        /etc/apt/sources.list.d/*.list 2>/dev/null |
        grep -oE '(URIs:|deb)[^#]*https?://[^ ]*debian/?( |$)' |
        grep -oE 'https?://[^ ]+' | grep -v security | sed -n 1p) || true
    echo "${found:-http://deb.debian.org/debian}"
}

# machine_make FOLDER CACHE: a bare Debian in FOLDER; packages that were fetched stay in CACHE.
machine_make() {
    local release
    # shellcheck source=/dev/null
    release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    mkdir -p "$2"
    timeout 900 debootstrap --variant=minbase --cache-dir="$(realpath "$2")" \
        --include=systemd,systemd-sysv,dbus "$release" "$1" "$(machine_mirror)"
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    : >"$1/etc/machine-id"
}

# machine_start FOLDER [COMMAND…]: starts the machine with COMMAND as its first process, or, without
# one, with a shell that waits: a machine on which no systemd runs.
machine_start() {
    local unified child tries
    machine_root=$1
    shift
    [[ $# -gt 0 ]] || set -- /bin/sh -c 'while :; do sleep 60; done'
    unified=$(awk '$3 == "cgroup2" {print $2; exit}' /proc/mounts)
    if [[ -n $unified ]]; then
        machine_cgroup=$unified/paminn-operate-$$
        mkdir -p "$machine_cgroup"
    fi
    # shellcheck disable=SC2016  # The inner shell expands it.
    MACHINE_ROOT=$machine_root MACHINE_CGROUP=$machine_cgroup setsid bash -eu -c '
        [[ -z $MACHINE_CGROUP ]] || echo $$ >"$MACHINE_CGROUP/cgroup.procs"
        exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child bash -eu -c "$1" \
            machine "${@:2}"' machine "$machine_mounts" "$@" >"$machine_root.console" 2>&1 &
    machine_holder=$!
    for ((tries = 0; tries < 200; tries++)); do
        # The holder becomes unshare, whose only child is the first process of the machine.
        child=$(cat "/proc/$machine_holder/task/$machine_holder/children" 2>/dev/null || true)
        machine_init=${child%% *}
        child=$machine_init
        if [[ -n $child && -e /proc/$child/root/run/machine-is-made ]]; then return 0; fi
        sleep 0.1
    done
    return 1
}

# shellcheck disable=SC2016  # The machine's shell expands it.
machine_mounts='
    root=$MACHINE_ROOT
    mount --make-rprivate /
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    [[ -z $MACHINE_CGROUP ]] || mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
    mount -t tmpfs tmpfs "$root/run"
    mount -t tmpfs tmpfs "$root/tmp"
    # Devices of its own: systemd would mount those of the host.
    mount -t tmpfs -o mode=0755 tmpfs "$root/dev"
    for device in null zero full random urandom tty; do
        touch "$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    ln -s /proc/self/fd "$root/dev/fd"
    mkdir "$root/dev/shm" "$root/dev/pts"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx"
    hostname paminn-operate
    unset MACHINE_ROOT MACHINE_CGROUP
    touch "$root/run/machine-is-made"
    # No chroot: in one, the kernel lets nobody make the user namespaces of PrivateUsers=.
    cd "$root"
    pivot_root . .
    umount -l .
    # Credentials are mounted in a namespace of their own, and must show in all others.
    mount --make-rshared /
    exec /usr/bin/env -i container=lxc LC_ALL=C.UTF-8 HOME=/root \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
'

# inside COMMAND…: runs it in the machine, as root, for ten minutes at most.
inside() {
    timeout -k 10 600 nsenter --target "$machine_init" --mount --pid --uts --ipc --cgroup --root \
        --wd /usr/bin/env -i LC_ALL=C.UTF-8 HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# Ends all that runs in the machine, and waits for it.
machine_stop() {
    local tries
    if [[ -n $machine_init ]]; then kill -s KILL "$machine_init" 2>/dev/null || true; fi
    if [[ -n $machine_holder ]]; then
        [[ -n $machine_init ]] || kill "$machine_holder" 2>/dev/null || true
        for ((tries = 0; tries < 100; tries++)); do
            kill -0 "$machine_holder" 2>/dev/null || break
            sleep 0.1
        done
        kill -s KILL "$machine_holder" 2>/dev/null || true
        wait "$machine_holder" 2>/dev/null || true
    fi
    machine_init=
    machine_holder=
    if [[ -n $machine_cgroup && -d $machine_cgroup ]]; then
        find "$machine_cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || true
    fi
}
