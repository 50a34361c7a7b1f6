// Has the records of formats numbered that number them throughout the dataset (formats/record_format.h): units in order
// get their numbers, and the marks in their bytes are replaced by them before anything is hashed or compressed.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/run/gatherer.h"
#include "engine/run/plan.h"
#include "engine/run/unit.h"

namespace polyclinic::run {

class Numberer {
 public:
  explicit Numberer(const Plan& plan);

  // Units in order, one at a time.
  void enter(Unit& unit);

  // Completes the unit's part of a file after it was entered. Units and files in any order, by different threads at once;
  // nothing is done for files that are not numbered.
  Status finish(Unit& unit, size_t file, GatherTools& tools) const;

 private:
  const Plan& plan_;
  std::vector<std::unique_ptr<formats::RecordNumbering>> numberings_;  // one a format of records; nullptr where it does not
  std::vector<size_t> format_of_;                                      // by file, of those that are numbered
};

}  // namespace polyclinic::run
