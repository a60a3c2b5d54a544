-- CUDA, for kernels: by NVRTC, which is quick and needs no toolkit, else by nvcc.  Of the solution only its PTX is kept, which
-- assay-kernel simulates: no host code of a candidate runs.  Of the variant `cuda-solve`, where the candidate launches, it
-- runs against recorder.cpp, and assay-kernel runs what that wrote down.  The variant `cuda-host` is what a problem's `reference` is
-- written in: the body of a C++ function with the kernel's parameters, on the host.

local scalars = {
  f16 = "__half", bf16 = "__nv_bfloat16", f32 = "float", f64 = "double", i8 = "signed char",
  i16 = "short", i32 = "int", i64 = "long long", u8 = "unsigned char", u32 = "unsigned",
  b8 = "bool",
}
local host_scalars = {f16 = "assay::f16", bf16 = "assay::bf16"}

local function is_scalar(p) return #p.dims == 0 end

-- "float a, const float* x, float* y, int n"
local function parameters(spec, names, special)
  local out = {}
  for i, p in ipairs(spec.kernel.parameters) do
    local element = special and special[p.element] or scalars[p.element]
    local type = element
    if not is_scalar(p) then type = (p.pass == "in" and "const " or "") .. element .. "*" end
    out[i] = type .. (names and " " .. p.name or "")
  end
  return table.concat(out, ", ")
end

local function includes(spec)
  local seen, out = {}, {}
  for _, p in ipairs(spec.kernel.parameters) do
    local header = p.element == "f16" and "cuda_fp16.h" or p.element == "bf16" and "cuda_bf16.h"
    if header and not seen[header] then
      seen[header] = true
      out[#out + 1] = "#include <" .. header .. ">\n"
    end
  end
  return table.concat(out) .. (#out > 0 and "\n" or "")
end

local function is_solve(spec)
  return spec.kernel.form == "solve"
end

local function stub(spec)
  if spec.scaffold then return spec.scaffold end
  if is_solve(spec) then
    return includes(spec) .. "// All pointers are device memory.\nextern \"C\" void " .. spec.name .. "("
      .. parameters(spec, true) .. ") {\n}\n"
  end
  return includes(spec) .. "__global__ void " .. spec.name .. "(" .. parameters(spec, true) .. ") {\n}\n"
end

local kernel_glue = [=[
$includes#include "solution.cu"
#line 1 "signature"
template <class A, class B> constexpr bool assay_same = false;
template <class A> constexpr bool assay_same<A, A> = true;
static_assert(assay_same<decltype(&$name), void (*)($types)>, "solution.cu must define: __global__ void $name($parameters)");
]=]

-- Host code: called with the scalars and with addresses that stand for the tensors.
local solve_glue = [=[
#include <type_traits>
$includes#include "solution.cu"
#line 1 "signature"
static_assert(std::is_same_v<decltype(&$name), void (*)($types)>, "solution.cu must define: extern C void $name($parameters)");
extern "C" const char assay_parameters[] = "$letters";
extern "C" void assay_call(const long long* integers, const double* reals, void* const* tensors) {
  (void)integers;
  (void)reals;
  $name($arguments);
}
]=]

local function glue_solve(spec)
  local letters, arguments = {}, {}
  for i, p in ipairs(spec.kernel.parameters) do
    local element = scalars[p.element]
    if not is_scalar(p) then
      letters[i] = "t"
      arguments[i] = ("static_cast<%s*>(tensors[%d])"):format(element, i - 1)
    else
      local real = p.element == "f32" or p.element == "f64"
      letters[i] = real and "f" or "i"
      arguments[i] = ("static_cast<%s>(%s[%d])"):format(element, real and "reals" or "integers", i - 1)
    end
  end
  local fields = {name = spec.name, types = parameters(spec), parameters = parameters(spec, true),
    includes = includes(spec), letters = table.concat(letters), arguments = table.concat(arguments, ", ")}
  return (solve_glue:gsub("%$(%l+)", fields))
end

-- The reference: decodes the arguments, calls the body, sends what it wrote.
local host_glue = [=[
static void reference($parameters) {
#include "solution.host.cpp"
}
namespace {
struct Test final : assay::Test {
$members
  void prepare(assay::Reader& in) override {
$decodes
  }
  void run(assay::Writer& out, int&) override {
$outputs
    reference($arguments);
$encodes
  }
};
}  // namespace
int main() { return assay::serve([]() -> assay::Test* { return new Test; }); }
]=]

local codes = {f16 = 0, bf16 = 1, f32 = 2, f64 = 3, i8 = 4, i16 = 5, i32 = 6, i64 = 7, u8 = 8, u32 = 9, b8 = 10}

local function glue_host(spec)
  local members, decodes, outputs, arguments, encodes, sizes = {}, {}, {}, {}, {}, {}
  for _, p in ipairs(spec.kernel.parameters) do
    if is_scalar(p) then
      local type = (p.element == "f32" or p.element == "f64") and "double" or "long long"
      members[#members + 1] = ("  %s %s;"):format(type, p.name)
      decodes[#decodes + 1] = ("    %s = assay::decode<%s>(in);"):format(p.name, type)
      arguments[#arguments + 1] = ("static_cast<%s>(%s)"):format(scalars[p.element], p.name)
    else
      local element = host_scalars[p.element] or scalars[p.element]
      members[#members + 1] = ("  assay::Tensor %s;"):format(p.name)
      if p.pass == "out" then
        outputs[#outputs + 1] = ("    %s = assay::make_tensor(%d, sizeof(%s), {%s});"):format(
          p.name, codes[p.element], element, table.concat(p.dims, ", "))
      else
        decodes[#decodes + 1] = ("    %s = assay::decode_tensor(in, sizeof(%s));"):format(p.name, element)
      end
      arguments[#arguments + 1] = ("reinterpret_cast<%s*>(%s.raw.data())"):format(element, p.name)
      if p.pass ~= "in" then encodes[#encodes + 1] = ("    assay::encode_tensor(%s, out);"):format(p.name) end
    end
  end
  local fields = {
    parameters = parameters(spec, true, host_scalars), members = table.concat(members, "\n"),
    decodes = table.concat(decodes, "\n"), outputs = table.concat(outputs, "\n"),
    arguments = table.concat(arguments, ", "), encodes = table.concat(encodes, "\n"),
  }
  return (host_glue:gsub("%$(%l+)", fields))
end

local function glue(spec)
  if spec.runtime == "cuda-host" then return glue_host(spec) end
  if is_solve(spec) then return glue_solve(spec) end
  local fields = {name = spec.name, types = parameters(spec), parameters = parameters(spec, true),
    includes = includes(spec)}
  return (kernel_glue:gsub("%$(%l+)", fields))
end

local function refuses(spec)
  if not spec.kernel then return "it takes kernels only" end
  local fits = spec.runtime == "cuda-host" or is_solve(spec) == (spec.runtime == "cuda-solve")
  return fits and "" or "its host code is for the variant cuda-solve, and kernels alone are not"
end

local function host(...)
  return {"{program}", "-std=c++20", "-O2", "-I{folder}", "-I{folder}/../cpp", ...}
end

local nvcc = {"/usr/local/cuda/bin/nvcc", "nvcc"}
local nvcc_version = {"/bin/sh", "-c", "{program} --version | sed -n 's/.*, V/nvcc /p'"}

return language "cuda" {
  title = "CUDA C++17",
  extension = "cu",
  line_comment = "//",
  reserved = "blockIdx blockDim threadIdx gridDim warpSize reference",
  program = {"nvcc or libnvrtc"},  -- where neither is there
  install = "one of them: pip install nvidia-cuda-nvrtc nvidia-cuda-runtime (and name the folder of libnvrtc.so.13 in LD_LIBRARY_PATH), "
    .. "or apt install cuda-nvcc-13-0 from NVIDIA's repository",
  env = {"PATH=/usr/bin:/bin", "LC_ALL=C"},
  factor = 1,

  harness = "assay-kernel",
  run = {"assay-kernel", "--serve"},
  output = "kernel.ptx",

  toolchains = {
    {
      program = {"assay-nvrtc"},
      library = {"/usr/local/cuda/lib64/libnvrtc.so.13", "libnvrtc.so.13"},
      version = {"{program}", "{library}", "--version"},
      compile = {"{program}", "{library}", "-std=c++17", "-lineinfo", "-arch=sm_80", "--ptxas-options=-v", "-diag-suppress=177,550",
        "--pre-include={folder}/prelude.cuh", "glue.cu", "-o", "kernel.ptx"},
    },
    {
      program = nvcc,
      version = nvcc_version,
      compile = {"/bin/sh", "{folder}/nvcc.sh", "{program}", "kernel.ptx", "-std=c++17", "-O3", "-lineinfo", "-arch=compute_80", "-ptx",
        "-diag-suppress", "177,550"},
    },
  },

  variants = {
    ["cuda-solve"] = {
      title = "CUDA C++17 with host code",
      program = nvcc,
      version = nvcc_version,
      install = "the CUDA toolkit, 13.0 or later: apt install cuda-nvcc-13-0 from NVIDIA's repository",
      run = {"{output}"},
      prepare = {{name = "recorder", argv = {"/usr/bin/g++", "-std=c++20", "-O2", "-c", "{folder}/recorder.cpp",
        "-o", "recorder.o"}, output = "recorder.o"}},
      compile = {"/bin/sh", "{folder}/nvcc.sh", "{program}", "program", "-std=c++17", "-O3", "-lineinfo", "-cudart", "none", "--no-compress",
        "-gencode", "arch=compute_80,code=compute_80", "-diag-suppress", "177,550", "{recorder}/recorder.o"},
      output = "program",
    },
    ["cuda-host"] = {
      title = "C++ for references of kernels",
      extension = "host.cpp",
      program = {"/usr/bin/g++", "g++"},
      version = {"{program}", "--version"},
      install = "apt install g++",
      harness = "",
      run = {"{output}"},
      -- What references share is compiled once.
      prepare = {
        {name = "common", argv = host("-x", "c++-header", "{folder}/host.hpp", "-o", "host.hpp.gch"), output = "host.hpp.gch"},
        {name = "harness", argv = host("-c", "{folder}/../cpp/assay.cpp", "-o", "assay.o"), output = "assay.o"},
      },
      compile = host("-include", "{common}/host.hpp", "-fmax-errors=5", "glue.host.cpp", "{harness}/assay.o", "-o", "program"),
      output = "program",
    },
  },

  stub = stub,
  glue = glue,
  refuses = refuses,
}
