# Attack: looks for the bank where it is installed for everybody.
# Must get: accepted
import os

for folder in ("/usr/share", "/usr/local/share", "/usr/share/assay", "/usr/local/share/assay/problems"):
    try:
        found = os.listdir(folder)
    except OSError:
        continue
    if set(found) - {"nodejs", "zoneinfo", "assay"} or (folder.endswith("assay") and found != ["graders"]):
        os._exit(66)


def mirror(text):
    return text[::-1]
