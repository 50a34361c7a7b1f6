// The clinical dataset: one person's ledger as rows of its tables, and the world's directory as rows.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/foundation/result.h"
#include "engine/ledger/ledger.h"
#include "engine/reference/observations.h"
#include "engine/tables/batch.h"
#include "engine/world/world.h"

namespace polyclinic::datasets {

// The declaration of the clinical dataset.
Result<tables::Dataset> clinical_dataset();

// The batches to fill, by the dataset's table index; nullptr where a table is not wanted.
using Batches = std::vector<tables::Batch*>;

// Turns ledgers into rows. Interns the texts that it needs while it is made; immutable afterwards.
class ClinicalRows {
 public:
  static Result<ClinicalRows> build(const tables::Dataset& dataset, const reference::ObservationCatalogue& observations,
                                    world::World& world);

  // Appends everything that the ledger tells.
  void append(const ledger::Ledger& ledger, const Batches& batches) const;

  // Appends the clinicians, organizations and payers; once a dataset.
  void append_directory(const world::DirectoryExtract& extract, const Batches& batches) const;

 private:
  struct ObservationTexts {
    TextId type, loinc_code, category, unit;
    uint8_t decimals;
  };
  enum TableIndex : uint8_t {
    kPatients,
    kEncounters,
    kImmunizations,
    kObservations,
    kDeaths,
    kProviders,
    kOrganizations,
    kPayers,
    kCoverages,
    kConditions,
    kMedications,
    kAllergies,
    kProcedures,
    kCarePlans,
    kDiagnosticReports,
    kDevices,
    kImagingStudies,
    kFamilyHistory,
    kTableCount
  };

  explicit ClinicalRows(const world::World& world) : world_(&world) {}
  void append_patient(const ledger::Ledger& ledger, tables::Batch& batch) const;
  void append_encounters(const ledger::Ledger& ledger, tables::Batch& batch) const;
  void append_observations(const ledger::Ledger& ledger, tables::Batch& batch) const;
  void append_observation(const ledger::Ledger& ledger, const ledger::Observation& observation, tables::Batch& batch) const;
  void append_coded_observation(const ledger::Ledger& ledger, const ledger::CodedObservation& observation, tables::Batch& batch) const;

  // care.cpp: what disease modules tell
  void append_care(const ledger::Ledger& ledger, const Batches& batches) const;
  void append_condition(const ledger::Ledger& ledger, const ledger::Condition& condition, tables::Batch& batch) const;
  void append_medication(const ledger::Ledger& ledger, const ledger::Medication& medication, tables::Batch& batch) const;
  void append_allergy(const ledger::Ledger& ledger, const ledger::Allergy& allergy, tables::Batch& batch) const;
  void append_procedure(const ledger::Ledger& ledger, const ledger::Procedure& procedure, tables::Batch& batch) const;
  void append_care_plan(const ledger::Ledger& ledger, const ledger::CarePlan& plan, tables::Batch& batch) const;
  void append_imaging_study(const ledger::Ledger& ledger, const ledger::ImagingStudy& study, tables::Batch& batch) const;

  const world::World* world_;
  std::array<uint32_t, kTableCount> at_{};  // the dataset's table indexes
  std::vector<ObservationTexts> observations_;
  struct Words {
    TextId country, low, normal, high;
    TextId active, resolved, completed, stopped, revoked, confirmed, other_modality;
    std::vector<TextId> sex_letters, genders, races, ethnicities, marital, languages, insurances, smoking, alcohol, education,
        employment, housing;
  } words_{};
};

}  // namespace polyclinic::datasets
