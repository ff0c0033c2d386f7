#include "scenarios/observe/reply_book.h"

namespace scenarios {

void ReplyBook::observe(const sim::Event& event) {
  if (const auto* ended = std::get_if<sim::CallEnded>(&event.body)) {
    replies_[ended->call] = Reply{event.at, ended->status, ended->message};
  }
  if (const auto* answered = std::get_if<sim::InstanceAnswered>(&event.body)) {
    replies_[answered->call] = Reply{event.at, answered->status, answered->message};
  }
}

std::vector<ReplyBook::Reply> ReplyBook::replies_to(const std::string& step) const {
  std::vector<Reply> replies;
  const auto calls = calls_.find(step);
  if (calls == calls_.end()) return replies;
  for (const std::int64_t call : calls->second) {
    const auto reply = replies_.find(call);
    if (reply != replies_.end()) replies.push_back(reply->second);
  }
  return replies;
}

std::size_t ReplyBook::calls_of(const std::string& step) const {
  const auto calls = calls_.find(step);
  return calls == calls_.end() ? 0 : calls->second.size();
}

}  // namespace scenarios
