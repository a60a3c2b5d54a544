#pragma once
// The handlers of one level of instruction set, by family.  Each answers nullptr for what it does
// not know.

#include "sim/code.hpp"
#include "sim/opcode.hpp"

namespace assay::sim {

// What decoding needs to know to pick the handler of a move or a memory instruction.
struct MoveShape {
  enum class Kind : u8 { copy, pack, unpack, predicate, special } kind = Kind::copy;
  u8 bytes = 4;   // of a whole register
  u8 pieces = 1;  // of pack and unpack
};

struct Handlers {
  Handler (*integer)(const Opcode&);
  Handler (*floating)(const Opcode&);
  Handler (*half)(const Opcode&);
  Handler (*convert)(const Opcode&, u8 to_stride, u8 from_stride);
  Handler (*compare)(const Opcode&);
  Handler (*move)(const MoveShape&);
  Handler (*load)(const Inst&);
  Handler (*store)(const Inst&);
  Handler (*atomic)(const Inst&, Reduce reduce, ptx::Type type);
};

// The best ones that this processor can run.
const Handlers& handlers();

#ifdef ASSAY_LEVEL
namespace ASSAY_LEVEL {
Handler find_integer(const Opcode&);
Handler find_floating(const Opcode&);
Handler find_half(const Opcode&);
Handler find_convert(const Opcode&, u8 to_stride, u8 from_stride);
Handler find_compare(const Opcode&);
Handler find_move(const MoveShape&);
Handler find_load(const Inst&);
Handler find_store(const Inst&);
Handler find_atomic(const Inst&, Reduce reduce, ptx::Type type);
}  // namespace ASSAY_LEVEL
#endif

}  // namespace assay::sim
