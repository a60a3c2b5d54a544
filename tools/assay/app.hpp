#pragma once
// What every verb works with: the engine, the two output streams, and how to say that it failed.

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "door.hpp"
#include "exit_code.hpp"
#include "place.hpp"
#include "screen.hpp"

namespace assay::cli {

enum class Format { text, document, lines };

// Options that every verb takes.
struct Common {
  std::vector<std::filesystem::path> banks;
  std::filesystem::path store;
  std::string tier, color = "auto";
  std::string json;  // "", "document" or "lines"
  int jobs = 0;
  bool fresh = false;
};

class App {
 public:
  // `verb` begins the error messages.
  App(std::string verb, const Common& common, std::stop_token stop);

  Screen out, err;
  const Format format;
  const std::stop_token stop;
  const Common common;

  // For verbs that work without any bank (lint of a path, history, ...).
  void bank_is_optional() { needs_bank_ = false; }
  // For verbs of authors: no record is read or made, so none needs a place.
  void keeps_no_records() { keeps_records_ = false; }
  // The problem started in the current folder or above.
  Result<std::optional<Started>> started() const;
  // The first of the banks in use; empty if there is none.
  std::filesystem::path bank() const { return bank_; }

  // Banks, store and isolation as the options, the environment and the place say.
  Result<EngineOptions> engine_options();
  // Opens the engine at the first use.
  Result<Door*> door();
  // Ends early when the program is interrupted, or when `also` is stopped.
  Result<nlohmann::json> call(std::string_view method, const nlohmann::json& params,
                              const OnEvent& on_event = {}, std::stop_token also = {});

  bool text() const { return format == Format::text; }
  // Writes one JSON value: indented as a document, or as one line of a stream.
  void print_json(const nlohmann::json& value);
  // Says what happened, in the format asked for; the exit code that belongs to it.
  int fail(const Status& status);

 private:
  std::string verb_;
  std::filesystem::path bank_;
  bool needs_bank_ = true, keeps_records_ = true;
  std::unique_ptr<Door> door_;
};

}  // namespace assay::cli
