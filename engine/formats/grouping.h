// Which things of a list belong to the same one of another list (the observations of a panel, the procedures of an
// encounter): made in linear time, again and again in the same memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace polyclinic::formats {

class Grouping {
 public:
  // `group_of(thing)` is below `groups`, or anything else for things of none.
  template <class Things, class GroupOf>
  void fill(const Things& things, size_t groups, GroupOf group_of) {
    starts_.assign(groups + 1, 0);
    for (const auto& thing : things) {
      if (const size_t group = group_of(thing); group < groups) ++starts_[group];
    }
    uint32_t total = 0;
    for (uint32_t& start : starts_) {
      total += start;
      start = total;  // the end of the group, which the loop below takes down to its start
    }
    indexes_.resize(total);
    for (size_t index = things.size(); index-- > 0;) {
      if (const size_t group = group_of(things[index]); group < groups) indexes_[--starts_[group]] = static_cast<uint32_t>(index);
    }
  }

  // Indexes of the group's things, ascending.
  std::span<const uint32_t> of(size_t group) const {
    return {indexes_.data() + starts_[group], indexes_.data() + starts_[group + 1]};
  }

 private:
  std::vector<uint32_t> starts_, indexes_;
};

}  // namespace polyclinic::formats
