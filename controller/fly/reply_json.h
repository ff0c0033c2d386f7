// Answers of the Machines API, from bytes to values. Strict about what decisions hang on: an `id`
// that is a valid id, a `state`, of a machine that is not on its way out also its `config` with
// well formed mounts (a machine read as one without a volume would get a new one). Tolerant of all
// else: see types.h. Of several members of one name the last counts.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/result.h"
#include "controller/fly/machines_api.h"

namespace controller::fly {

// What is wrong with an answer, without values from it.
struct ReplyFlaw {
  std::string_view text;  // static
};
template <class T>
using Decoded = Result<T, ReplyFlaw>;

// Owns simdjson's parser and its buffers and is meant to be reused. Not thread safe.
class ReplyReader {
 public:
  ReplyReader();
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  Decoded<Machine> machine(std::string_view body);
  // One bad entry makes the whole list bad: what is missing in a list counts as gone.
  Decoded<std::vector<Machine>> machines(std::string_view body);
  Decoded<Volume> volume(std::string_view body);
  Decoded<std::vector<Volume>> volumes(std::string_view body);
  Decoded<ExecResult> exec_result(std::string_view body);
  // Of calls whose status says all.
  Decoded<Done> done(std::string_view body);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace controller::fly
