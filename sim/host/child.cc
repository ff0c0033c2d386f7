#include "sim/host/child.h"

#include <algorithm>
#include <utility>

#include "sim/host/host.h"

namespace sim {

Child::Child(Host& host, std::int64_t pid, Parent& parent)
    : host_(host), pid_(pid), parent_(&parent), resume_timer_(this), fork_timer_(this) {}

void Child::print(OutputStream stream, std::string_view bytes) {
  if (blocked()) {
    waiting_.push_back(Write{stream, std::string(bytes)});
    return;
  }
  const std::size_t done = push(stream, bytes);
  if (done < bytes.size()) block(stream, bytes.substr(done));
}

// Answers how much of it was written. A parent that waits for output reads it at once.
std::size_t Child::push(OutputStream stream, std::string_view bytes) {
  Output& output = this->output(stream);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::string_view rest = bytes.substr(done, Pipe::kCapacity);
    const std::size_t taken = parent_ == nullptr ? rest.size() : output.pipe.write(rest);
    if (taken == 0) break;
    done += taken;
    output.bytes += static_cast<std::int64_t>(taken);
    wrote(stream, rest.substr(0, taken));
    if (parent_ != nullptr) parent_->readable(*this, stream);
  }
  return done;
}

void Child::block(OutputStream stream, std::string_view rest) {
  waiting_.push_back(Write{stream, std::string(rest)});
  host_.recorder().emit(host_.world().id(), ChildBlocked{pid_, stream == OutputStream::err});
  on_blocked();
}

void Child::read(OutputStream stream, std::string& into) {
  output(stream).pipe.read(into);
  const bool room = blocked() && waiting_.front().stream == stream && !dead();
  if (room) host_.world().arm(resume_timer_, host_.world().now());
}

void Child::resume() {
  while (blocked()) {
    Write& write = waiting_.front();
    write.bytes.erase(0, push(write.stream, write.bytes));
    if (!write.bytes.empty()) return;
    waiting_.pop_front();
  }
  host_.recorder().emit(host_.world().id(), ChildUnblocked{pid_});
  on_unblocked();
  if (exit_when_unblocked_) exit(*exit_when_unblocked_);
}

void Child::exit(ExitStatus status) {
  if (dead()) return;
  if (blocked() && status.code) {
    exit_when_unblocked_ = status;
    return;
  }
  status_ = status;
  waiting_.clear();
  resume_timer_.disarm();
  fork_timer_.disarm();
  on_death();
  if (!host_.group_lives(pid_)) {
    group_gone();
    return;
  }
  host_.recorder().emit(host_.world().id(), ChildDied{pid_});
  if (parent_ != nullptr) parent_->died(*this);
}

void Child::close(OutputStream stream) {
  if (parent_ != nullptr) parent_->closed(*this, stream);
}

// Without a parent the machine's first process reaps.
void Child::group_gone() {
  if (parent_ != nullptr) {
    parent_->ended(*this);
  } else {
    host_.reap(*this);
  }
}

ChildExited Child::last_words() const {
  ChildExited exited;
  exited.pid = pid_;
  exited.code = status_->code;
  exited.signal = status_->signal;
  exited.out_bytes = outputs_[0].bytes;
  exited.err_bytes = outputs_[1].bytes;
  describe(exited);
  return exited;
}

// fork() fails while a signal waits.
void Child::killed() {
  forks_.clear();
  fork_timer_.disarm();
}

void Child::will_fork(const fault::Fork& fork) {
  forks_.push_back({host_.world().now() + fork.after.value_or(Duration::zero()), fork});
  arm_fork();
}

void Child::arm_fork() {
  const auto next = std::min_element(forks_.begin(), forks_.end(),
                                     [](const auto& a, const auto& b) { return a.at < b.at; });
  if (next != forks_.end()) host_.world().arm(fork_timer_, next->at);
}

void Child::fork_due() {
  for (const PlannedFork& planned : forks_) {
    if (planned.at <= host_.world().now()) host_.fork(*this, planned.fork);
  }
  std::erase_if(forks_, [this](const auto& planned) { return planned.at <= host_.world().now(); });
  arm_fork();
}

}  // namespace sim
