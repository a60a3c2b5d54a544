#include <algorithm>

#include "base/text.hpp"
#include "value/bound.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;
using Names = std::vector<std::string>;

bool is_whole(const Type& type) {
  if (type.kind == Kind::optional) return is_whole(type.items[0]);
  return type.kind == Kind::integer || type.kind == Kind::bigint;
}

void collect_lengths(const Type& type, Names* names) {
  if (type.dim && !type.dim->name.empty()) names->push_back(type.dim->name);
  for (const Dim& dim : type.dims) {
    if (!dim.name.empty()) names->push_back(dim.name);
  }
  for (const Type& item : type.items) collect_lengths(item, names);
}

// Every name that these arguments give.
Names names_of(const std::vector<Parameter>& parameters) {
  Names names;
  for (const Parameter& parameter : parameters) {
    if (parameter.type.kind == Kind::function) continue;
    collect_lengths(parameter.type, &names);
    if (is_whole(parameter.type)) names.push_back(parameter.name);
  }
  return names;
}

// Walks arguments in the order in which they are read.
class NameWalk {
 public:
  // Names that are known before, and those that the arguments will give.
  NameWalk(Names known, Names given) : known_(std::move(known)), given_(std::move(given)) {}

  Status arguments(const std::vector<Parameter>& parameters) {
    for (const Parameter& parameter : parameters) {
      if (parameter.type.kind == Kind::function) continue;
      ASSAY_CHECK(type(parameter.type).in(parameter.name));
      if (is_whole(parameter.type)) known_.push_back(parameter.name);
    }
    return {};
  }

  Status type(const Type& type) {
    if (type.dim) ASSAY_CHECK(length(*type.dim));
    for (const Dim& dim : type.dims) ASSAY_CHECK(length(dim));
    if (type.range) ASSAY_CHECK(range(*type.range));
    for (const Type& item : type.items) ASSAY_CHECK(this->type(item));
    return {};
  }

  Status bound(const Bound& bound) {
    const auto holds = [](const Names& names, const std::string& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const std::string& name : names_in(bound)) {
      if (holds(known_, name)) continue;
      const std::string needs = "the bound \"" + bound.text + "\" needs ";
      if (holds(given_, name)) {
        return invalid_argument(needs + '"' + name + "\", which stands after it");
      }
      Names all = known_;
      all.insert(all.end(), given_.begin(), given_.end());
      return invalid_argument(needs + with_nearest(name, all) +
                              ", which is no int argument and no length");
    }
    return {};
  }

 private:
  Status length(const Dim& dim) {
    if (dim.range) ASSAY_CHECK(range(*dim.range));
    if (!dim.name.empty()) known_.push_back(dim.name);
    return {};
  }

  Status range(const Range& range) {
    ASSAY_CHECK(bound(range.low));
    return bound(range.high);
  }

  Names known_, given_;
};

}  // namespace

Status check_names(const std::vector<Parameter>& parameters, const std::optional<Type>& returns) {
  const Names all = names_of(parameters);
  ASSAY_CHECK(NameWalk({}, all).arguments(parameters));
  for (const Parameter& parameter : parameters) {
    if (parameter.type.kind != Kind::function) continue;
    const std::vector<Parameter> own = parameters_of(parameter.type);
    NameWalk call(all, names_of(own));
    ASSAY_CHECK(call.arguments(own).in(parameter.name));
    if (!parameter.type.returns) continue;
    ASSAY_CHECK(call.type(parameter.type.items.back()).in(parameter.name));
  }
  return returns ? NameWalk(all, {}).type(*returns).in("the result") : Status();
}

Status check_names(const std::vector<Parameter>& parameters, const Bound& bound) {
  return NameWalk(names_of(parameters), {}).bound(bound);
}

Result<Signature> with_known_names(Result<Signature> signature) {
  if (!signature.ok()) return signature;
  ASSAY_CHECK(check_names(signature->parameters, signature->returns));
  return signature;
}

}  // namespace assay
