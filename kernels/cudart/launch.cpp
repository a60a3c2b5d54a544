// Launches, and what the compiler's own code calls at start-up.

#include <algorithm>
#include <cstring>

#include <nlohmann/json.hpp>

#include "cudart/draw_race.hpp"
#include "cudart/graph.hpp"

namespace assay::cudart {
namespace {

constexpr u32 kMostStack = 512 * 1024;  // local memory of a thread

struct Configuration {
  dim3 grid, block;
  size_t shared = 0;
  cudaStream_t stream = nullptr;
};
thread_local std::vector<Configuration> t_configurations;

std::string shape_text(dim3 d) {
  return "(" + std::to_string(d.x) + "," + std::to_string(d.y) + "," + std::to_string(d.z) + ")";
}

cudaError_t check_shape(dim3 grid, dim3 block, size_t shared, const sim::Kernel& kernel, int limit,
                        bool cooperative) {
  const sim::LaunchShape shape{{grid.x, grid.y, grid.z}, {block.x, block.y, block.z}};
  if (!sim::is_possible(shape)) return cudaErrorInvalidConfiguration;
  const u32 threads = block.x * block.y * block.z;
  if (kernel.max_threads != 0 && threads > kernel.max_threads) return cudaErrorInvalidValue;
  if (shared > static_cast<size_t>(std::max(limit, 0))) return cudaErrorInvalidValue;
  const u32 all = kernel.shared_bytes + static_cast<u32>(shared);
  const bool too_many = u64{grid.x} * grid.y * grid.z > sim::most_resident(shape, all);
  return cooperative && too_many ? cudaErrorCooperativeLaunchTooLarge : cudaSuccess;
}

// Which rule a launch broke that was refused, if it is one that its author can keep.
std::string broken_rule(dim3 grid, dim3 block, size_t shared, const sim::Kernel& kernel,
                        int limit) {
  const u64 threads = u64{block.x} * block.y * block.z;
  if (grid.x == 0 || grid.y == 0 || grid.z == 0 || threads == 0) return ": no size may be 0";
  if (threads > 1024) return ": a block has at most 1024 threads";
  if (grid.y > 65535 || grid.z > 65535) return ": a grid has at most 65535 blocks along y and z";
  if (kernel.max_threads != 0 && threads > kernel.max_threads) {
    return ": its __launch_bounds__ allow at most " + std::to_string(kernel.max_threads) +
           " threads";
  }
  if (shared <= static_cast<size_t>(std::max(limit, 0))) return "";
  return ": it may have " + std::to_string(limit) +
         " bytes of dynamic shared memory; more is asked for by cudaFuncSetAttribute and "
         "cudaFuncAttributeMaxDynamicSharedMemorySize";
}

void pack_arguments(sim::Launch& launch, const sim::Kernel& kernel, void** arguments) {
  launch.parameters.resize(kernel.parameter_bytes);
  for (std::size_t k = 0; k < kernel.parameters.size(); ++k) {
    std::memcpy(launch.parameters.data() + kernel.parameters[k].offset, arguments[k],
                kernel.parameters[k].bytes);
  }
}

}  // namespace

void Runtime::draw_new_races(const sim::Launch& launch) {
  for (const sim::Finding& finding : findings.list()) {
    const bool ours = finding.kernel == launch.kernel->name;
    if (!ours || finding.check != sim::Check::shared_race || finding.line == 0) continue;
    const nlohmann::json race = draw_race(launch, finding);
    races[launch.kernel->name] = race.is_null() ? "" : race.dump();
    return;
  }
}

cudaError_t Runtime::launch(const void* function, dim3 grid, dim3 block, void** arguments,
                            size_t shared_bytes, bool cooperative) {
  const Lock lock(mutex);
  if (sticky != cudaSuccess) return sticky;
  cudaError_t error;
  const sim::Kernel* const kernel = this->kernel(function, &error);
  if (!kernel) return fail(error);
  const int limit = functions[function].dynamic_limit(*kernel);
  if (const cudaError_t wrong = check_shape(grid, block, shared_bytes, *kernel, limit, cooperative);
      wrong != cudaSuccess) {
    launch_failed("the launch of " + sim::demangled(kernel->name) + "<<<" + shape_text(grid) +
                  ", " + shape_text(block) + ", " + std::to_string(shared_bytes) +
                  ">>> failed: " + cudaGetErrorString(wrong) +
                  broken_rule(grid, block, shared_bytes, *kernel, limit));
    return fail(wrong);
  }
  sim::Launch launch;
  launch.kernel = kernel;
  const dim3 shapes[] = {grid, block};
  u32* const to[] = {launch.shape.grid, launch.shape.block};
  for (int k = 0; k < 2; ++k) {
    to[k][0] = shapes[k].x;
    to[k][1] = shapes[k].y;
    to[k][2] = shapes[k].z;
  }
  launch.shape.dynamic_shared = static_cast<u32>(shared_bytes);
  launch.shared_bytes = kernel->shared_bytes + static_cast<u32>(shared_bytes);
  launch.checks = checks;
  launch.seed = seed;
  launch.cooperative = cooperative;
  size_t stack = 0;
  cudaDeviceGetLimit(&stack, cudaLimitStackSize);
  launch.stack_bytes = static_cast<u32>(std::clamp<size_t>(stack, launch.stack_bytes, kMostStack));
  launch.findings = &findings;
  pack_arguments(launch, *kernel, arguments);
  if (cooperative) {
    launch.grid_workspace =
        sim::Memory::device().allocate(1024, sim::Allocation::Kind::variable, true);
  }
  sim::GlobalRaces noted(global_races ? u64{grid.x} * grid.y * grid.z : 0);
  if (global_races) launch.global_races = &noted;
  std::vector<sim::CodeCounters> counters;
  run_launch(launch, counters);
  if (order) {
    if (!InStream::here()) order->begin(nullptr);
    order->touch(launch, noted);
  }
  if (launch.grid_workspace) sim::Memory::device().release(launch.grid_workspace);
  records[kernel].add(launch, counters);
  if (launch.races && races.count(kernel->name) == 0) draw_new_races(launch);
  if (launch.failed) sticky = last = launch.asserted ? cudaErrorAssert : cudaErrorLaunchFailure;
  return cudaSuccess;  // what happens in a kernel shows at the next synchronisation
}

namespace {

// Launches now, or keeps the launch for the graph that the stream is captured into.
cudaError_t launch_in(cudaStream_t stream, const void* function, dim3 grid, dim3 block,
                      void** arguments, size_t shared, bool cooperative) {
  Runtime& runtime = Runtime::get();
  if (!is_stream(stream)) {
    const Lock lock(runtime.mutex);
    runtime.launch_failed("a launch in a stream that was destroyed or never made failed");
    return runtime.fail(cudaErrorInvalidResourceHandle);
  }
  if (const cudaError_t taken = may_use(stream); taken != cudaSuccess) {
    runtime.launch_failed(std::string("a launch in the legacy stream failed: ") +
                          cudaGetErrorString(taken));
    return taken;
  }
  if (!own_stream(stream) || !stream->capture) {
    const InStream here(stream);
    return runtime.launch(function, grid, block, arguments, shared, cooperative);
  }
  cudaError_t error = cudaSuccess;
  const cudaKernelNodeParams parameters = {const_cast<void*>(function),   grid,      block,
                                           static_cast<unsigned>(shared), arguments, nullptr};
  std::shared_ptr<KeptLaunch> kernel = kept_launch(parameters, cooperative, &error);
  if (!kernel) return runtime.fail(error);
  error = enqueue(stream, cudaGraphNodeTypeKernel, action_of(kernel));
  stream->front.front()->kernel = std::move(kernel);
  return error;
}

}  // namespace

}  // namespace assay::cudart

using assay::cudart::Binary;
using assay::cudart::Lock;
using assay::cudart::Runtime;

extern "C" {

void** __cudaRegisterFatBinary(void* wrapper) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  auto binary = std::make_unique<Binary>();
  binary->ptx = assay::cudart::find_ptx(wrapper, &binary->problem);
  runtime.binaries.push_back(std::move(binary));
  return reinterpret_cast<void**>(runtime.binaries.back().get());
}

void __cudaRegisterFatBinaryEnd(void**) {}
void __cudaUnregisterFatBinary(void**) {}

char __cudaInitModule(void** handle) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  runtime.program(*reinterpret_cast<Binary*>(handle));
  return 1;
}

void __cudaRegisterFunction(void** handle, const char* host, char*, const char* name, int, uint3*,
                            uint3*, dim3*, dim3*, int*) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  runtime.functions[host] = {reinterpret_cast<Binary*>(handle), name};
}

void __cudaRegisterVar(void** handle, char* host, char*, const char* name, int, size_t bytes, int,
                       int) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  runtime.variables[host] = {reinterpret_cast<Binary*>(handle), name, bytes, nullptr};
}

void __cudaRegisterManagedVar(void** handle, void** host, char*, const char* name, int,
                              size_t bytes, int, int) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  runtime.variables[host] = {reinterpret_cast<Binary*>(handle), name, bytes, host};
}

void __cudaRegisterHostVar(void**, const char*, char*, size_t) {}

unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, size_t shared, cudaStream_t stream) {
  assay::cudart::t_configurations.push_back({grid, block, shared, stream});
  return 0;
}

cudaError_t __cudaPopCallConfiguration(dim3* grid, dim3* block, size_t* shared, void* stream) {
  auto& all = assay::cudart::t_configurations;
  if (all.empty()) return Runtime::get().fail(cudaErrorMissingConfiguration);
  *grid = all.back().grid;
  *block = all.back().block;
  *shared = all.back().shared;
  *static_cast<cudaStream_t*>(stream) = all.back().stream;
  all.pop_back();
  return cudaSuccess;
}

// A kernel's handle is the host function that stands for it.
cudaError_t __cudaGetKernel(cudaKernel_t* kernel, const void* function) {
  *kernel = reinterpret_cast<cudaKernel_t>(const_cast<void*>(function));
  return cudaSuccess;
}

cudaError_t __cudaLaunchKernel(cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments,
                               size_t shared, cudaStream_t stream) {
  return assay::cudart::launch_in(stream, reinterpret_cast<const void*>(kernel), grid, block,
                                  arguments, shared, false);
}

cudaError_t __cudaLaunchKernel_ptsz(cudaKernel_t kernel, dim3 grid, dim3 block, void** arguments,
                                    size_t shared, cudaStream_t stream) {
  return __cudaLaunchKernel(kernel, grid, block, arguments, shared,
                            stream ? stream : cudaStreamPerThread);
}

cudaError_t cudaLaunchKernel(const void* function, dim3 grid, dim3 block, void** arguments,
                             size_t shared, cudaStream_t stream) {
  Runtime& runtime = Runtime::get();
  const cudaError_t error =
      assay::cudart::launch_in(stream, function, grid, block, arguments, shared, false);
  runtime.unread_launch.clear();  // the caller has it
  return error;
}

cudaError_t cudaLaunchCooperativeKernel(const void* function, dim3 grid, dim3 block,
                                        void** arguments, size_t shared, cudaStream_t stream) {
  Runtime& runtime = Runtime::get();
  const cudaError_t error =
      assay::cudart::launch_in(stream, function, grid, block, arguments, shared, true);
  runtime.unread_launch.clear();
  return error;
}

cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t* config, const void* function,
                                void** arguments) {
  Runtime& runtime = Runtime::get();
  bool cooperative = false;
  for (unsigned k = 0; k < config->numAttrs; ++k) {
    const cudaLaunchAttribute& attribute = config->attrs[k];
    cooperative |= attribute.id == cudaLaunchAttributeCooperative && attribute.val.cooperative;
    if (attribute.id == cudaLaunchAttributeClusterDimension &&
        attribute.val.clusterDim.x * attribute.val.clusterDim.y * attribute.val.clusterDim.z > 1) {
      runtime.unsupported(
          "cudaLaunchKernelExC with thread block clusters: launch it as clusters of one, or run it "
          "on a device");
      return runtime.fail(cudaErrorNotSupported);
    }
  }
  const cudaError_t error =
      assay::cudart::launch_in(config->stream, function, config->gridDim, config->blockDim,
                               arguments, config->dynamicSmemBytes, cooperative);
  runtime.unread_launch.clear();
  return error;
}

}  // extern "C"
