#include "scenarios/runner/build_id.h"

#include <link.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "reports/text.h"

namespace scenarios {
namespace {

// Notes begin and end at multiples of four bytes.
std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

// Of the notes of a program: the begin of its build id; empty: there is none.
std::string build_id_in(std::string_view notes) {
  std::uint64_t id = 0;
  ElfW(Nhdr) note;
  while (notes.size() >= sizeof note) {
    std::memcpy(&note, notes.data(), sizeof note);
    const std::size_t begin = sizeof note + padded(note.n_namesz);
    const std::size_t end = begin + padded(note.n_descsz);
    if (end > notes.size()) break;
    const bool found = note.n_type == NT_GNU_BUILD_ID && note.n_descsz >= sizeof id;
    if (found && notes.substr(sizeof note).starts_with("GNU")) {
      std::memcpy(&id, notes.data() + begin, sizeof id);
      return reports::hex(id);
    }
    notes.remove_prefix(end);
  }
  return {};
}

// What the linker has made of all that it linked; empty when it was not asked to.
std::string own_build_id() {
  std::string id;
  const auto look = [](dl_phdr_info* program, std::size_t /*size*/, void* into) {
    for (int i = 0; i < program->dlpi_phnum; ++i) {
      const ElfW(Phdr)& part = program->dlpi_phdr[i];
      auto& found = *static_cast<std::string*>(into);
      if (part.p_type != PT_NOTE || !found.empty()) continue;
      const auto* bytes = reinterpret_cast<const char*>(program->dlpi_addr + part.p_vaddr);
      found = build_id_in({bytes, part.p_memsz});
    }
    return 1;  // the program itself comes first, and is enough
  };
  ::dl_iterate_phdr(look, &id);
  return id;
}

}  // namespace

const reports::Build& this_build() {
  static const reports::Build kBuild{std::string(kVersion), std::string(kCompiler), own_build_id()};
  return kBuild;
}

std::string text_of(const reports::Build& build) {
  return "pairbench " + build.version + ", " + build.compiler + ", binary " +
         (build.binary.empty() ? "unknown" : build.binary);
}

std::string another_build(const reports::Build& build) {
  return "another build (" + text_of(build) + "; this is " + text_of(this_build()) + ")";
}

bool is_same_build(const reports::Build& a, const reports::Build& b) {
  return a == b && !a.binary.empty();
}

}  // namespace scenarios
