#include "sim/summary.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

namespace assay::sim {
namespace {

using nlohmann::json;

struct LineCount {
  u64 instructions = 0, lanes = 0, flops = 0, divergent = 0;
  AccessCounter access;
  bool prints = false;  // printf takes its arguments from local memory

  void add(const LineCount& other) {
    instructions += other.instructions;
    lanes += other.lanes;
    flops += other.flops;
    divergent += other.divergent;
    access.add(other.access);
    prints |= other.prints;
  }
};

bool is_printf(const Code& code, std::size_t inst) {
  return code.facts[inst].opcode.starts_with("call") &&
         code.calls[code.insts[inst].list].system == "vprintf";
}

json count_json(const LineCount& line) {
  const AccessCounter& a = line.access;
  return {{"warp_instructions", line.instructions},
          {"thread_instructions", line.lanes},
          {"flops", line.flops},
          {"divergent_branches", line.divergent},
          {"global_accesses", a.global},
          {"global_bytes", a.bytes},
          {"sectors", a.sectors},
          {"ideal_sectors", a.ideal},
          {"shared_accesses", a.shared},
          {"wavefronts", a.wavefronts},
          {"ideal_wavefronts", a.passes},
          {"local_accesses", a.local},
          {"atomic_operations", a.atomic_lanes},
          {"atomic_queue", a.same_address},
          {"bytes_apart", a.apart}};
}

}  // namespace

void KernelRecord::add(const Launch& launch, const std::vector<CodeCounters>& more) {
  kernel = launch.kernel;
  ++launches;
  u64 grid_size = 1, block_size = 1;
  for (int k = 0; k < 3; ++k) {
    grid[k] = launch.shape.grid[k];
    block[k] = launch.shape.block[k];
    grid_size *= grid[k];
    block_size *= block[k];
  }
  blocks += grid_size;
  threads += grid_size * block_size;
  shared_bytes = launch.shared_bytes;
  if (counters.size() < more.size()) counters.resize(more.size());
  for (std::size_t k = 0; k < more.size(); ++k) counters[k].add(more[k]);
}

std::string demangled(const std::string& name) {
  int status = 0;
  char* const text = abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status);
  std::string result = status == 0 ? text : name;
  std::free(text);
  constexpr std::string_view kUnnamed = "(anonymous namespace)::";
  for (std::size_t at; (at = result.find(kUnnamed)) != std::string::npos;) {
    result.erase(at, kUnnamed.size());
  }
  const std::size_t start = result.starts_with("void ") ? 5 : 0;  // of a template's instance
  if (!result.ends_with(')')) return result.substr(start);
  // The name of an instance can hold parentheses too: those of a lambda.
  std::size_t end = result.size();
  for (int depth = 0; end > start;) {
    --end;
    depth += result[end] == ')' ? 1 : result[end] == '(' ? -1 : 0;
    if (depth == 0) break;
  }
  return result.substr(start, end - start);
}

json finding_json(const Finding& finding) {
  json result = {
      {"check", name(finding.check)}, {"message", finding.message}, {"times", finding.times}};
  if (!finding.kernel.empty()) {
    result["kernel"] = demangled(finding.kernel);
    result["block"] = finding.block;
    result["thread"] = finding.thread;
    result["ptx_line"] = finding.ptx_line;
  }
  if (finding.line != 0) {
    result["file"] = finding.file;
    result["line"] = finding.line;
  }
  return result;
}

namespace {

json side_json(const Race& race, const Side& side) {
  constexpr const char* kWords[] = {"read", "write", "atomic"};
  const u32 *const size = race.threads, thread = side.thread;
  return {{"does", kWords[static_cast<std::size_t>(side.touch)]},
          {"file", race.module->files[side.place.file]},
          {"line", side.place.line},
          {"thread", {thread % size[0], thread / size[0] % size[1], thread / size[0] / size[1]}}};
}

}  // namespace

json race_json(const Race& race) {
  return {{"grid", race.grid},
          {"threads", race.threads},
          {"block", race.block},
          {"array", race.array},
          {"element", race.offset / race.bytes},
          {"element_bytes", race.bytes},
          {"first", side_json(race, race.first)},
          {"second", side_json(race, race.second)},
          {"within_warp", race.within_warp}};
}

json kernel_json(const KernelRecord& record) {
  std::map<std::pair<u32, u32>, LineCount> lines;
  LineCount total;
  for (std::size_t c = 0; c < record.counters.size(); ++c) {
    const Code& code = *record.kernel->codes[c];
    const CodeCounters& counters = record.counters[c];
    for (std::size_t k = 0; k < counters.insts.size(); ++k) {
      const InstFacts& facts = code.facts[k];
      if (facts.opcode.empty()) continue;  // the end of the function
      LineCount count;
      count.instructions = counters.insts[k].warps;
      count.lanes = counters.insts[k].lanes;
      count.flops = counters.insts[k].lanes * facts.flops;
      count.divergent = counters.divergent[k];
      count.prints = is_printf(code, k);
      if (facts.memory) count.access = counters.accesses[code.insts[k].access];
      const ptx::Place place = record.kernel->module->places[facts.place];
      lines[{place.file, place.line}].add(count);
      total.add(count);
    }
  }
  json rows = json::array();
  for (const auto& [place, count] : lines) {
    if (count.instructions == 0) continue;
    json row = count_json(count);
    row["file"] = record.kernel->module->files[place.first];
    row["line"] = place.second;
    if (count.prints) row["prints"] = true;
    rows.push_back(std::move(row));
  }
  return {{"name", demangled(record.kernel->name)},
          {"symbol", record.kernel->name},
          {"launches", record.launches},
          {"blocks", record.blocks},
          {"threads", record.threads},
          {"grid", record.grid},
          {"block", record.block},
          {"shared_bytes", record.shared_bytes},
          {"total", count_json(total)},
          {"lines", std::move(rows)}};
}

}  // namespace assay::sim
