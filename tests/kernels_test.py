#!/usr/bin/env python3
"""The simulator against programs that nvcc builds: kernels_test.py ASSAY [--slow]

Right kernels equal their references and get no finding, under several schedules; faulty ones get
exactly the findings that their lines expect; counters equal what the geometry says.
Exit status 77 where there is no nvcc.
"""
import concurrent.futures
import json
import math
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent / "kernels"
ASSAY = pathlib.Path(sys.argv[1]).resolve()
SLOW = "--slow" in sys.argv
FLAGS = ["-std=c++17", "-O3", "-lineinfo", "-cudart", "shared",
         "-gencode", "arch=compute_80,code=compute_80", "--extended-lambda", "-diag-suppress", "549"]
ARCHITECTURES = {"fp8": "89", "hopper": "90", "blackwell": "100"}  # other than 80
DEBUG = {"debug"}  # built with -G
SEEDS = [0, 1, 2, 3, 4] if SLOW else [0, 1]


def nvcc():
    return shutil.which("nvcc") or shutil.which("/usr/local/cuda/bin/nvcc")


def built(name, architecture=None, more=()):
    """The program of a source, kept by what it is made of."""
    import hashlib
    flags = [flag.replace("80", architecture or ARCHITECTURES.get(name, "80")) for flag in FLAGS] + list(more)
    if name in DEBUG:
        flags = [flag for flag in flags if flag not in ("-O3", "-lineinfo")] + ["-G"]
    text = b"".join(p.read_bytes() for p in (HERE / f"{name}.cu", HERE / "check.cuh"))
    key = hashlib.sha256(text + " ".join(flags).encode()).hexdigest()[:16]
    folder = ASSAY.parent.parent / "test-kernels"
    folder.mkdir(exist_ok=True)
    program = folder / f"{name}-{key}"
    if not program.exists():
        subprocess.run([nvcc(), *flags, str(HERE / f"{name}.cu"), "-o", str(program)], check=True)
    return program


def simulated(program, *arguments, seed=0, checks="all"):
    """Its exit status, its output, and the report."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [str(ASSAY), "simulate", "--json", "--seed", str(seed), "--checks", checks, "--", str(program), *arguments],
            capture_output=True, text=True, timeout=600, env={**os.environ, "HOME": home})
    start = done.stdout.find("\n{") + 1 if not done.stdout.startswith("{") else 0
    report = json.loads(done.stdout[start:])
    return done.returncode, done.stdout[:start], report


class RightKernels(unittest.TestCase):
    def check(self, name, architecture=None, seeds=SEEDS):
        for seed in seeds:
            with self.subTest(program=name, architecture=architecture, seed=seed):
                code, output, report = simulated(built(name, architecture), seed=seed)
                self.assertEqual(report["findings"], [])
                self.assertIn(", 0 failed", output)
                self.assertEqual(code, 0)

    def test_everyday_kernels_equal_their_references(self):
        self.check("basics")

    def test_warp_operations_and_waiting_grids(self):
        self.check("warps")

    def test_half_types_and_matrix_fragments(self):
        self.check("matrices")

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_conversions_and_directed_rounding_equal_the_host(self):
        self.check("conversions")

    def test_what_compute_90_adds_to_ordinary_kernels(self):
        self.check("hopper")

    def test_what_compute_100_adds_to_ordinary_kernels(self):
        self.check("blackwell")

    def test_graphs_barriers_in_memory_and_unusual_kernels(self):
        self.check("runtime")

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_eight_bit_floats_equal_the_toolkits_host_functions(self):
        self.check("fp8")

    def test_streams_graphs_managed_memory_and_what_the_host_asks(self):
        self.check("calls")

    def test_nodes_of_graphs_are_listed_read_and_changed(self):
        self.check("graphs", seeds=SEEDS[:1])

    def test_a_file_of_relocatable_device_code_is_read(self):
        _, output, report = simulated(built("stuck", more=["-rdc=true", "-gencode", "arch=compute_80,code=sm_80"]), "2")
        self.assertEqual(report["findings"], [])
        self.assertIn(", 0 failed", output)

    def test_a_program_that_is_built_for_a_debugger(self):
        self.check("debug")

    def test_textures_and_surfaces_follow_the_programming_guide(self):
        self.check("textures")

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_pipelines_and_every_kind_of_matrix_fragment(self):
        self.check("products")

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_scans_sorts_and_cooperative_groups(self):
        self.check("cooperation")

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_barriers_flags_and_memory_of_the_standard_library(self):
        self.check("library")

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_arithmetic_is_within_the_errors_that_its_maker_gives(self):
        self.check("arithmetic")

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_thrust_and_cub(self):
        self.check("device_wide")

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_ptx_of_newer_devices(self):
        for architecture in ("90", "100", "120"):
            for name in ("products", "cooperation", "library", "calls"):
                self.check(name, architecture, SEEDS[:1])

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_algorithms_and_structures_that_threads_share(self):
        self.check("algorithms")
        self.check("structures")

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_what_the_language_its_groups_and_its_assembler_offer(self):
        for architecture in ("80", "120"):
            self.check("language", architecture)

    def test_what_interviews_ask_for(self):
        self.check("interviews")
        if SLOW:
            for architecture in ("90", "100"):
                self.check("interviews", architecture, SEEDS[:1])

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_whole_programs_for_each_architecture(self):
        for architecture in ("80", "90", "120"):  # thrust and CUB ask what their kernels are for
            self.check("programs", architecture, SEEDS[:2])
        code, output, report = simulated(built("programs"), checks="races")
        self.assertEqual((report["findings"], code), ([], 0), output)

    def test_a_program_that_is_hardly_optimised(self):
        """Functions of the toolkit copy the padding of what they give back."""
        code, output, report = simulated(built("interviews", more=["-Ofc", "max"]))
        self.assertEqual((report["findings"], code), ([], 0), output)

    @unittest.skipUnless(SLOW, "takes nvcc long")
    def test_unusual_kernels(self):
        self.check("unusual")
        _, _, report = simulated(built("unusual"))
        self.assertIn("mapped<main::{lambda(int, int)#1}>", {kernel["name"] for kernel in report["kernels"]})

    def test_opcodes_round_and_saturate_as_documented(self):
        self.check("opcodes")

    def test_constants_of_ptx_are_what_the_manual_makes_of_them(self):
        self.check("constants")


class FaultyKernels(unittest.TestCase):
    def expected(self, which, source="faults"):
        """Line and kind of each finding that the source announces."""
        lines = (HERE / f"{source}.cu").read_text().splitlines()
        found = set()
        for number, line in enumerate(lines, 1):
            mark = re.search(r"// expect: (\w+)(?: (\d+))?$", line)
            if mark and int(mark.group(2) or 0) == which:
                found.add((number, mark.group(1)))
        return found

    def got(self, report):
        return {(finding.get("line", 0), finding["check"]) for finding in report["findings"]}

    def test_each_fault_is_found_at_its_line_and_nothing_else(self):
        for seed in SEEDS:
            for source in ("faults", "more_faults", "slips"):
                code, _, report = simulated(built(source), seed=seed)
                self.assertEqual(sorted(self.got(report) ^ self.expected(0, source)), [], f"{source}, seed {seed}")
                self.assertEqual(code, 1)
                places = [(finding["kernel"], finding["line"], finding["check"]) for finding in report["findings"]]
                self.assertEqual(len(places), len(set(places)), "a line of a kernel is told once")
                for finding in report["findings"]:
                    self.assertTrue(finding["file"].endswith(f"{source}.cu"))
                    self.assertNotIn("by thread ({},{},{})".format(*finding["thread"]), finding["message"], "nobody races with itself")
                    if finding["check"] == "shared_race" and finding["message"].endswith(" by __syncwarp()"):
                        kernel = next(one for one in report["kernels"] if one["name"] == finding["kernel"])
                        self.assertLessEqual(math.prod(kernel["block"]), 32, "other warps may race there, too")

    def test_faults_in_functions_of_the_toolkit_are_told_at_the_line_that_called_them(self):
        for seed in SEEDS:
            code, _, report = simulated(built("debug"), "1", seed=seed)
            self.assertEqual(sorted(self.got(report) ^ self.expected(0, "debug")), [], f"seed {seed}")
            self.assertEqual(code, 1)

    def test_races_in_global_memory_are_found_where_they_are_asked_for(self):
        for seed in SEEDS:
            code, _, report = simulated(built("global_races"), seed=seed, checks="races")
            self.assertEqual(sorted(self.got(report) ^ self.expected(0, "global_races")), [], f"seed {seed}")
            self.assertEqual(code, 1)
        _, _, report = simulated(built("global_races"))
        self.assertEqual(report["findings"], [])

    def test_what_the_host_reads_or_writes_too_early_is_found_where_it_is_asked_for(self):
        for which, does, by, other in ((9, "reads", "a copy", "writes"), (10, "reads", "fill at streams.cu:12", "writes"),
                                       (11, "writes", "a copy", "reads")):
            with self.subTest(which):
                code, _, report = simulated(built("streams"), str(which), checks="races")
                self.assertEqual(self.got(report), {(0, "stream_race")}, report["findings"])
                self.assertIn(f"race with the host: it {does} what {by} in a stream {other}", report["findings"][0]["message"])
                self.assertEqual(code, 1)
                _, _, report = simulated(built("streams", more=["-g"]), str(which), checks="races")
                self.assertEqual(self.got(report), self.expected(which, "streams"))

    def test_work_of_two_streams_that_nothing_orders_is_found_where_it_is_asked_for(self):
        _, _, report = simulated(built("streams"), checks="races")
        self.assertEqual(report["findings"], [])
        for which in (*range(12, 17), *range(1, 9)):
            with self.subTest(which):
                code, _, report = simulated(built("streams"), str(which), checks="races")
                expected = self.expected(which, "streams") or {(0, "stream_race")}
                self.assertEqual(self.got(report), expected, report["findings"])
                self.assertEqual(code, 1)
                message = report["findings"][0]["message"]
                self.assertRegex(message, r"race between streams: (this kernel|a copy|cudaFreeAsync) (reads|writes) what .* in another stream")
        self.assertIn("fill at streams.cu:", message)
        self.assertEqual(simulated(built("streams"), "1")[2]["findings"], [])
        flags = ["--default-stream", "per-thread"]
        _, _, report = simulated(built("streams", more=flags), checks="races")
        # The thread's own stream waits for no other, and none for it: only what counted on that is found.
        self.assertEqual({(finding["kernel"], finding["check"]) for finding in report["findings"]},
                         {(kernel, "stream_race") for kernel in ("add", "use", "late")})

    def test_a_race_is_drawn_with_both_sides(self):
        _, _, report = simulated(built("faults"))
        lines = (HERE / "faults.cu").read_text().splitlines()
        races = {race["kernel"]: race for race in report["races"]}
        race = races["reverse_unsynchronised"]
        sides = {race[side]["does"]: lines[race[side]["line"] - 1] for side in ("first", "second")}  # as they came
        self.assertIn("room[threadIdx.x] = x", sides["write"])
        self.assertIn("room[63 - threadIdx.x]", sides["read"])
        self.assertEqual(race["array"], "room")
        self.assertFalse(race["within_warp"])
        self.assertTrue(races["neighbour_in_warp"]["within_warp"])

    def test_what_lies_out_of_bounds_is_told_from_the_nearest_allocation(self):
        _, _, report = simulated(built("faults"))
        said = {finding["kernel"]: finding["message"] for finding in report["findings"]}
        self.assertEqual(said["negative_index"],
                         "out-of-bounds read of 4 bytes in global memory, 4 bytes before an allocation of 400 bytes")
        self.assertEqual(said["read_past"],
                         "out-of-bounds read of 4 bytes in global memory, 0 bytes past an allocation of 400 bytes")
        self.assertIn("in global memory, far from everything that is allocated: a wild index", said["wraps_around"])
        self.assertEqual(said["constant_past"],
                         "out-of-bounds read of 4 bytes in constant memory, 0 bytes past an allocation of 20 bytes")

    def test_a_division_by_zero_names_the_thread_that_divides(self):
        _, _, report = simulated(built("slips"))
        said = {finding["kernel"]: finding for finding in report["findings"]}
        self.assertEqual(said["mean_of_none"]["message"], "integer division by zero: what it gives is undefined")
        self.assertEqual((said["mean_of_none"]["thread"], said["mean_of_none"]["times"]), ([40, 0, 0], 1))
        self.assertIn("remainder of an integer division by zero", said["slot_of_no_table"]["message"])

    def test_slips_of_the_host_and_what_never_ends(self):
        for which, check, said in ((11, "deadlock", "a barrier that the others never reach"), (12, "deadlock", "a barrier in memory that 1 more arrival would end"),
                                   (13, "trap", ""), (14, "launch_error", "ones<<<(0,1,1)"), (15, "launch_error", "cudaFuncAttributeMaxDynamicSharedMemorySize"),
                                   (16, "out_of_bounds", "a copy of 260 bytes past an allocation of 256"),
                                   (17, "out_of_bounds", "past an allocation"), (18, "invalid_free", ""), (19, "invalid_free", ""),
                                   (20, "out_of_bounds", "an address that is not of the device: a wild index, or a pointer of the host?"),
                                   (21, "out_of_bounds", "a cudaMemset of 8 bytes at an address that is not of the device"),
                                   (22, "out_of_bounds", "at offset 4: the launch gives it no dynamic shared memory"),
                                   (23, "wrong_direction", "cudaMemcpyDeviceToHost of 256 bytes from the host's memory to the device's"),
                                   (24, "host_dereference", "12 bytes into an allocation of 256 bytes"),
                                   (25, "launch_error", "a block has at most 1024 threads"),
                                   (26, "launch_error", "its __launch_bounds__ allow at most 64 threads"),
                                   (27, "invalid_free", "cudaFree of pinned memory: cudaFreeHost frees it"),
                                   (28, "uninitialised_read", "nobody has written, 64 bytes into an allocation of 256 bytes")):
            with self.subTest(which):
                code, _, report = simulated(built("slips"), str(which))
                self.assertEqual([finding["check"] for finding in report["findings"]], [check])
                self.assertIn(said, report["findings"][0]["message"])
                if which <= 13:
                    self.assertEqual(self.got(report), self.expected(which, "slips"))
                self.assertEqual(code, 1)

    def test_graphs_that_are_gone_are_refused_and_told(self):
        for which, said in ((1, "cudaGraphLaunch of an executable graph"), (2, "cudaGraphExecDestroy of an executable graph"),
                            (3, "cudaGraphInstantiate of a graph"), (4, "cudaGraphAddEmptyNode of a graph"),
                            (5, "cudaGraphClone of a graph"), (6, "cudaGraphDestroy of a graph")):
            with self.subTest(which):
                code, _, report = simulated(built("slips"), str(which))
                self.assertEqual([(finding["check"], finding["message"]) for finding in report["findings"]],
                                 [("use_after_free", said + " that was destroyed, or never made")])
                self.assertEqual((code, report["exit"]), (1, 0))
        _, _, report = simulated(built("slips"), "7")
        self.assertEqual((report["findings"], report["exit"]), ([], 0))

    def test_faults_that_end_the_program(self):
        for which in (1, 2):
            code, _, report = simulated(built("faults"), str(which))
            self.assertEqual(self.got(report), self.expected(which))
            self.assertEqual(code, 1)

    def test_faults_of_the_host(self):
        for which, check in ((3, "host_dereference"), (4, "leak"), (5, "launch_error"), (6, "invalid_free"),
                             (7, "host_dereference"), (8, "leak"), (9, "launch_error"), (10, "invalid_free")):
            code, _, report = simulated(built("faults"), str(which))
            self.assertEqual({finding["check"] for finding in report["findings"]}, {check})
            self.assertEqual(code, 1)

    @unittest.skipUnless(shutil.which("addr2line"), "no addr2line")
    def test_faults_of_a_host_that_was_built_with_its_lines_are_told_at_them(self):
        for which in range(3, 12):
            with self.subTest(which):
                code, _, report = simulated(built("faults", more=["-g"]), str(which))
                self.assertEqual(self.got(report), self.expected(which))
                self.assertTrue(report["findings"][0]["file"].endswith("faults.cu"))
                self.assertEqual(code, 1)

    def test_wrong_calls_of_the_host(self):
        for which, checks in ((1, {"deadlock"}), (2, {"out_of_bounds"}), (3, {"wrong_direction"}), (4, {"use_after_free"}),
                              (5, {"use_after_free"}), (6, {"invalid_free"}), (7, {"invalid_free"}), (8, {"launch_error"}),
                              (9, {"host_dereference"}), (10, {"use_after_free"}), (11, {"leak"}), (12, {"out_of_bounds"}),
                              (13, {"use_after_free"}), (14, {"out_of_bounds"}), (15, {"invalid_free"}), (16, {"launch_error"}),
                              (17, {"invalid_free"})):
            code, _, report = simulated(built("more_faults"), str(which))
            self.assertEqual({finding["check"] for finding in report["findings"]}, checks, which)
            self.assertEqual(code, 1)
            if which in (1, 10):
                self.assertEqual(self.got(report), self.expected(which, "more_faults"))
            said = {8: "the launch of write_odd<<<", 13: "host code touched managed memory, 12 bytes into",
                    14: "a copy of 44 bytes past an allocation of 40", 15: "cudaFreeHost of a pointer", 16: "a launch in a stream that was destroyed",
                    17: "cudaFreeHost of the device's memory: cudaFree frees it"}.get(which, "")
            self.assertIn(said, report["findings"][0]["message"])

    def test_what_a_stopped_program_leaves_allocated_is_no_leak(self):
        for which, code, checks in ((0, 0, set()), (1, 1, {"deadlock"}), (2, 0, set()), (3, 1, {"host_dereference"}),
                                    (4, 1, {"trap"}), (5, 4, {"unsupported"}), (8, 4, {"unsupported"}), (9, 1, {"out_of_bounds"}), (10, 4, {"unsupported"})):
            with self.subTest(which):
                status, _, report = simulated(built("stuck"), str(which))
                self.assertEqual({finding["check"] for finding in report["findings"]}, checks)
                self.assertEqual(status, code)
                if which in (1, 4, 9):
                    self.assertEqual(self.got(report), self.expected(which, "stuck"))
                if which == 8:
                    self.assertRegex(report["findings"][0]["message"], r"^keeps: unsupported: vadd\.s32\.s32\.s32\.sat at line \d+ of the PTX \(stuck\.cu:29\)$")

    def test_a_cluster_of_several_blocks_is_named_with_what_to_do(self):
        code, _, report = simulated(built("hopper"), "1")
        self.assertEqual([finding["message"] for finding in report["findings"]],
                         ["together: unsupported: thread block clusters (__cluster_dims__ of more than one block): "
                          "launch it as clusters of one, or run it on a device"])
        self.assertEqual(code, 4)

    def test_what_was_found_before_the_program_died_is_told(self):
        for which, own in ((6, 128 + 6), (7, 128 + 11)):
            with self.subTest(which):
                status, _, report = simulated(built("stuck"), str(which))
                self.assertEqual(self.got(report), self.expected(6, "stuck"))
                self.assertEqual((status, report["exit"]), (1, own))
        done = subprocess.run([str(ASSAY), "simulate", "--", str(built("stuck")), "6"], capture_output=True, text=True)
        self.assertIn("The program's own exit status is 134 (Aborted).\n", done.stdout)

    def test_fast_checks_still_find_what_is_out_of_bounds(self):
        _, _, report = simulated(built("faults"), checks="fast")
        kinds = {finding["check"] for finding in report["findings"]}
        self.assertIn("out_of_bounds", kinds)
        self.assertIn("use_after_free", kinds)
        self.assertNotIn("shared_race", kinds)
        self.assertNotIn("uninitialised_read", kinds)


class Counts(unittest.TestCase):
    """What the geometry of an access says, to the last sector."""

    @classmethod
    def setUpClass(cls):
        _, _, report = simulated(built("counts"))
        cls.kernels = {kernel["name"]: kernel["total"] for kernel in report["kernels"]}

    def test_a_transpose_without_padding_has_32_way_conflicts(self):
        # 4 blocks of 32x32: 32 warps each store a row (1 pass) and read a column (32 passes).
        total = self.kernels["transpose_plain"]
        self.assertEqual(total["wavefronts"], 4 * 32 * (1 + 32))
        self.assertEqual(total["ideal_wavefronts"], 4 * 32 * 2)

    def test_padding_takes_them_away(self):
        total = self.kernels["transpose_padded"]
        self.assertEqual(total["wavefronts"], total["ideal_wavefronts"])

    def test_loads_with_a_stride_touch_a_sector_each(self):
        # 4 warps; a stride of k floats touches 32 * 4 * k / 32 sectors, at most 32.
        for stride, sectors in ((1, 4), (2, 8), (4, 16), (8, 32), (16, 32)):
            total = self.kernels[f"strided<{stride}>"]
            self.assertEqual(total["sectors"], 4 * (sectors + 4), stride)  # and the coalesced store
            self.assertEqual(total["ideal_sectors"], 4 * 8)

    def test_one_bin_queues_every_lane(self):
        total = self.kernels["one_bin"]
        self.assertEqual(total["atomic_operations"], 256)
        self.assertEqual(total["atomic_queue"], 8 * 32)

    def test_own_bins_do_not_queue(self):
        total = self.kernels["own_bins"]
        self.assertEqual(total["atomic_operations"], 256)
        self.assertEqual(total["atomic_queue"], 8)

    def test_flops_of_a_polynomial(self):
        # 64 threads, eight fused multiply-adds each.
        self.assertEqual(self.kernels["polynomial"]["flops"], 64 * 8 * 2)

    def test_a_branch_by_lane_splits_each_warp_once(self):
        self.assertEqual(self.kernels["split"]["divergent_branches"], 4)

    def test_a_broadcast_needs_one_sector(self):
        total = self.kernels["broadcast"]
        self.assertEqual(total["sectors"], 4 * (1 + 4))
        self.assertEqual(total["ideal_sectors"], 4 * (1 + 4))

    def test_counts_do_not_depend_on_the_schedule(self):
        _, _, report = simulated(built("counts"), seed=9)
        self.assertEqual({kernel["name"]: kernel["total"] for kernel in report["kernels"]}, self.kernels)


class Stopped(unittest.TestCase):
    """`assay simulate` that is stopped takes its program along."""

    def started(self, script):
        """A program that says "here", and then reads what nobody writes."""
        nothing, open_end = os.pipe()
        child = subprocess.Popen([str(ASSAY), "simulate", "--", "sh", "-c", script], stdin=nothing,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        os.close(nothing)
        self.addCleanup(os.close, open_end)
        self.assertEqual(child.stdout.readline(), "here\n")
        return child

    def check_gone(self, child, code):
        """Its end of the pipe closes when the last process that holds it has ended."""
        _, said = child.communicate(timeout=20)
        self.assertEqual(child.returncode, code)
        return said

    def test_who_is_killed_leaves_no_program_behind(self):
        for ignored in ("", "trap '' INT TERM; "):
            with self.subTest(ignored):
                child = self.started(ignored + "echo here; exec cat")
                child.kill()
                self.check_gone(child, -signal.SIGKILL)

    def test_who_is_killed_leaves_no_file_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["TMPDIR"] = folder
            self.addCleanup(os.environ.pop, "TMPDIR")
            for number in (signal.SIGKILL, signal.SIGTERM):
                child = self.started("echo here; exec cat")
                self.assertEqual(os.listdir(folder), [])
                child.send_signal(number)
                child.communicate(timeout=20)
            self.assertEqual(os.listdir(folder), [])

    def test_the_assembler_reads_a_file_that_nobody_must_remove(self):
        with tempfile.TemporaryDirectory() as folder:
            tools, room = pathlib.Path(folder, "tools"), pathlib.Path(folder, "room")
            tools.mkdir(), room.mkdir()
            assembler = tools / "ptxas"
            assembler.write_text(f'#!/bin/sh\nls -A "$TMPDIR" > {folder}/seen\n')
            assembler.chmod(0o755)
            subprocess.run([str(ASSAY), "simulate", "--", str(built("counts"))], stdout=subprocess.DEVNULL, check=True,
                           env={**os.environ, "TMPDIR": str(room), "PATH": f"{tools}:{os.environ['PATH']}"})
            self.assertEqual(pathlib.Path(folder, "seen").read_text(), "")

    def test_a_program_that_closes_what_it_inherits_is_reported(self):
        closes = f"import os; os.closerange(3, 256); os.execv('{built('counts')}', ['counts'])"
        done = subprocess.run([str(ASSAY), "simulate", "--json", "--", sys.executable, "-c", closes], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_who_is_interrupted_ends_the_program_and_says_so(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for whom in (os.kill, os.killpg):  # somebody else's signal; that of a terminal
                with self.subTest(number=number, whom=whom.__name__):
                    child = self.started("echo here; exec cat")
                    whom(child.pid, number)
                    self.assertEqual(self.check_gone(child, 130), "stopped.\n")

    def test_a_program_that_ignores_it_is_ended_by_the_second_signal(self):
        child = self.started("trap '' INT TERM; echo here; exec cat")
        child.send_signal(signal.SIGINT)
        while child.poll() is None:  # the two may come as one
            child.send_signal(signal.SIGINT)
        self.check_gone(child, 130)

    def test_a_program_that_dies_without_a_report_is_told_with_the_signal(self):
        done = subprocess.run([str(ASSAY), "simulate", "--", "sh", "-c", "kill -9 $$"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr),
                         (4, "assay simulate: sh was ended by signal 9 (Killed) before it told what was found: "
                             "does its host code write past its own memory?\n"))

    def test_a_program_that_is_none_is_told_with_the_reason(self):
        done = subprocess.run([str(ASSAY), "simulate", "--", "./no-such-program"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr),
                         (2, "assay simulate: cannot start ./no-such-program: No such file or directory\n"))


class Words(unittest.TestCase):
    def test_occupancy_is_what_the_assembler_and_the_device_allow(self):
        # 1024 threads are 32 warps: two blocks fit 64 warps, and no more do.
        done = subprocess.run([str(ASSAY), "simulate", "--", str(built("counts"))], capture_output=True, text=True)
        lines = done.stdout.splitlines()
        at = next(k for k, line in enumerate(lines) if line.startswith("transpose_plain"))
        self.assertRegex(lines[at + 1], r"^  ptxas, sm_80: \d+ registers, no spills; "
                                        r"occupancy 64 of 64 warps \(100%\), limited by threads$")
        self.assertRegex(lines[at + 2], r"^  SIMULATED, a model of A100-SXM4-40GB and no measurement: at least [\d.]+ us")
        done = subprocess.run([str(ASSAY), "simulate", "--", str(built("counts", "90"))], capture_output=True, text=True)
        self.assertRegex(done.stdout, r"  ptxas, sm_90: \d+ registers, no spills; occupancy is told for sm_80 only\n")

    def test_advice_beside_a_line_says_what_to_change(self):
        done = subprocess.run([str(ASSAY), "simulate", "--", str(built("counts"))], capture_output=True, text=True,
                              env={**os.environ, "COLUMNS": "300"})
        kernel, said = "", {}
        for line in done.stdout.splitlines():
            head = re.match(r"(\S+)  1 launch, grid", line)
            kernel = head.group(1) if head else kernel
            if re.match(r"  counts\.cu:\d+: ", line):
                said.setdefault(kernel, []).append(line.split(": ", 1)[1])
        # Of a line with a strided load (16 and 32 sectors) and a coalesced store (4), 8 are of use.
        for kernel, words in (
                ("transpose_plain", "32.00 passes over shared memory where one would do"),
                ("strided<4>", "neighbouring threads are 16 bytes apart: each access of a warp moves 10.0 sectors of 32 bytes and uses 40% of them"),
                ("strided<16>", "neighbouring threads are 64 bytes apart: each access of a warp moves 18.0 sectors of 32 bytes and uses 22% of them"),
                ("one_bin", "many lanes of a warp add to one address"),
                ("lopsided", "only 25% of the lanes work"),
                ("own_array", "an array of the thread's own lies in local memory"),
                ("tells", "printf takes its arguments from local memory")):
            self.assertTrue(any(words in line for line in said.get(kernel, [])), (kernel, said.get(kernel)))
        self.assertNotIn("an array", " ".join(said["tells"]))
        for kernel in ("transpose_padded", "strided<1>", "own_bins", "polynomial", "broadcast"):
            self.assertNotIn(kernel, said)


if __name__ == "__main__":
    if not nvcc():
        print("not run: no nvcc")
        sys.exit(77)
    programs = ["warps", "matrices", "basics", "faults", "runtime", "opcodes", "counts", "more_faults", "calls", "textures",
                "global_races", "streams", "stuck", "hopper", "blackwell", "graphs", "debug", "slips", "interviews", "constants"]
    if SLOW:
        programs += ["conversions", "fp8", "products", "cooperation", "library", "arithmetic", "device_wide", "unusual",
                     "algorithms", "structures", "language", "programs"]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:  # one nvcc for each processor
        list(pool.map(built, programs))
    unittest.main(argv=[sys.argv[0]], verbosity=1)
