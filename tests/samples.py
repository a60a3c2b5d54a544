#!/usr/bin/env python3
"""Builds NVIDIA's cuda-samples and runs them under the simulator, by hand:

    samples.py ASSAY CHECKOUT BUILD_DIR [SAMPLE...]     (a sample: 0_Introduction/vectorAdd; none: all of SAMPLES)

Prints a row for each sample: whether it was built, what its own check said (its exit status), the
seconds, and the kinds of its findings.  A built program is kept, and a row, too (BUILD_DIR/rows.json), until
it is asked for by name.  The samples are NVIDIA's and are never kept here.
"""
import collections
import json
import pathlib
import subprocess
import sys
import time

FLAGS = ["-std=c++17", "-O3", "-lineinfo", "-cudart", "shared", "-gencode", "arch=compute_80,code=compute_80"]
SECONDS = 300

# Those without graphics that use the runtime and no device code of closed libraries, with the options of
# their own that make them smaller.
SAMPLES = {
    "0_Introduction": {
        "UnifiedMemoryStreams": "", "asyncAPI": "", "clock": "", "cudaOpenMP": "", "fp16ScalarProduct": "",
        "matrixMul": "-wA=64 -hA=64 -wB=64 -hB=64", "mergeSort": "", "simpleAWBarrier": "", "simpleAssert": "",
        "simpleAtomicIntrinsics": "", "simpleAttributes": "", "simpleCallback": "", "simpleCooperativeGroups": "",
        "simpleCubemapTexture": "", "simpleHyperQ": "", "simpleLayeredTexture": "", "simpleMultiCopy": "",
        "simpleMultiGPU": "", "simpleOccupancy": "", "simpleP2P": "", "simplePitchLinearTexture": "", "simplePrintf": "",
        "simpleStreams": "", "simpleSurfaceWrite": "", "simpleTemplates": "", "simpleTexture": "",
        "simpleVoteIntrinsics": "", "simpleZeroCopy": "", "systemWideAtomics": "", "template": "", "vectorAdd": ""},
    "1_Utilities": {"deviceQuery": "", "topologyQuery": ""},
    "2_Concepts_and_Techniques": {
        "MC_EstimatePiInlineP": "", "MC_EstimatePiInlineQ": "", "MC_SingleAsianOptionP": "", "convolutionSeparable": "",
        "convolutionTexture": "", "dct8x8": "", "eigenvalues": "--matrix-size=256", "histogram": "", "inlinePTX": "",
        "interval": "", "radixSortThrust": "-n=10000", "reduction": "--n=65536", "reductionMultiBlockCG": "--n=100000",
        "scalarProd": "", "scan": "", "segmentationTreeThrust": "", "shfl_scan": "", "sortingNetworks": "",
        "streamOrderedAllocation": "", "streamOrderedAllocationP2P": "", "threadFenceReduction": "--n=65536"},
    "3_CUDA_Features": {
        "StreamPriorities": "", "bf16TensorCoreGemm": "", "binaryPartitionCG": "", "cudaTensorCoreGemm": "",
        "dmmaTensorCoreGemm": "", "globalToShmemAsyncCopy": "-wA=128 -hA=128 -wB=128 -hB=128", "graphConditionalNodes": "",
        "graphMemoryFootprint": "", "graphMemoryNodes": "", "immaTensorCoreGemm": "", "jacobiCudaGraphs": "",
        "newdelete": "", "simpleCudaGraphs": "", "tf32TensorCoreGemm": "", "warpAggregatedAtomicsCG": ""},
    "4_CUDA_Libraries": {"lineOfSight": ""},
    "5_Domain_Specific": {
        "BlackScholes": "", "FDTD3d": "--dimx=64 --dimy=64 --dimz=64 --timesteps=2", "HSOpticalFlow": "",
        "MonteCarloMultiGPU": "", "NV12toBGRandResize": "", "SobolQRNG": "1000 100", "binomialOptions": "", "dwtHaar1D": "",
        "dxtc": "", "fastWalshTransform": "", "p2pBandwidthLatencyTest": "", "quasirandomGenerator": "",
        "stereoDisparity": ""},
    "6_Performance": {
        "LargeKernelParameter": "", "UnifiedMemoryPerf": "", "alignedTypes": "", "cudaGraphsPerfScaling": "",
        "transpose": "-dimX=128 -dimY=128"},
}
# The matrix samples have a small size and a check of their own behind a macro.
BUILDS = {
    "0_Introduction/UnifiedMemoryStreams": ["-Xcompiler", "-fopenmp", "-lcublas"],
    "0_Introduction/cudaOpenMP": ["-Xcompiler", "-fopenmp"],
    "2_Concepts_and_Techniques/MC_EstimatePiInlineQ": ["-lcurand"],
    "5_Domain_Specific/MonteCarloMultiGPU": ["-lcurand"],
    **{f"3_CUDA_Features/{name}TensorCoreGemm": ["-DCPU_DEBUG=1"] for name in ("bf16", "cuda", "dmma", "imma", "tf32")},
}


def build(checkout, sample, program):
    folder = checkout / "Samples" / sample
    sources = sorted(str(p) for ending in ("*.cu", "*.cpp", "src/*.cu", "src/*.cpp") for p in folder.glob(ending))
    command = ["nvcc", *FLAGS, *BUILDS.get(sample, []), "-I", str(checkout / "Common"), "-I", str(folder),
               "-I", str(folder / "inc"), *sources, "-o", str(program)]
    return subprocess.run(command, capture_output=True, text=True)


def findings_of(report):
    kinds = collections.Counter()
    for finding in report["findings"]:
        place = pathlib.Path(finding["file"]).name + f":{finding['line']}" if "line" in finding else ""
        words = finding["message"] if finding["check"] == "unsupported" else place
        kinds[f"{finding['check']} {words}".strip()] += 1
    return ", ".join(f"{kind} x{count}" if count > 1 else kind for kind, count in kinds.items())


def row_of(assay, checkout, out, sample, options):
    program = (out / sample.replace("/", "-")).resolve()
    if not program.exists():
        done = build(checkout, sample, program)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if "error" in line or "undefined" in line]
            return ["no", errors[0][:120] if errors else "build failed", "", ""]
    begin = time.monotonic()
    try:
        done = subprocess.run([assay, "simulate", "--json", "--", str(program), *options.split()], capture_output=True,
                              text=True, errors="replace", cwd=checkout / "Samples" / sample, timeout=SECONDS,
                              stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return ["yes", f"not in {SECONDS} s", "", ""]
    seconds = f"{time.monotonic() - begin:.0f}"
    at = done.stdout.rfind('\n{\n  "') + 1
    try:
        report = json.loads(done.stdout[at:])
    except ValueError:
        return ["yes", "no report", seconds, repr((done.stderr or done.stdout)[-150:])]
    exits = {0: "passes", 2: "waives itself"}
    return ["yes", exits.get(report["exit"], f"exit {report['exit']}"), seconds, findings_of(report)]


def main():
    assay, checkout, out = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3])
    out.mkdir(exist_ok=True)
    kept = out / "rows.json"
    rows = json.loads(kept.read_text()) if kept.exists() else {}
    known = {f"{group}/{name}": options for group, names in SAMPLES.items() for name, options in names.items()}
    for sample in sys.argv[4:] or known:
        if sys.argv[4:] or sample not in rows:
            rows[sample] = row_of(assay, checkout, out, sample, known.get(sample, ""))
            kept.write_text(json.dumps(rows))
        print(f"| {sample} {known.get(sample, '')}".rstrip() + " | " + " | ".join(rows[sample]) + " |", flush=True)


main()
