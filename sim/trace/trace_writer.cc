#include "sim/trace/trace_writer.h"

#include "sim/trace/utf8.h"

namespace sim {
namespace {

void append_escape(std::string& out, unsigned char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u00";
  out.push_back(kHex[byte >> 4U]);
  out.push_back(kHex[byte & 15U]);
}

void append_text(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    std::size_t length = 1;
    if (byte == '"' || byte == '\\') {
      out.push_back('\\');
      out.push_back(text.front());
    } else if (byte < 0x20 || byte == 0x7f) {
      append_escape(out, byte);
    } else if (const std::size_t sequence = utf8_length(text); sequence == 0) {
      append_escape(out, byte);
    } else {
      length = sequence;
      out.append(text.substr(0, sequence));
    }
    text.remove_prefix(length);
  }
  out.push_back('"');
}

class WriteFields {
 public:
  explicit WriteFields(std::string& out) : out_(out) {}

  void operator()(std::string_view name, bool value) { key(name).append(value ? "true" : "false"); }
  void operator()(std::string_view name, std::int64_t value) {
    key(name).append(std::to_string(value));
  }
  void operator()(std::string_view name, const std::string& value) {
    append_text(key(name), value);
  }
  void operator()(std::string_view name, const std::optional<std::int64_t>& value) {
    key(name).append(value ? std::to_string(*value) : "null");
  }
  void operator()(std::string_view name, const std::vector<std::string>& values) {
    key(name).push_back('[');
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_.push_back(',');
      append_text(out_, values[i]);
    }
    out_.push_back(']');
  }

 private:
  std::string& key(std::string_view name) {
    out_.append(",\"").append(name).append("\":");
    return out_;
  }

  std::string& out_;
};

}  // namespace

void append_json_line(const Event& event, std::string& out) {
  out.append("{\"id\":").append(std::to_string(event.id));
  WriteFields write(out);
  write("cause", static_cast<std::int64_t>(event.cause));
  write("t_us", static_cast<std::int64_t>(event.at.time_since_epoch().count()));
  write("wall_ms", static_cast<std::int64_t>(event.wall.time_since_epoch().count()));
  write("process", static_cast<std::int64_t>(event.process));
  std::visit(
      [&](const auto& body) {
        write("event", std::string(body.kKind));
        body.each(write);
      },
      event.body);
  out.append("}\n");
}

void TraceWriter::on_event(const Event& event) {
  constexpr std::size_t kPieceBytes = std::size_t{1} << 20U;
  if (pieces_.empty() || pieces_.back().size() >= kPieceBytes) pieces_.emplace_back();
  append_json_line(event, pieces_.back());
}

std::string TraceWriter::take() {
  std::size_t size = 0;
  for (const std::string& piece : pieces_) size += piece.size();
  std::string text;
  text.reserve(size);
  for (; !pieces_.empty(); pieces_.pop_front()) text += pieces_.front();
  return text;
}

}  // namespace sim
