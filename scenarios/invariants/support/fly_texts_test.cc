#include "scenarios/invariants/support/fly_texts.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace scenarios::seen {
namespace {

sim::FlyAnswered refused(std::int64_t status, std::string text) {
  sim::FlyAnswered answer;
  answer.status = status;
  answer.text = std::move(text);
  return answer;
}

TEST(FlyTexts, AMachineIsGoneInAnyWordsThatSpeakOfNothingElse) {
  for (const char* text : {"machine not found", "machine '148e' not found", "", "no such machine",
                           "machine not found, volume vol_1 not found on it"})
    EXPECT_TRUE(says_machine_gone(refused(404, text))) << text;
  EXPECT_TRUE(says_machine_gone(refused(410, "machine has been destroyed")));
}

TEST(FlyTexts, WhatElseIsMissingIsNoMachine) {
  for (const char* text : {"app not found", "no such machine in app: app not found",
                           "404 page not found", "machine route not found", "volume not found"})
    EXPECT_FALSE(says_machine_gone(refused(404, text))) << text;
  EXPECT_FALSE(says_machine_gone(refused(412, "machine not found")));
}

}  // namespace
}  // namespace scenarios::seen
