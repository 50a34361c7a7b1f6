// Writes the rows of the clinical dataset.
#include "engine/datasets/clinical/clinical.h"

#include <string>

#include "engine/datasets/declaration.h"
#include "engine/foundation/number_text.h"
#include "engine/reference/categories.h"
#include "engine/reference/embedded.h"

namespace polyclinic::datasets {
namespace {

using ledger::Ledger;
using tables::Batch;
using tables::Number;
using tables::RowWriter;

template <size_t N>
std::vector<TextId> intern_all(TextPool& texts, const std::array<reference::Category, N>& categories, bool keys = false) {
  std::vector<TextId> ids;
  for (const reference::Category& category : categories) ids.push_back(texts.intern(keys ? category.key : category.text));
  return ids;
}

// The text of a category that young people do not have.
TextId word(const std::vector<TextId>& words, uint8_t index) { return index < words.size() ? words[index] : kNoText; }

}  // namespace

Result<tables::Dataset> clinical_dataset() {
  return read_dataset("clinical", reference::embedded_file("clinical_tables.csv"));
}

Result<ClinicalRows> ClinicalRows::build(const tables::Dataset& dataset, const reference::ObservationCatalogue& observations,
                                         world::World& world) {
  ClinicalRows rows(world);
  static constexpr std::string_view kNames[kTableCount] = {"patients", "encounters", "immunizations", "observations", "deaths",
                                                           "providers", "organizations", "payers", "coverages",
                                                           "conditions", "medications", "allergies", "procedures",
                                                           "care_plans", "diagnostic_reports", "devices", "imaging_studies",
                                                           "family_history"};
  for (uint32_t t = 0; t < kTableCount; ++t) {
    rows.at_[t] = dataset.table(kNames[t]);
    if (rows.at_[t] == dataset.tables.size()) {
      return fail(ErrorKind::kInternal, "the clinical dataset declares no table " + std::string(kNames[t]));
    }
  }
  TextPool& texts = world.texts;
  for (const reference::ObservationKind& kind : observations.kinds()) {
    rows.observations_.push_back({texts.intern(kind.display), texts.intern(kind.loinc), texts.intern(kind.category),
                                  texts.intern(kind.unit), kind.decimals});
  }
  rows.words_ = {texts.intern("US"),
                 texts.intern("L"),
                 texts.intern("N"),
                 texts.intern("H"),
                 texts.intern("active"),
                 texts.intern("resolved"),
                 texts.intern("completed"),
                 texts.intern("stopped"),
                 texts.intern("revoked"),
                 texts.intern("confirmed"),
                 texts.intern("OT"),  // DICOM: other
                 intern_all(texts, reference::kSexes, true),
                 intern_all(texts, reference::kSexes),
                 intern_all(texts, reference::kRaces),
                 intern_all(texts, reference::kEthnicities),
                 intern_all(texts, reference::kMaritalStatuses),
                 intern_all(texts, reference::kLanguages, true),
                 intern_all(texts, reference::kInsurances),
                 intern_all(texts, reference::kSmokings),
                 intern_all(texts, reference::kAlcohols),
                 intern_all(texts, reference::kEducations),
                 intern_all(texts, reference::kEmployments),
                 intern_all(texts, reference::kHousings)};
  return rows;
}

void ClinicalRows::append(const Ledger& ledger, const Batches& batches) const {
  const ledger::Person& person = ledger.person;
  if (Batch* batch = batches[at_[kPatients]]) append_patient(ledger, *batch);
  if (Batch* batch = batches[at_[kEncounters]]) append_encounters(ledger, *batch);
  if (Batch* batch = batches[at_[kObservations]]) append_observations(ledger, *batch);
  if (Batch* batch = batches[at_[kImmunizations]]) {
    for (const ledger::Immunization& dose : ledger.immunizations) {
      RowWriter(*batch)
          .id(dose.id)
          .id(person.id)
          .id(ledger.encounters[dose.encounter].id)
          .term(dose.vaccine)
          .timestamp(dose.at)
          .term(dose.cvx_code)
          .term(dose.mvx_code)
          .null()  // NDC: vaccine products change theirs by package, none is invented
          .integer(dose.dose_number == 0 ? tables::kNullInteger : dose.dose_number)
          .term(dose.series)
          .text(dose.lot)  // modules' doses have none
          .term(dose.site)
          .term(dose.route);
    }
  }
  if (Batch* batch = batches[at_[kDeaths]]; batch != nullptr && person.death != ledger::kNever) {
    const ledger::Death& death = ledger.death;
    RowWriter(*batch)
        .id(person.id)
        .date(person.death)
        .term(death.cause)
        .term(death.icd10_code)
        .term(death.manner)
        .id(death.encounter == ledger::kNone ? Id{} : ledger.encounters[death.encounter].id);
  }
  if (Batch* batch = batches[at_[kFamilyHistory]]) {
    for (const ledger::FamilyDisease& disease : ledger.family) {
      RowWriter(*batch)
          .id(person.id)
          .term(disease.relation)
          .term(disease.condition)
          .term(disease.icd10_code)
          .term(disease.snomed_code)
          .integer(disease.onset_age)
          .boolean(disease.deceased);
    }
  }
  append_care(ledger, batches);
  if (Batch* batch = batches[at_[kCoverages]]) {
    for (const ledger::Coverage& coverage : ledger.coverages) {
      const world::Plan& plan = world_->directory.plans[coverage.plan];
      if (!plan.has_members) continue;
      RowWriter(*batch)
          .id(coverage.id)
          .id(person.id)
          .id(world_->directory.payers[plan.payer].id)
          .term(words_.insurances[coverage.insurance])
          .term(plan.name)
          .text(coverage.member_id)
          .date(coverage.start)
          .date(coverage.end);
    }
  }
}

void ClinicalRows::append_patient(const Ledger& ledger, Batch& batch) const {
  const ledger::Person& person = ledger.person;
  const world::Place& place = world_->places.places[person.place];
  const bool deceased = person.death != ledger::kNever;
  RowWriter(batch)
      .id(person.id)
      .integer(static_cast<int64_t>(person.vista_id))
      .text(person.mrn)
      .term(person.first_name)
      .term(person.last_name)
      .term(person.middle_name)
      .term(words_.genders[person.sex])
      .date(person.birth)
      .integer(person.age)
      .term(words_.races[person.race])
      .term(words_.ethnicities[person.ethnicity])
      .text(person.address)
      .term(place.city)
      .term(world_->places.states[place.state].code_text)
      .term(person.zip)
      .term(words_.country)
      .text(person.phone)
      .text(person.email)
      .term(word(words_.marital, person.marital_status))
      .term(words_.languages[person.language])
      .term(words_.insurances[person.insurance])
      .text(person.ssn)
      .term(word(words_.smoking, person.smoking))
      .term(words_.alcohol[person.alcohol])
      .term(word(words_.education, person.education))
      .term(word(words_.employment, person.employment))
      .integer(person.income)
      .term(words_.housing[person.housing])
      .term(words_.sex_letters[person.sex])
      .term(place.county)
      .decimal(person.latitude)
      .decimal(person.longitude)
      .boolean(deceased)
      .date(deceased ? person.death : tables::kNullDate)
      .id(world_->directory.providers[person.provider].id);
}

void ClinicalRows::append_encounters(const Ledger& ledger, Batch& batch) const {
  const world::Directory& directory = world_->directory;
  for (const ledger::Encounter& encounter : ledger.encounters) {
    const world::Provider& provider = directory.providers[encounter.provider];
    const world::Organization& organization = directory.organizations[encounter.organization];
    RowWriter(batch)
        .id(encounter.id)
        .id(ledger.person.id)
        .timestamp(encounter.start)
        .term(encounter.type)
        .term(encounter.reason)
        .term(provider.full_name)
        .term(organization.name)
        .timestamp(encounter.end)
        .term(encounter.encounter_class)
        .term(encounter.code)
        .term(encounter.reason_code)
        .id(provider.id)
        .id(organization.id)
        .id(directory.payers[encounter.payer].id)
        .decimal(encounter.base_cost)
        .decimal(encounter.total_cost)
        .decimal(encounter.payer_coverage)
        .term(encounter.discharge_disposition);
  }
}

// Those of the catalogue and those of modules in one order of time.
void ClinicalRows::append_observations(const Ledger& ledger, Batch& batch) const {
  auto coded = ledger.coded_observations.begin();
  for (const ledger::Observation& observation : ledger.observations) {
    for (; coded != ledger.coded_observations.end() && coded->at < observation.at; ++coded) append_coded_observation(ledger, *coded, batch);
    append_observation(ledger, observation, batch);
  }
  for (; coded != ledger.coded_observations.end(); ++coded) append_coded_observation(ledger, *coded, batch);
}

void ClinicalRows::append_observation(const Ledger& ledger, const ledger::Observation& observation, Batch& batch) const {
  const IdMinter minter(world_->config.seed);
  char text[32];
  const ObservationTexts& kind = observations_[observation.kind];
  const auto limit = [&kind](int32_t mantissa) {
    return mantissa == INT32_MIN ? Number{} : Number{mantissa, kind.decimals};
  };
  TextId interpretation = kNoText;
  if (observation.is_number && (observation.low != INT32_MIN || observation.high != INT32_MIN)) {
    interpretation = observation.low != INT32_MIN && observation.mantissa < observation.low      ? words_.low
                     : observation.high != INT32_MIN && observation.mantissa > observation.high ? words_.high
                                                                                                  : words_.normal;
  }
  const std::string_view value =
      observation.is_number
          ? std::string_view(text, static_cast<size_t>(write_decimal(text, observation.mantissa, kind.decimals) - text))
          : world_->texts.text(observation.value);
  RowWriter(batch)
      .id(observation.id)
      .id(ledger.person.id)
      .id(ledger.encounters[observation.encounter].id)
      .term(kind.type)
      .text(value)
      .timestamp(observation.at)
      .term(kind.loinc_code)
      .term(kind.category)
      .number(observation.is_number ? Number{observation.mantissa, kind.decimals} : Number{})
      .term(observation.value_code)
      .term(observation.is_number ? kind.unit : kNoText)
      .number(limit(observation.low))
      .number(limit(observation.high))
      .term(interpretation)
      .id(observation.panel == ledger::kNone
              ? Id{}
              : minter.mint(static_cast<uint8_t>(ledger::Entity::kPanel), ledger.person.number, observation.panel));
}

void ClinicalRows::append_directory(const world::DirectoryExtract& extract, const Batches& batches) const {
  const world::Directory& directory = world_->directory;
  if (Batch* batch = batches[at_[kProviders]]) {
    for (const uint32_t index : extract.providers) {
      const world::Provider& provider = directory.providers[index];
      RowWriter(*batch)
          .id(provider.id)
          .text(provider.npi)
          .term(provider.first_name)
          .term(provider.last_name)
          .term(words_.genders[static_cast<uint8_t>(provider.sex)])
          .term(provider.specialty_text)
          .term(provider.taxonomy)
          .id(directory.organizations[provider.organization].id)
          .integer(provider.panel_capacity == 0 ? tables::kNullInteger : provider.panel_capacity);
    }
  }
  if (Batch* batch = batches[at_[kOrganizations]]) {
    for (const uint32_t index : extract.organizations) {
      const world::Organization& organization = directory.organizations[index];
      const world::Place& place = world_->places.places[organization.place];
      RowWriter(*batch)
          .id(organization.id)
          .text(organization.npi)
          .term(organization.name)
          .term(organization.type)
          .term(organization.taxonomy)
          .text(organization.address)
          .term(place.city)
          .term(world_->places.states[place.state].code_text)
          .term(organization.zip)
          .text(organization.phone)
          .decimal(organization.latitude)
          .decimal(organization.longitude)
          .integer(organization.kind == world::OrganizationKind::kHospital ? organization.beds : tables::kNullInteger);
    }
  }
  if (Batch* batch = batches[at_[kPayers]]) {
    for (const world::Payer& payer : directory.payers) {
      RowWriter(*batch).id(payer.id).term(payer.code).term(payer.name).term(payer.line_of_business);
    }
  }
}

}  // namespace polyclinic::datasets
