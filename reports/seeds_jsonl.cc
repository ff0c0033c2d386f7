#include "reports/seeds_jsonl.h"

#include "reports/text.h"

namespace reports {

void append_seed_line(std::uint64_t seed, Verdict verdict, std::uint64_t trace_hash,
                      std::string& out) {
  out += "{\"seed\":" + std::to_string(seed);
  out += ",\"verdict\":\"" + std::string(name_of(verdict));
  out += "\",\"trace_hash\":\"" + hex(trace_hash) + "\"}\n";
}

}  // namespace reports
