# Attack: learns on whose machine it runs.
# Must get: accepted
# At landlock: accepted
import os

if os.getuid() == 0 or 0 in os.getgroups() or os.getgid() == 0:
    os._exit(66)
for name in ("USER", "HOME", "LOGNAME", "SUDO_USER", "SSH_CONNECTION", "ASSAY_BAIT"):
    if name in os.environ:
        os._exit(67)


def mirror(text):
    return text[::-1]
