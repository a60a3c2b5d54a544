#pragma once
// Matrix fragments and the instructions on them: mma, wmma, ldmatrix.

#include "sim/code.hpp"

namespace assay::sim {

u32 element_bits(Element element);

// Code::matrices[imm] says the shape; slots[list ...] are the registers of d, a, b and c.
// Registers that each lane holds of fragment a, b, c or d of a wmma.
u32 wmma_registers(const MatrixShape& shape, char which);

void run_mma(Warp& warp, const Inst& inst, Mask mask);
void run_wmma_mma(Warp& warp, const Inst& inst, Mask mask);
// One fragment between memory (address a, leading dimension b) and registers.
void run_wmma_load(Warp& warp, const Inst& inst, Mask mask);
void run_wmma_store(Warp& warp, const Inst& inst, Mask mask);
// elements: number of 8x8 matrices; flags & 1: transposed.
void run_ldmatrix(Warp& warp, const Inst& inst, Mask mask);
void run_stmatrix(Warp& warp, const Inst& inst, Mask mask);
void run_movmatrix(Warp& warp, const Inst& inst, Mask mask);

}  // namespace assay::sim
