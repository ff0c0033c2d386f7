#include "controller/instance/list_cache.h"

#include <utility>

#include "controller/base/deadline.h"
#include "controller/instance/controller_replies.h"

namespace controller::instance {

Task<std::optional<RequestList>> ListCache::read(Kind kind, const std::string& key, Moment began) {
  Deadline deadline(seams_.scheduler, kKvTimeout);
  auto found = co_await seams_.store.get(key, deadline.token());
  if (!found) {
    note_failure("get", found.error());
    co_return std::nullopt;
  }
  const std::optional<std::string>& value = *found;
  if (!value || slot(kind).outdated || slot(kind).approvals != began) co_return std::nullopt;
  auto list = parse_stored_list(kind, *value);
  if (!list) seams_.log.write(LogLevel::warning, "pairing.kv_value_invalid", {});
  co_return list;
}

Task<void> ListCache::write(std::string key, const RequestList& list, Moment began) {
  if (slot(list.kind).approvals != began || slot(list.kind).writing) co_return;
  slot(list.kind).writing = true;
  auto job = std::make_shared<Write>(seams_.scheduler);
  job->kind = list.kind;
  job->key = std::move(key);
  job->value = requests_json(list);
  job->began = began;
  scope_.spawn(carry_out(job));
  Deadline deadline(seams_.scheduler, kKvTimeout);
  co_await job->settled.wait(deadline.token());
}

Task<void> ListCache::carry_out(std::shared_ptr<Write> write) {
  Slot& kept = slot(write->kind);
  Deadline deadline(seams_.scheduler, kKvWriteTimeout, scope_.token());
  auto done = co_await seams_.store.put(write->key, write->value, kKvTtl, deadline.token());
  kept.writing = false;
  kept.unconfirmed = !done;
  write->settled.set();
  if (!done) note_failure("put", done.error());
  const Moment now = kept.approvals;
  if (now == write->began) {
    if (done) kept.outdated = false;
    co_return;
  }
  // It was approved meanwhile, and what was written shows the request.
  auto erased = co_await erase(write->key);
  // A write that nobody has confirmed may still come. One that has begun since knows of the
  // approval.
  if (erased && done && kept.approvals == now) kept.outdated = false;
}

Task<void> ListCache::approved(Kind kind, const std::string& key) {
  Slot& kept = slot(kind);
  const Moment now = ++kept.approvals;
  kept.outdated = true;
  auto erased = co_await erase(key);
  const bool settled = !kept.writing && !kept.unconfirmed;
  if (erased && kept.approvals == now && settled) kept.outdated = false;
}

Task<bool> ListCache::erase(const std::string& key) {
  Deadline deadline(seams_.scheduler, kKvTimeout);
  auto erased = co_await seams_.store.erase(key, deadline.token());
  if (!erased) note_failure("erase", erased.error());
  co_return erased.ok();
}

void ListCache::note_failure(std::string_view operation, const KeyValueError& error) {
  seams_.log.write(LogLevel::warning, "pairing.kv_failed",
                   {{"operation", operation}, {"reason", std::string_view(error.text)}});
}

}  // namespace controller::instance
