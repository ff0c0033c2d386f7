#include "sim/fly/request_body.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

namespace sim {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

// ---- bodies
// ------------------------------------------------------------------------------------------------------------

// Go says it so (encoding/json with DisallowUnknownFields); assumed.
std::string wrong_type(std::string_view name) {
  return "json: wrong type of field \"" + std::string(name) + "\"";
}

std::string check_object(object value, const RequestSchema& schema);

bool has_type(element value, RequestField::Type type) {
  switch (type) {
    case RequestField::Type::text:
      return value.is_string();
    case RequestField::Type::integer:
      return value.is_int64();
    case RequestField::Type::number:
      return value.is_number();
    case RequestField::Type::boolean:
      return value.is_bool();
    case RequestField::Type::object:
      return value.is_object();
  }
  return false;
}

std::string check_one(element value, const RequestField& field) {
  if (!has_type(value, field.type)) return wrong_type(field.name);
  if (!field.words.empty() &&
      std::ranges::find(field.words, value.get_string().value_unsafe()) == field.words.end())
    return "invalid value of field \"" + std::string(field.name) + "\"";
  return field.schema == nullptr ? std::string()
                                 : check_object(value.get_object().value_unsafe(), *field.schema);
}

std::string check_field(element value, const RequestField& field) {
  std::string wrong;
  switch (field.holds) {
    case RequestField::Holds::one:
      return check_one(value, field);
    case RequestField::Holds::array: {
      array elements;
      if (value.get(elements) != simdjson::SUCCESS) return wrong_type(field.name);
      for (const element one : elements)
        if (wrong = check_one(one, field); !wrong.empty()) break;
      return wrong;
    }
    case RequestField::Holds::map: {
      object members;
      if (value.get(members) != simdjson::SUCCESS) return wrong_type(field.name);
      for (const auto& [name, one] : members)
        if (wrong = check_one(one, field); !wrong.empty()) break;
      return wrong;
    }
  }
  return wrong;
}

std::string check_object(object value, const RequestSchema& schema) {
  for (const auto& [name, member] : value) {
    const auto field = std::ranges::lower_bound(schema.fields, name, {}, &RequestField::name);
    if (field == schema.fields.end() || field->name != name)
      return "json: unknown field \"" + std::string(name) + "\"";
    if (std::string wrong = check_field(member, *field); !wrong.empty()) return wrong;
  }
  for (const std::string_view name : schema.required)
    if (value[name].error() != simdjson::SUCCESS)
      return "missing field \"" + std::string(name) + "\"";
  return {};
}

controller::fly::Pairs pairs_of(object members) {
  controller::fly::Pairs pairs;
  pairs.reserve(members.size());
  for (const auto& [key, value] : members)
    pairs.emplace_back(key, value.get_string().value_unsafe());
  return pairs;
}

std::string text_in(object members, std::string_view name) {
  std::string_view found;
  return members[name].get(found) == simdjson::SUCCESS ? std::string(found) : std::string();
}

controller::fly::Guest guest_of(object members) {
  controller::fly::Guest guest;
  if (std::string kind = text_in(members, "cpu_kind"); !kind.empty())
    guest.cpu_kind = std::move(kind);
  std::int64_t number = 0;
  if (members["cpus"].get(number) == simdjson::SUCCESS) guest.cpus = number;
  if (members["memory_mb"].get(number) == simdjson::SUCCESS) guest.memory_mb = number;
  return guest;
}

std::vector<controller::fly::Mount> mounts_of(array elements) {
  std::vector<controller::fly::Mount> mounts;
  for (const element mount : elements) {
    const object members = mount.get_object().value_unsafe();
    mounts.push_back(controller::fly::Mount{text_in(members, "volume"), text_in(members, "path")});
  }
  return mounts;
}

}  // namespace

struct RequestBody::Parsed {
  simdjson::dom::parser parser;
  object members;

  template <class T>
  [[nodiscard]] std::optional<T> value(std::string_view name) const {
    T found{};
    if (members[name].get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
  }
};

RequestBody::RequestBody(std::string_view text, const RequestSchema& schema, bool needed) {
  if (text.empty() && !needed) return;
  auto parsed = std::make_unique<Parsed>();
  if (parsed->parser.parse(text.data(), text.size()).get(parsed->members) != simdjson::SUCCESS) {
    wrong_ = "invalid JSON";
    return;
  }
  wrong_ = check_object(parsed->members, schema);
  if (wrong_.empty()) parsed_ = std::move(parsed);
}

RequestBody::~RequestBody() = default;
RequestBody::RequestBody(RequestBody&& other) noexcept = default;

std::string RequestBody::text(std::string_view name) const {
  return parsed_ ? text_in(parsed_->members, name) : std::string();
}

std::vector<std::string> RequestBody::texts(std::string_view name) const {
  std::vector<std::string> out;
  const auto elements = parsed_ ? parsed_->value<array>(name) : std::nullopt;
  if (!elements) return out;
  for (const element one : *elements) out.emplace_back(one.get_string().value_unsafe());
  return out;
}

bool RequestBody::flag(std::string_view name) const {
  return parsed_ && parsed_->value<bool>(name).value_or(false);
}

std::optional<std::int64_t> RequestBody::integer(std::string_view name) const {
  return parsed_ ? parsed_->value<std::int64_t>(name) : std::nullopt;
}

std::shared_ptr<const FlyMachineConfig> RequestBody::config() const {
  const auto members = parsed_ ? parsed_->value<object>("config") : std::nullopt;
  if (!members) return nullptr;
  auto config = std::make_shared<FlyMachineConfig>();
  controller::fly::MachineSpec& spec = config->spec;
  for (const auto& [name, value] : *members) {
    if (name == "image") {
      spec.image = value.get_string().value_unsafe();
    } else if (name == "env") {
      spec.env = pairs_of(value.get_object().value_unsafe());
    } else if (name == "metadata") {
      spec.metadata = pairs_of(value.get_object().value_unsafe());
    } else if (name == "guest") {
      spec.guest = guest_of(value.get_object().value_unsafe());
    } else if (name == "mounts") {
      spec.mounts = mounts_of(value.get_array().value_unsafe());
    } else {
      config->rest += ",\"" + std::string(name) + "\":" + simdjson::minify(value);
    }
  }
  return config;
}

}  // namespace sim
