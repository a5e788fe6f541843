#include "libs/domain/fact/formats.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace praksis::domain {
namespace {

struct Examples {
  v1::Format format;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

TEST(HasFormat, AcceptsTheWrittenFormAndNothingElse) {
  const std::string longest(64, 'a');
  const std::vector<Examples> all = {
      {v1::IDENTIFIER,
       {"a", "cw-17", "A.b_c-9", longest},
       {"", "-a", ".a", "a b", "æ", longest + "a", "a/b"}},
      {v1::DATE,
       {"2025-03-14", "2024-02-29"},
       {"2025-02-29", "14.03.2025", "2025-3-14", "1899-12-31", "2201-01-01"}},
      {v1::MUNICIPALITY,
       {"DK-360", "SE-0482", "GB-E09000010"},
       {"DK360", "dk-360", "DK-", "D-360", "DK-36a"}},
      {v1::LANGUAGE,
       {"da", "he", "da-DK", "sgn", "zh-Hant-TW"},
       {"", "d", "DA", "da-", "da_DK", "dansk", "da--DK"}},
      {v1::INDUSTRY,
       {"47", "47.1", "47.11", "G", "01.13"},
       {"4", "471", "47.", "47.111", "V", "g", "00", "04", "40.1"}},
      {v1::OCCUPATION,
       {"5223", "5", "0110", "http://data.europa.eu/esco/occupation/00030d09-2b3a-4efd-87cc-c4ea39d27c34"},
       {"", "52231", "52x", "http://data.europa.eu/esco/occupation/", "http://example.org/5223"}},
      {v1::UUID,
       {"01956a2c-7b00-7000-8000-000000000001", "01956a2c-7b00-7fff-bfff-ffffffffffff"},
       {"01956a2c-7b00-4000-8000-000000000001", "01956a2c-7b00-7000-c000-000000000001",
        "01956A2C-7b00-7000-8000-000000000001", "01956a2c7b0070008000000000000001", ""}},
      {v1::STREAM,
       {"case/2025-0114", "subject/x"},
       {"case", "case/", "/x", "Case/x", "case/a/b", "case/-a", "cäse/x"}},
      {v1::TIME_ZONE,
       {"Europe/Copenhagen", "UTC", "Asia/Jerusalem"},
       {"", "Copenhagen", "europe/copenhagen", "/etc/passwd", "../x", "Fixed/UTC+01:00:00", "localtime"}},
      {v1::URI,
       {"https://example.org", "http://example.org/a?b=c#d", "https://[2001:db8::1]/"},
       {"", "example.org", "ftp://example.org", "https://", "https:// example.org", "https://a\"b",
        "https://ø.dk"}},
  };
  for (const Examples& examples : all) {
    for (const std::string& text : examples.good) EXPECT_TRUE(HasFormat(examples.format, text)) << text;
    for (const std::string& text : examples.bad) {
      EXPECT_FALSE(HasFormat(examples.format, text)) << v1::Format_Name(examples.format) << " " << text;
    }
    EXPECT_NE(Describe(examples.format), "a text");
  }
  EXPECT_EQ(all.size() + 1, static_cast<size_t>(v1::Format_descriptor()->value_count()))
      << "a format without examples";
}

}  // namespace
}  // namespace praksis::domain
