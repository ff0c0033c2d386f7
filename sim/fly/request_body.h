// The body of a request, checked against what the description allows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/fly/fly_types.h"
#include "sim/fly/request_schema.h"

namespace sim {

class RequestBody {
 public:
  // `needed`: an empty text is wrong, too.
  RequestBody(std::string_view text, const RequestSchema& schema, bool needed);
  ~RequestBody();
  RequestBody(RequestBody&& other) noexcept;
  RequestBody& operator=(RequestBody&&) = delete;

  // What is wrong with it; empty: nothing. A wrong body has no members.
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

  // Members by name; empty, false or nothing when they are not there.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  // The member `config`.
  [[nodiscard]] std::shared_ptr<const FlyMachineConfig> config() const;

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;  // none: there is nothing to be read
  std::string wrong_;
};

}  // namespace sim
