#!/usr/bin/env python3
"""A GPU's driver that was taken over, in assay-replay: confined_driver_test.py ASSAY HOSTILE_FOLDER"""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

ASSAY = pathlib.Path(sys.argv[1]).resolve()
HOSTILE = pathlib.Path(sys.argv[2]).resolve()


def named(name):
    """Processes that call themselves so."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "comm").read_text().strip() == name:
                found.append(int(entry.name))
        except OSError:
            continue  # it is gone
    return found


class ConfinedDriver(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o777)  # nothing but the confinement stands in the way
        (self.folder / "secret").write_text("of the user")
        (self.folder / "secret").chmod(0o666)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(self.folder / "door"))
        self.door.listen()
        (self.folder / "door").chmod(0o777)
        self.addCleanup(self.door.close)

    def doctor(self, mode=""):
        env = {**os.environ, "XDG_DATA_HOME": str(self.folder / "data"), "XDG_CACHE_HOME": str(self.folder / "cache"),
               "LD_LIBRARY_PATH": str(HOSTILE), "ASSAY_SIMULATED_GPU": str(self.folder) + mode}
        return subprocess.Popen([str(ASSAY), "doctor", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, env=env, start_new_session=True)

    def test_it_can_do_nothing_but_talk_to_devices(self):
        out, err = self.doctor().communicate(timeout=120)
        self.assertTrue(out, err)
        self.assertEqual(json.loads(out)["cuda"]["missing"], "the driver does not start: nothing")
        self.assertEqual((self.folder / "secret").read_text(), "of the user")
        self.assertFalse((self.folder / "made").exists())

    def test_it_ends_when_the_engine_is_killed(self):
        doctor = self.doctor("#endless")
        self.addCleanup(doctor.communicate)
        name = "hostile" + self.folder.name[-8:]
        self.wait_for(lambda: named(name))
        doctor.send_signal(signal.SIGKILL)
        self.wait_for(lambda: not named(name))

    def wait_for(self, condition):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
