#pragma once
// An opcode, taken apart: what the handlers are looked up by.

#include <string_view>

#include "ptx/module.hpp"
#include "sim/lanes.hpp"

namespace assay::sim {

enum class Op : u8 {
  unknown,
  // integers
  add,
  addc,
  sub,
  subc,
  mul,
  mad,
  madc,
  mul24,
  mad24,
  div,
  rem,
  abs,
  neg,
  min,
  max,
  sad,
  and_,
  or_,
  xor_,
  not_,
  cnot,
  shl,
  shr,
  shf,
  popc,
  clz,
  bfind,
  brev,
  bfe,
  bfi,
  bmsk,
  fns,
  szext,
  lop3,
  prmt,
  dp4a,
  dp2a,
  vabsdiff2,
  vabsdiff4,
  // floats
  fma,
  rcp,
  sqrt,
  rsqrt,
  sin,
  cos,
  ex2,
  lg2,
  tanh,
  copysign,
  testp,
  // comparisons and moves
  setp,
  set,
  selp,
  slct,
  cvt,
  mov,
  cvta,
  isspacep,
  createpolicy,
  mapa,
  getctarank,
  // memory
  ld,
  ldu,
  st,
  atom,
  red,
  prefetch,
  cp,
  tex,
  suld,
  sust,
  membar,
  fence,
  mbarrier,
  // warps and blocks
  shfl,
  vote,
  match,
  redux,
  activemask,
  elect,
  bar,
  barrier,
  nanosleep,
  wmma,
  mma,
  ldmatrix,
  stmatrix,
  movmatrix,
  // control
  bra,
  brx,
  call,
  ret,
  exit,
  trap,
  brkpt,
  discard,
  applypriority,
  griddepcontrol,
  pmevent,
  setmaxnreg,
};

enum class Round : u8 { nearest, zero, down, up };
enum class Compare : u8 { eq, ne, lt, le, gt, ge, equ, neu, ltu, leu, gtu, geu, num, nan };
enum class Join : u8 { none, and_, or_, xor_ };
enum class Reduce : u8 { add, min, max, and_, or_, xor_, exch, cas, inc, dec };

struct Opcode {
  Op op = Op::unknown;
  Round round = Round::nearest;
  bool round_to_integer = false;  // .rni and its kin
  bool rounded = false;           // a rounding was written
  bool ftz = false, sat = false, approx = false, full = false;
  bool lo = false, hi = false, wide = false, carry = false;
  bool relu = false, nan = false;
  Compare compare = Compare::eq;
  Join join = Join::none;
  u8 types = 0;
  ptx::Type type[6];  // in the order of the text
};

// The words that it did not understand are left in `rest` (up to 12); -1 if there are more.
int take_apart(const ptx::Instruction& instruction, Opcode* opcode, std::string_view* rest);

}  // namespace assay::sim
