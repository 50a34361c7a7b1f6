// Sorts a vector so that equals keep their order. std::stable_sort does the same with a buffer whose function is
// deprecated in libstdc++, which Clang reports.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace polyclinic {

template <class T, class Less>
void sort_keeping_order(std::vector<T>& values, Less less) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (less(values[a], values[b])) return true;
    return !less(values[b], values[a]) && a < b;
  });
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const std::size_t index : order) sorted.push_back(std::move(values[index]));
  values = std::move(sorted);
}

}  // namespace polyclinic
