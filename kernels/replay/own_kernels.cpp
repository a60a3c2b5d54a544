#include "replay/own_kernels.hpp"

#include <string>

namespace assay::replay {
namespace {

// Of one product; the sums of f16 are f16 too, which no device does slower than those of f32.
struct TensorUnit {
  const char* name;
  const char* shape;
  int sums;                 // registers of a lane
  std::uint32_t kept, set;  // bits of what is multiplied: any sign and mantissa, one size
  double flops;
};
constexpr TensorUnit kTensorUnits[] = {
    {"tf32", "m16n8k8.row.col.f32.tf32.tf32.f32", 4, 0x807fffff, 0x3c000000, 2048},
    {"f16", "m16n8k16.row.col.f16.f16.f16.f16", 2, 0x83ff83ff, 0x20002000, 4096},
    {"bf16", "m16n8k16.row.col.f32.bf16.bf16.f32", 4, 0x807f807f, 0x3c003c00, 4096},
    {"i8", "m16n8k32.row.col.s32.s8.s8.s32", 4, 0xffffffff, 0, 8192}};
constexpr int kChains = 8;

constexpr char kTensorHead[] = R"(
.version 7.0
.target sm_80
.address_size 64

.visible .entry assay_math(.param .u64 to, .param .u32 rounds)
{
  .reg .pred %p<2>;
  .reg .b32 %r<8>;
  .reg .b32 %a<8>;
  .reg .b32 %s<33>;
  .reg .b64 %d<4>;
  ld.param.u64 %d1, [to];
  ld.param.u32 %r1, [rounds];
  mov.u32 %r2, %tid.x;
)";
constexpr char kTensorTail[] = R"(  sub.u32 %r1, %r1, 1;
  setp.ne.u32 %p1, %r1, 0;
  @%p1 bra again;
)";
constexpr char kTensorEnd[] = R"(  mov.u32 %r3, %ctaid.x;
  mad.lo.u32 %r4, %r3, 256, %r2;
  mul.wide.u32 %d2, %r4, 4;
  add.u64 %d3, %d1, %d2;
  st.global.u32 [%d3], %s0;
  ret;
}
)";

// "{%s8, %s9, %s10, %s11}"
std::string registers(const char* name, int first, int count) {
  std::string text = "{";
  for (int k = 0; k < count; ++k) {
    text += (k > 0 ? ", %" : "%") + (name + std::to_string(first + k));
  }
  return text + "}";
}

std::string tensor_ptx(const TensorUnit& unit) {
  std::string text = kTensorHead;
  for (int k = 0; k < 6; ++k) {  // four registers of a, two of b
    const std::string a = "%a" + std::to_string(k);
    text += "  mad.lo.u32 " + a + ", %r2, 2654435761, " + std::to_string(40503u * (k + 1)) + ";\n";
    text += "  mul.lo.u32 " + a + ", " + a + ", 2246822519;\n";
    text += "  and.b32 " + a + ", " + a + ", " + std::to_string(unit.kept) + ";\n";
    text += "  or.b32 " + a + ", " + a + ", " + std::to_string(unit.set) + ";\n";
  }
  const int all = kChains * unit.sums;
  for (int k = 0; k < all; ++k) text += "  mov.b32 %s" + std::to_string(k) + ", 0;\n";
  text += "again:\n";
  for (int chain = 0; chain < kChains; ++chain) {
    const std::string sums = registers("s", chain * unit.sums, unit.sums);
    text += std::string("  mma.sync.aligned.") + unit.shape + " " + sums + ", " +
            registers("a", 0, 4) + ", " + registers("a", 4, 2) + ", " + sums + ";\n";
  }
  text += kTensorTail;
  for (int k = 1; k < all; ++k) text += "  xor.b32 %s0, %s0, %s" + std::to_string(k) + ";\n";
  return text + kTensorEnd;
}

}  // namespace

TensorMath tensor_math(std::string_view unit) {
  for (const TensorUnit& known : kTensorUnits) {
    if (unit == known.name) return {tensor_ptx(known), kChains * known.flops};
  }
  return {};
}

// The first gives up after two seconds: a process that lost its host must not hold a device.
const char kOwnKernels[] = R"(
.version 7.0
.target sm_80
.address_size 64

.visible .entry assay_hold(.param .u64 gate)
{
  .reg .pred %p<3>;
  .reg .b32 %r<2>;
  .reg .b64 %d<5>;
  ld.param.u64 %d1, [gate];
  mov.u64 %d2, %globaltimer;
again:
  ld.volatile.global.u32 %r1, [%d1];
  setp.ne.u32 %p1, %r1, 0;
  @%p1 bra open;
  mov.u64 %d3, %globaltimer;
  sub.u64 %d4, %d3, %d2;
  setp.lt.u64 %p2, %d4, 2000000000;
  @%p2 bra again;
open:
  ret;
}

.visible .entry assay_copy(.param .u64 from, .param .u64 to, .param .u64 vectors)
{
  .reg .pred %p<5>;
  .reg .b32 %r<24>;
  .reg .b64 %d<24>;
  ld.param.u64 %d1, [from];
  ld.param.u64 %d2, [to];
  ld.param.u64 %d3, [vectors];
  mov.u32 %r1, %tid.x;
  mov.u32 %r2, %ctaid.x;
  mul.wide.u32 %d4, %r2, 1024;
  cvt.u64.u32 %d5, %r1;
  add.u64 %d6, %d4, %d5;
  add.u64 %d7, %d6, 0;
  setp.lt.u64 %p1, %d7, %d3;
  shl.b64 %d11, %d7, 4;
  add.u64 %d15, %d1, %d11;
  add.u64 %d19, %d2, %d11;
  add.u64 %d8, %d6, 256;
  setp.lt.u64 %p2, %d8, %d3;
  shl.b64 %d12, %d8, 4;
  add.u64 %d16, %d1, %d12;
  add.u64 %d20, %d2, %d12;
  add.u64 %d9, %d6, 512;
  setp.lt.u64 %p3, %d9, %d3;
  shl.b64 %d13, %d9, 4;
  add.u64 %d17, %d1, %d13;
  add.u64 %d21, %d2, %d13;
  add.u64 %d10, %d6, 768;
  setp.lt.u64 %p4, %d10, %d3;
  shl.b64 %d14, %d10, 4;
  add.u64 %d18, %d1, %d14;
  add.u64 %d22, %d2, %d14;
  @%p1 ld.global.v4.u32 {%r4, %r5, %r6, %r7}, [%d15];
  @%p2 ld.global.v4.u32 {%r8, %r9, %r10, %r11}, [%d16];
  @%p3 ld.global.v4.u32 {%r12, %r13, %r14, %r15}, [%d17];
  @%p4 ld.global.v4.u32 {%r16, %r17, %r18, %r19}, [%d18];
  @%p1 st.global.v4.u32 [%d19], {%r4, %r5, %r6, %r7};
  @%p2 st.global.v4.u32 [%d20], {%r8, %r9, %r10, %r11};
  @%p3 st.global.v4.u32 [%d21], {%r12, %r13, %r14, %r15};
  @%p4 st.global.v4.u32 [%d22], {%r16, %r17, %r18, %r19};
  ret;
}

.visible .entry assay_math(.param .u64 to, .param .u32 rounds)
{
  .reg .pred %p<2>;
  .reg .b32 %r<5>;
  .reg .f32 %f<12>;
  .reg .b64 %d<4>;
  ld.param.u64 %d1, [to];
  ld.param.u32 %r1, [rounds];
  mov.u32 %r2, %tid.x;
  cvt.rn.f32.u32 %f9, %r2;
  mov.f32 %f10, 0f3F7FFFFF;
  add.f32 %f1, %f9, 0f3F810000;
  add.f32 %f2, %f9, 0f3F820000;
  add.f32 %f3, %f9, 0f3F830000;
  add.f32 %f4, %f9, 0f3F840000;
  add.f32 %f5, %f9, 0f3F850000;
  add.f32 %f6, %f9, 0f3F860000;
  add.f32 %f7, %f9, 0f3F870000;
  add.f32 %f8, %f9, 0f3F880000;
again:
  fma.rn.f32 %f1, %f1, %f10, %f9;
  fma.rn.f32 %f2, %f2, %f10, %f9;
  fma.rn.f32 %f3, %f3, %f10, %f9;
  fma.rn.f32 %f4, %f4, %f10, %f9;
  fma.rn.f32 %f5, %f5, %f10, %f9;
  fma.rn.f32 %f6, %f6, %f10, %f9;
  fma.rn.f32 %f7, %f7, %f10, %f9;
  fma.rn.f32 %f8, %f8, %f10, %f9;
  fma.rn.f32 %f1, %f1, %f10, %f9;
  fma.rn.f32 %f2, %f2, %f10, %f9;
  fma.rn.f32 %f3, %f3, %f10, %f9;
  fma.rn.f32 %f4, %f4, %f10, %f9;
  fma.rn.f32 %f5, %f5, %f10, %f9;
  fma.rn.f32 %f6, %f6, %f10, %f9;
  fma.rn.f32 %f7, %f7, %f10, %f9;
  fma.rn.f32 %f8, %f8, %f10, %f9;
  fma.rn.f32 %f1, %f1, %f10, %f9;
  fma.rn.f32 %f2, %f2, %f10, %f9;
  fma.rn.f32 %f3, %f3, %f10, %f9;
  fma.rn.f32 %f4, %f4, %f10, %f9;
  fma.rn.f32 %f5, %f5, %f10, %f9;
  fma.rn.f32 %f6, %f6, %f10, %f9;
  fma.rn.f32 %f7, %f7, %f10, %f9;
  fma.rn.f32 %f8, %f8, %f10, %f9;
  fma.rn.f32 %f1, %f1, %f10, %f9;
  fma.rn.f32 %f2, %f2, %f10, %f9;
  fma.rn.f32 %f3, %f3, %f10, %f9;
  fma.rn.f32 %f4, %f4, %f10, %f9;
  fma.rn.f32 %f5, %f5, %f10, %f9;
  fma.rn.f32 %f6, %f6, %f10, %f9;
  fma.rn.f32 %f7, %f7, %f10, %f9;
  fma.rn.f32 %f8, %f8, %f10, %f9;
  fma.rn.f32 %f1, %f1, %f10, %f9;
  fma.rn.f32 %f2, %f2, %f10, %f9;
  fma.rn.f32 %f3, %f3, %f10, %f9;
  fma.rn.f32 %f4, %f4, %f10, %f9;
  fma.rn.f32 %f5, %f5, %f10, %f9;
  fma.rn.f32 %f6, %f6, %f10, %f9;
  fma.rn.f32 %f7, %f7, %f10, %f9;
  fma.rn.f32 %f8, %f8, %f10, %f9;
  fma.rn.f32 %f1, %f1, %f10, %f9;
  fma.rn.f32 %f2, %f2, %f10, %f9;
  fma.rn.f32 %f3, %f3, %f10, %f9;
  fma.rn.f32 %f4, %f4, %f10, %f9;
  fma.rn.f32 %f5, %f5, %f10, %f9;
  fma.rn.f32 %f6, %f6, %f10, %f9;
  fma.rn.f32 %f7, %f7, %f10, %f9;
  fma.rn.f32 %f8, %f8, %f10, %f9;
  fma.rn.f32 %f1, %f1, %f10, %f9;
  fma.rn.f32 %f2, %f2, %f10, %f9;
  fma.rn.f32 %f3, %f3, %f10, %f9;
  fma.rn.f32 %f4, %f4, %f10, %f9;
  fma.rn.f32 %f5, %f5, %f10, %f9;
  fma.rn.f32 %f6, %f6, %f10, %f9;
  fma.rn.f32 %f7, %f7, %f10, %f9;
  fma.rn.f32 %f8, %f8, %f10, %f9;
  fma.rn.f32 %f1, %f1, %f10, %f9;
  fma.rn.f32 %f2, %f2, %f10, %f9;
  fma.rn.f32 %f3, %f3, %f10, %f9;
  fma.rn.f32 %f4, %f4, %f10, %f9;
  fma.rn.f32 %f5, %f5, %f10, %f9;
  fma.rn.f32 %f6, %f6, %f10, %f9;
  fma.rn.f32 %f7, %f7, %f10, %f9;
  fma.rn.f32 %f8, %f8, %f10, %f9;
  sub.u32 %r1, %r1, 1;
  setp.ne.u32 %p1, %r1, 0;
  @%p1 bra again;
  add.f32 %f1, %f1, %f2;
  add.f32 %f1, %f1, %f3;
  add.f32 %f1, %f1, %f4;
  add.f32 %f1, %f1, %f5;
  add.f32 %f1, %f1, %f6;
  add.f32 %f1, %f1, %f7;
  add.f32 %f1, %f1, %f8;
  mov.u32 %r3, %ctaid.x;
  mad.lo.u32 %r4, %r3, 256, %r2;
  mul.wide.u32 %d2, %r4, 4;
  add.u64 %d3, %d1, %d2;
  st.global.f32 [%d3], %f1;
  ret;
}
)";

}  // namespace assay::replay
