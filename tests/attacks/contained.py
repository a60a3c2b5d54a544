"""Runs a program as in a container: few capabilities, and no namespaces, mounts or keys by a seccomp filter.

usage: contained.py PROGRAM [ARGUMENT...]

What is refused is what the default filters of container engines refuse to a process without CAP_SYS_ADMIN.
"""
import ctypes
import os
import struct
import sys

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 22, 38, 24
ALLOW, EPERM, ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
# chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot mknod
# audit_write setfcap
KEPT = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}
NUMBERS = {  # clone, clone3, refused ones: unshare, setns, mount, umount2, pivot_root, add_key, request_key, keyctl,
             # bpf, perf_event_open, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, kexec_load
    "x86_64": (56, 435, (272, 308, 165, 166, 155, 248, 249, 250, 321, 298, 428, 429, 430, 431, 432, 433, 442, 246)),
    "aarch64": (220, 435, (97, 268, 40, 39, 41, 217, 218, 219, 280, 241, 428, 429, 430, 431, 432, 433, 442, 104)),
}


def program():
    clone, clone3, refused = NUMBERS[os.uname().machine]
    load, jump_equal, jump_set, give = 0x20, 0x15, 0x45, 0x06
    code = [(load, 0, 0, 0)]
    code += [(jump_equal, 0, 1, clone3), (give, 0, 0, ENOSYS)]
    for number in refused:
        code += [(jump_equal, 0, 1, number), (give, 0, 0, EPERM)]
    code += [(jump_equal, 0, 3, clone), (load, 0, 0, 16), (jump_set, 0, 1, NAMESPACES), (give, 0, 0, EPERM)]
    code += [(give, 0, 0, ALLOW)]
    return b"".join(struct.pack("<HBBI", *each) for each in code), len(code)


def main():
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0:
        for capability in range(64):
            if capability not in KEPT:
                libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    text, count = program()
    memory = ctypes.create_string_buffer(text)
    header = ctypes.create_string_buffer(struct.pack("@HP", count, ctypes.addressof(memory)))
    if libc.prctl(PR_SET_SECCOMP, 2, header, 0, 0) != 0:
        sys.exit("contained.py: the filter was refused")
    os.execvp(sys.argv[1], sys.argv[1:])


main()
