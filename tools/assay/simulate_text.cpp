#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "simulate.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

double ratio(const json& line, const char* part, const char* whole) {
  const double below = line.value(whole, 0.0);
  return below == 0 ? 0 : line.value(part, 0.0) / below;
}

std::string triple(const json& of) {
  return fmt::format("({},{},{})", of[0].get<int>(), of[1].get<int>(), of[2].get<int>());
}

std::string place(const json& of) {
  if (!of.contains("line") || of.value("line", 0) == 0) {
    return of.contains("ptx_line")
               ? fmt::format("PTX line {} (build with -lineinfo)", of.value("ptx_line", 0))
               : "";
  }
  return std::filesystem::path(of.value("file", "")).filename().string() + ":" +
         std::to_string(of.value("line", 0));
}

void print_finding(Screen& screen, const json& finding) {
  std::string head = screen.paint(Style::red, finding.value("check", ""));
  const std::string where = place(finding);
  if (!where.empty()) head += "  " + screen.paint(Style::bold, where);
  if (finding.contains("kernel")) {
    head += fmt::format("  {} block {} thread {}", finding.value("kernel", ""),
                        triple(finding["block"]), triple(finding["thread"]));
  }
  const auto times = finding.value("times", std::int64_t{1});
  if (times > 1) head += fmt::format(", {} times", times);
  screen.line(head);
  screen.line("    " + finding.value("message", ""));
}

std::string percent(double part) { return part == 0 ? "" : fmt::format("{:.0f}%", 100 * part); }

std::string number(const json& line, const char* key) {
  const auto value = line.value(key, std::int64_t{0});
  return value == 0 ? "" : std::to_string(value);
}

std::vector<Cell> row(const std::string& name, const json& line) {
  const double efficiency = ratio(line, "ideal_sectors", "sectors");
  const double waves = ratio(line, "wavefronts", "ideal_wavefronts");
  return {
      {name},
      {number(line, "warp_instructions")},
      {percent(ratio(line, "thread_instructions", "warp_instructions") / 32)},
      {number(line, "flops")},
      {number(line, "sectors")},
      {percent(efficiency), efficiency > 0 && efficiency < 0.5 ? Style::yellow : Style::plain},
      {waves == 0 ? "" : fmt::format("{:.2f}", waves), waves > 1.5 ? Style::yellow : Style::plain},
      {number(line, "atomic_operations")},
      {number(line, "divergent_branches")}};
}

void print_occupancy(Screen& screen, const json& kernel) {
  if (!kernel.contains("registers")) {
    screen.line("  registers, spills and occupancy are not known: no ptxas saw this code");
    return;
  }
  const auto spills = kernel.value("spill_bytes", 0);
  std::string words = "occupancy is told for sm_80 only";
  if (kernel.contains("occupancy")) {
    const json& found = kernel["occupancy"];
    const int warps = found.value("warps", 0), most = found.value("of", 64);
    words = fmt::format("occupancy {} of {} warps ({}%), limited by {}", warps, most,
                        100 * warps / most, found.value("limit", ""));
  }
  screen.line(fmt::format("  ptxas, {}: {} registers, {}; {}",
                          kernel.value("assembled_for", "sm_80"), kernel.value("registers", 0),
                          spills ? fmt::format("{} bytes spilled", spills) : "no spills", words));
  if (spills > 0) {
    screen.line(
        "  registers are spilled to local memory: keep fewer values alive at once, or allow more "
        "registers by smaller blocks and __launch_bounds__");
  }
}

std::string distance(std::int64_t bytes) {
  return bytes % 1024 == 0 ? fmt::format("{} KiB", bytes / 1024) : count_of(bytes, "byte");
}

// A device as its maker describes it.
struct Model {
  const char* name;
  double bytes_a_us, flops_a_us;  // memory; float32 outside the tensor cores
  double cycles_a_us, processors;
};
constexpr Model kModel = {"A100-SXM4-40GB", 1.555e6, 19.5e6, 1410, 108};

// The roofline: the slowest of what the counters ask for.  Caches are not modelled, so memory is as
// if every sector came from outside.
void print_model(Screen& screen, const json& kernel) {
  const json& total = kernel.at("total");
  const double launches = std::max(1.0, kernel.value("launches", 1.0));
  const auto count = [&](const char* key) { return total.value(key, 0.0) / launches; };
  const double slots = kModel.cycles_a_us * kModel.processors;
  const std::pair<double, const char*> bounds[] = {
      {count("sectors") * 32 / kModel.bytes_a_us, "memory"},
      {count("flops") / kModel.flops_a_us, "arithmetic"},
      {count("wavefronts") / slots, "shared memory"},
      {count("warp_instructions") / (4 * slots), "issuing instructions"}};
  const auto most = *std::max_element(std::begin(bounds), std::end(bounds));
  screen.line(fmt::format(
      "  SIMULATED, a model of {} and no measurement: at least {:.2f} us a launch, bound by {}",
      kModel.name, most.first, most.second));
}

void print_kernel(Screen& screen, const json& kernel) {
  screen.line();
  screen.line(fmt::format("{}  {}, grid {}, block {}, {} bytes of shared memory",
                          screen.paint(Style::bold, kernel.value("name", "")),
                          count_of(kernel.value("launches", 0), "launch"), triple(kernel["grid"]),
                          triple(kernel["block"]), kernel.value("shared_bytes", 0)));
  print_occupancy(screen, kernel);
  print_model(screen, kernel);
  Table table({{"line"},
               {"warp instr", true},
               {"lanes", true},
               {"flops", true},
               {"sectors", true},
               {"useful", true},
               {"bank waves", true},
               {"atomics", true},
               {"split", true}});
  for (const json& line : kernel["lines"]) table.add(row(place(line), line));
  table.add(row("all", kernel["total"]));
  table.print(screen);
  for (const json& line : kernel["lines"]) {
    const std::string words = advice(line);
    if (!words.empty()) screen.line("  " + place(line) + ": " + words);
  }
}

}  // namespace

std::string advice(const json& line) {
  const double efficiency = ratio(line, "ideal_sectors", "sectors");
  const double per_access = ratio(line, "sectors", "global_accesses");
  if (efficiency > 0 && efficiency < 0.5 && per_access > 2) {
    const auto apart = line.value("bytes_apart", std::int64_t{0});
    return fmt::format(
        "{}each access of a warp moves {:.1f} sectors of 32 bytes and uses {:.0f}% of them; let "
        "threadIdx.x walk the last dimension, so that neighbours read neighbours",
        apart > 0 ? "neighbouring threads are " + distance(apart) + " apart: " : "", per_access,
        100 * efficiency);
  }
  const double waves = ratio(line, "wavefronts", "ideal_wavefronts");
  if (waves >= 1.5) {
    return fmt::format(
        "{:.2f} passes over shared memory where one would do: words 32 apart share a bank; pad the "
        "rows (by one element where a warp takes one column), or change which thread takes which",
        waves);
  }
  const double queue = 32 * ratio(line, "atomic_queue", "atomic_operations");
  if (queue >= 8 && line.value("atomic_operations", std::int64_t{0}) >= 64) {
    return "many lanes of a warp add to one address, one after the other; reduce within the warp "
           "or in shared memory first";
  }
  if (line.value("local_accesses", std::int64_t{0}) > 0) {
    if (line.value("prints", false)) {
      return "printf takes its arguments from local memory, which is as far as global memory; "
             "leave it out where speed counts";
    }
    return "an array of the thread's own lies in local memory, which is as far as global memory; "
           "index it by constants (unroll the loop), so that it stays in registers";
  }
  const double lanes = ratio(line, "thread_instructions", "warp_instructions") / 32;
  if (lanes < 0.6 && line.value("warp_instructions", std::int64_t{0}) >= 1000) {
    return fmt::format(
        "only {:.0f}% of the lanes work: threads of one warp take different branches; let whole "
        "warps take the same one",
        100 * lanes);
  }
  return "";
}

void print_simulation(Screen& screen, const json& report, const std::string& test) {
  screen.line();
  const json& findings = report.at("findings");
  screen.line(screen.paint(Style::bold, "SIMULATED") + " on the CPU" +
              (test.empty() ? ": " : ", " + test + ": ") +
              (findings.empty() ? std::string("no findings")
                                : count_of(static_cast<std::int64_t>(findings.size()), "finding")));
  if (const int own = report.value("exit", 0); own != 0) {
    const bool died = own > 128 && own < 128 + 32;
    screen.line("The program's own exit status is " + std::to_string(own) +
                (died ? std::string(" (") + ::strsignal(own - 128) + ")." : "."));
  }
  for (const json& finding : findings) print_finding(screen, finding);
  for (const json& race : report.value("races", json::array())) {
    const Result<std::string> source = read_file(race["second"].value("file", ""));
    print_race(screen, race, source.ok() ? *source : "");
  }
  if (report.at("kernels").empty()) return;
  screen.line();
  screen.line("SIMULATED counters: exact counts, the same on every machine; no times.");
  for (const json& kernel : report.at("kernels")) print_kernel(screen, kernel);
}

}  // namespace assay::cli
