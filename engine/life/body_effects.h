// How diseases and drugs move what is measured of a person: one declared table (physiology_effects.csv) against what a
// disease module has made active. It knows no module by name and draws nothing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/gmf/machine.h"
#include "engine/gmf/program.h"
#include "engine/reference/observations.h"

namespace polyclinic::life {

// Measures that can be shifted: the catalogue's, and albumin against creatinine in urine (mg/g), which is no row of it.
inline constexpr uint32_t kUrineAlbumin = reference::kMeasureCount;
// The stage of chronic kidney disease is told in the same way: it says where the eGFR lies.
inline constexpr uint32_t kKidneyStage = reference::kMeasureCount + 1;
inline constexpr uint32_t kShiftedCount = reference::kMeasureCount + 2;

// By measure, in its unit: added to what a person without the disease would have.
using Shifts = std::array<float, kShiftedCount>;

// What is active of one person; reused for the next.
struct ActiveEffects {
  std::vector<uint16_t> count;  // by row of the table: how many of its triggers are active
  Shifts shift{};
  uint32_t changes = 0;         // so that what is kept of a reading can tell that it is old
};

class BodyEffects {
 public:
  // The rows that the program's modules can trigger.
  static Result<BodyEffects> build(const gmf::Program& program, const reference::ObservationCatalogue& catalogue);

  // Whether there is any: else nothing below needs to be called.
  bool is_empty() const { return rows_.empty(); }

  void begin(ActiveEffects& active) const;

  // A condition or medication with this primary code began (+1) or ended (-1).
  void condition(ActiveEffects& active, gmf::ConceptId concept_id, int change) const {
    apply(active, of_condition_, concept_id, change);
  }
  void medication(ActiveEffects& active, gmf::ConceptId concept_id, int change) const {
    apply(active, of_medication_, concept_id, change);
  }
  void attribute(ActiveEffects& active, const gmf::Program& program, gmf::AttributeId id, const gmf::Value& before,
                 const gmf::Value& after) const;

 private:
  struct Row {
    uint32_t measure = 0;
    float shift = 0;
    uint16_t group = 0;
    // Of attributes: what the value must be.
    bool is_number = false;
    double number = 0;
  };
  struct Limit {
    float low = 0, high = 0;
  };
  using Lists = std::vector<std::vector<uint16_t>>;  // rows by concept or attribute

  void apply(ActiveEffects& active, const Lists& lists, uint32_t subject, int change) const;
  void count(ActiveEffects& active, uint16_t row, int change) const;
  void sum_up(ActiveEffects& active, uint32_t measure) const;
  static bool meets(const Row& row, const gmf::Value& value);

  std::vector<Row> rows_;
  std::vector<std::vector<uint16_t>> of_measure_;  // rows by measure, those of one group side by side
  Lists of_condition_, of_medication_, of_attribute_;
  std::array<Limit, kShiftedCount> limits_{};
};

}  // namespace polyclinic::life
