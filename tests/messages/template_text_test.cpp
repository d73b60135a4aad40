#include "infra/messages/template_text.h"

#include <gtest/gtest.h>

#include "shared/errors.h"

namespace authledger::test {
namespace {

using namespace infra;

const TemplateValues kValues = {
    {"code", "123456"}, {"name", "<b>Eve</b> & 'co' \"x\""}, {"empty", ""}, {"lines", "a\r\nb\tc"}};

std::string filled(std::string_view text, Escape escape = Escape::kNone) {
  return fill_template(text, kValues, escape).value();
}

TEST(TemplateText, ParametersAreFilledIn) {
  EXPECT_EQ(filled("{{code}}-{{code}}"), "123456-123456");
  EXPECT_EQ(filled("{ {{code}} }"), "{ 123456 }");
  EXPECT_EQ(filled(""), "");
}

TEST(TemplateText, HtmlIsEscaped) {
  EXPECT_EQ(filled("<i>{{name}}</i>", Escape::kHtml),
            "<i>&lt;b&gt;Eve&lt;/b&gt; &amp; &#39;co&#39; &quot;x&quot;</i>");
  EXPECT_EQ(filled("{{name}}"), "<b>Eve</b> & 'co' \"x\"");
}

TEST(TemplateText, ValuesCannotAddLines) { EXPECT_EQ(filled("{{lines}}"), "a  b c"); }

TEST(TemplateText, ValuesAreNoTemplates) {
  EXPECT_EQ(fill_template("{{a}}", {{"a", "{{code}}"}, {"code", "1"}}, Escape::kNone).value(),
            "{{code}}");
}

TEST(TemplateText, SectionsNeedTheirParameter) {
  EXPECT_EQ(filled("a{{#code}}[{{code}}]{{/code}}b"), "a[123456]b");
  EXPECT_EQ(filled("a{{#empty}}x{{/empty}}{{#unknown}}{{unknown}}{{/unknown}}b"), "ab");
  EXPECT_EQ(filled("{{#code}}{{#name}}both{{/name}}{{/code}}"), "both");
}

TEST(TemplateText, WhatDoesNotAddUpIsRefused) {
  for (const char* text : {"{{unknown}}", "{{code", "{{#code}}x", "{{/code}}", "{{}}"}) {
    const auto out = fill_template(text, kValues, Escape::kNone);
    ASSERT_FALSE(out) << text;
    EXPECT_EQ(out.error().id, errors::kTemplateInvalid.id);
  }
}

}  // namespace
}  // namespace authledger::test
