#pragma once
// Runs classic BPF as the kernel runs a seccomp filter, for the numbers of any architecture.

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace assay::bpf {

// What the program returns for a call.  Throws on what a seccomp filter may not contain.
inline std::uint32_t run(const std::vector<sock_filter>& program, const seccomp_data& call) {
  std::uint32_t accumulator = 0;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const sock_filter& op = program[at];
    bool taken = false;
    switch (op.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        if (op.k % 4 != 0 || op.k + 4 > sizeof call) throw std::logic_error("load out of bounds");
        std::memcpy(&accumulator, reinterpret_cast<const char*>(&call) + op.k, 4);
        continue;
      case BPF_ALU | BPF_AND | BPF_K:
        accumulator &= op.k;
        continue;
      case BPF_JMP | BPF_JA:
        at += op.k;
        continue;
      case BPF_JMP | BPF_JEQ | BPF_K:
        taken = accumulator == op.k;
        break;
      case BPF_JMP | BPF_JGT | BPF_K:
        taken = accumulator > op.k;
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        taken = accumulator >= op.k;
        break;
      case BPF_JMP | BPF_JSET | BPF_K:
        taken = (accumulator & op.k) != 0;
        break;
      case BPF_RET | BPF_K:
        return op.k;
      default:
        throw std::logic_error("an instruction that the interpreter does not know");
    }
    at += taken ? op.jt : op.jf;
  }
  throw std::logic_error("the program runs past its end");
}

}  // namespace assay::bpf
