// Given names by sex, decade of birth and group, family names by group, and streets: drawn, not invented.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/foundation/distribution.h"
#include "engine/foundation/random.h"
#include "engine/foundation/result.h"
#include "engine/foundation/text_pool.h"
#include "engine/reference/categories.h"
#include "engine/world/places.h"

namespace polyclinic::world {

class Names {
 public:
  static Result<Names> build(TextPool& texts);

  TextId given(reference::Sex sex, Group group, int32_t birth_year, RandomStream& stream) const;
  TextId family(Group group, RandomStream& stream) const;
  TextId street(RandomStream& stream) const;

 private:
  static constexpr uint32_t kDecades = 11;  // 1920s to 2020s
  struct GivenList {
    std::vector<TextId> names;
    std::array<std::optional<Categorical>, kGroupCount> by_group;
  };
  std::array<GivenList, kDecades * 2> given_;
  std::vector<TextId> family_;
  std::array<std::optional<Categorical>, kGroupCount> family_by_group_;
  std::vector<TextId> street_;
  std::optional<Categorical> street_weight_;
};

}  // namespace polyclinic::world
