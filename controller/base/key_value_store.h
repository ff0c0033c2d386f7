// The seam of a shared key-value store with a time to live: a cache that others may see, write and
// lose. It may be slow, down or hold anything.
#pragma once

#include <optional>
#include <string>

#include "controller/base/cancel.h"
#include "controller/base/result.h"
#include "controller/base/task.h"
#include "controller/base/time.h"

namespace controller {

struct KeyValueError {
  std::string text;  // one line, without key and value
};
struct KeyValueDone {};

class KeyValueStore {
 public:
  virtual ~KeyValueStore() = default;

  // All arguments must outlive the task. Cancelling `token` gives the call up; a write may then
  // still be carried out.
  virtual Task<Result<std::optional<std::string>, KeyValueError>> get(const std::string& key,
                                                                      CancelToken token) = 0;
  virtual Task<Result<KeyValueDone, KeyValueError>> put(const std::string& key,
                                                        const std::string& value, Duration ttl,
                                                        CancelToken token) = 0;
  // A key that is not there is no error.
  virtual Task<Result<KeyValueDone, KeyValueError>> erase(const std::string& key,
                                                          CancelToken token) = 0;
};

}  // namespace controller
