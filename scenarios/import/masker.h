// Puts placeholders where secrets stood. The same secret gets the same placeholder all through the
// log, so that what belongs together still can be seen to. A placeholder is made of a number alone:
// nothing of the secret is in it but its kind, its length and what is public of its beginning.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/import/secrets.h"

namespace scenarios::importing {

// The `number`-th placeholder of a log, for a secret that looks like `secret`.
std::string placeholder(SecretKind kind, std::string_view secret, std::uint64_t number);

class Masker {
 public:
  // The line with placeholders; also for what is known to be a secret from lines before.
  std::string mask(std::string_view line);
  // Secrets that were told as such after the line was masked. True if there were any.
  bool mask_known(std::string& line) const;

  // How many different secrets of each kind there were.
  using Counts = std::array<std::uint64_t, kSecretKinds.size()>;
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  const std::string& placeholder_for(SecretKind kind, std::string_view secret);

  using Placeholders = std::map<std::string, std::string, std::less<>>;

  Placeholders placeholders_;
  // Those that are no single word, such as passwords with punctuation. Few.
  std::vector<const Placeholders::value_type*> of_any_bytes_;
  Counts counts_{};
};

}  // namespace scenarios::importing
