// Texts of unknown origin (lines of a log, say) made fit for files and terminals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reports {

// Valid UTF-8 on one line: control characters as \n, \t or \x1B, bytes that are no UTF-8 as \xFF.
std::string printable(std::string_view text);

// No more characters than these; … stands for what does not fit. Precondition: width > 0.
std::string cut(std::string_view text, std::size_t width);

// A span of time: "1.5 s", "12 min 30 s", "3 h 20 min", "2 d 4 h"
std::string time_text(std::int64_t us);

// A moment of a run, to be found in its trace: "549.027 s", or "99.831850 s" where milliseconds are
// not exact. The texts of judges and expectations have the same form.
std::string instant_text(std::int64_t us);

// "1,234,567"
std::string grouped(std::uint64_t number);

// "1 scenario", "2 scenarios"
std::string counted(std::uint64_t number, std::string_view noun);

// 16 digits, lower case.
std::string hex(std::uint64_t number);

// True if `a` stands before `b` in the contract: G1, G2, G10, L1, C1 …
bool clause_before(std::string_view a, std::string_view b);

}  // namespace reports
