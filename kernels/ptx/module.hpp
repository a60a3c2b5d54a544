#pragma once
// What a PTX text says, with names resolved to indices; nothing here knows how it is executed.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::ptx {

enum class Space : std::uint8_t { generic, global, shared, local, param, constant };

// A scalar type as PTX spells it: kind 'u', 's', 'b', 'f', 'g' (bf16) or 'p' (predicate), and its
// width.  Packed pairs (f16x2, bf16x2) have `lanes` 2 and the width of the pair.
struct Type {
  char kind = 'b';
  std::uint8_t bits = 32;
  std::uint8_t lanes = 1;

  unsigned bytes() const { return bits / 8u; }
  bool operator==(const Type&) const = default;
};

struct Operand {
  enum class Kind : std::uint8_t {
    reg,       // id: Function::registers
    literal,   // bits: an integer, or the bit pattern of a float
    special,   // text: "%tid.x"
    variable,  // id: Function::variables
    symbol,    // text: a name of the module (variable or function), or a label
    address,   // items[0] is the base (reg, variable, symbol or literal), plus `bits` as an offset
    vector,    // items: {a, b, c, d}
    pair,      // items: a|b, as setp and shfl write their two results
    list,      // items: the parenthesised arguments of a call
    sink,      // _
  };
  Kind kind = Kind::sink;
  bool negated = false;         // !%p
  std::uint8_t float_bits = 0;  // a literal in 0f (32) or 0d (64) notation
  std::uint32_t id = 0;
  std::uint64_t bits = 0;
  std::string_view text;
  std::vector<Operand> items;
};

inline constexpr std::uint32_t kNone = 0xffffffff;

struct Instruction {
  std::string_view opcode;              // "ld.global.v4.f32"
  std::vector<std::string_view> parts;  // the opcode split at its dots
  std::vector<Operand> operands;
  std::uint32_t guard = kNone;  // register of @%p
  bool guard_not = false;
  std::uint32_t line = 0;   // of the PTX text
  std::uint32_t place = 0;  // Module::places
  bool of_groups = false;   // inlined from the collectives of cooperative groups
  bool of_cub = false;      // inlined from CUB
};

// A variable of a function (.shared, .local, .param) or of the module.
struct Variable {
  std::string_view name;
  Space space = Space::global;
  std::uint32_t align = 1, bytes = 0;  // bytes 0: dynamic shared memory
  std::string initial;                 // empty: zeros
  bool managed = false;                // the host uses it in place
  struct Pointer {                     // an address that the loader writes into `initial`
    std::uint32_t at;
    std::string_view symbol;
    std::uint64_t offset;
    std::uint8_t bytes = 8;  // of the address, from `shift` on
    std::uint8_t shift = 0;  // mask(...) initialisers take one byte of the address
    bool generic = true;
  };
  std::vector<Pointer> pointers;
};

struct Function {
  std::string_view name;
  bool entry = false;
  bool defined = false;  // has a body
  std::vector<Type> registers;
  std::vector<Variable> variables;            // the parameters come first
  std::uint32_t returns = 0, parameters = 0;  // variables [0, returns) and the next `parameters`
  std::vector<Instruction> body;
  struct Label {
    std::uint32_t target;                // index in body
    std::vector<std::uint32_t> targets;  // of .branchtargets: ids of labels
  };
  std::vector<Label> labels;
  std::uint32_t max_threads = 0;  // .maxntid, 0: not said
  bool clustered = false;         // .reqnctapercluster of more than one block
};

// A place in the candidate's source.
struct Place {
  std::uint32_t file = 0, line = 0;  // file: Module::files; line 0: not known (no -lineinfo)
  bool operator==(const Place&) const = default;
};

struct Module {
  std::unique_ptr<std::string> text;  // what the views point into
  std::vector<std::string> files;     // files[0] is ""
  std::vector<Place> places;          // places[0] is unknown
  std::vector<Variable> variables;
  std::vector<Function> functions;
  std::string target;  // "sm_80"
  bool debug = false;  // compiled with -G
};

}  // namespace assay::ptx
