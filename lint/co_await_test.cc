#include "lint/co_await.h"

#include <gtest/gtest.h>

namespace lint {
namespace {

constexpr const char* kGood[] = {
    "{ co_await f(); }",
    "{ (void)co_await f(); }",
    "{ auto x = co_await f(); }",
    "{ const auto x = co_await f(); }",
    "{ x = co_await f(); }",
    "{ cells[0] = co_await f(); }",
    "{ this->cells[i].value = co_await a::f(); }",
    "{ co_return co_await a.b->f(); }",
    "{ co_await scope.join(); }",
    "{ co_await task; }",
    "{ co_await std::move(task); }",
    "{ co_await ask<int, a::B>(x); }",
    "{ auto x = co_await run(spec, d.token(), std::move(y)); }",
    "{ co_await sleep(2 * delay + 45s, \"a{b}\", cells[i]); }",
    "{ auto x =\n  co_await f(\n    a,\n    b);\n }",
    "{ if (a) co_await f(); else co_return co_await g(); }",
    "{ for (int i = 0; i < 3; ++i) x = co_await f(); }",
    "{ switch (a) { case 1: co_await f(); default: co_await g(); } }",
    "{ spawn([&]() -> Task<void> { co_await f(); }); }",
    "{ if (a) { b(); } co_await f(); }",
    "#if A\n co_await f();\n#endif",
    "// if (co_await f())\n",
    "auto s = \"if (co_await f())\";",
    "auto operator co_await() const;",
};

constexpr const char* kBad[] = {
    "{ if (co_await f()) g(); }",
    "{ while (co_await f()) g(); }",
    "{ for (auto x : co_await f()) g(); }",
    "{ auto x = a ? co_await f() : 1; }",
    "{ auto x = a ? 1 : co_await f(); }",
    "{ auto x = a && co_await f(); }",
    "{ auto x = co_await f() || a; }",
    "{ auto x = co_await f() + 1; }",
    "{ auto x = !co_await f(); }",
    "{ g(co_await f()); }",
    "{ g(1, co_await f()); }",
    "{ auto x = (co_await f()).value(); }",
    "{ auto x = *co_await f(); }",
    "{ T x{co_await f()}; }",
    "{ return co_await f(), 1; }",
    "{ int x = co_await f(); }",
    "{ auto [a, b] = co_await f(); }",
    "{ EXPECT_EQ(co_await f(), 1); }",
    "{ co_await f({1, 2}); }",
    "{ co_await f(Spec{1}); }",
    "{ co_await f(Spec(1)); }",
    "{ co_await f(a::Spec<int>(1)); }",
    "{ co_await f([] {}); }",
    "{ co_await f(a, [x] { return x; }); }",
    "{ co_await f(a ? b : c); }",
    "{ co_await f(g(co_await h())); }",
    "{ co_await Sleep{1}; }",
    "{ co_await [] { return f(); }(); }",
    "{ co_await a(Spec{1}).b(); }",
    "{ auto x =\n a &&\n co_await f(); }",
};

TEST(CoAwait, LetsSafeFormsThrough) {
  for (const auto* text : kGood)
    for (const auto& finding : lint_co_await(text))
      ADD_FAILURE() << text << ": " << finding.message;
}

TEST(CoAwait, FindsUnsafeForms) {
  for (const auto* text : kBad) EXPECT_FALSE(lint_co_await(text).empty()) << text;
}

TEST(CoAwait, FindingsNameTheLine) {
  const auto findings = lint_co_await("{\n  auto x = co_await f();\n  g(co_await f());\n}\n");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].line, 3);
  EXPECT_NE(findings[0].message.find("give the result a name first"), std::string::npos);
}

}  // namespace
}  // namespace lint
