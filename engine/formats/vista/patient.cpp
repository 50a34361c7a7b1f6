// Who the person is, the problem list, allergies.
#include "engine/formats/vista/teller.h"

#include "engine/foundation/text.h"

namespace polyclinic::formats::vista {

using ledger::kNever;
using ledger::kNone;

void Teller::add_directory(const world::DirectoryExtract& extract, std::span<RecordOutput>) {
  for (const uint32_t organization : extract.organizations) institution(organization);
  for (const uint32_t provider : extract.providers) person(provider);
}

void Teller::add(const ledger::Ledger& ledger, std::span<RecordOutput> outputs) {
  ledger_ = &ledger;
  nodes_.open(outputs);
  patient_ = numbers_->add(File::kPatient);
  make_visits();
  tell_patient();
  tell_problems();
  tell_allergies();
  tell_diagnoses();
  tell_immunizations();
  tell_procedures();
  tell_factors();
  tell_vitals();
  tell_laboratory();
  tell_prescriptions();
  tell_visits();
}

void Teller::tell_patient() {
  const ledger::Person& person = ledger_->person;
  const world::Places& places = words_.world.places;
  const world::Place& home = places.places[person.place];
  const bool is_male = person.sex == static_cast<uint8_t>(reference::Sex::kMale);
  std::string name = std::string(text(person.last_name)) + "," + std::string(text(person.first_name));
  if (person.middle_name != kNoText) name += " " + std::string(text(person.middle_name));
  char ssn[9];
  size_t ssn_digits = 0;
  for (const char c : person.ssn) {
    if (is_ascii_digit(c) && ssn_digits < sizeof ssn) ssn[ssn_digits++] = c;
  }
  const std::string_view number{ssn, ssn_digits};

  zero(patient_).upper_text(name).raw(is_male ? "^M^" : "^F^").date(person.birth).raw("^^");
  if (person.marital_status < kMaritalStatuses.size()) nodes_.number(person.marital_status + 1U);
  nodes_.raw("^^^^").raw(number);
  nodes_.end();
  entry(patient_).raw(",.11").value().upper_text(person.address).raw("^^^").upper(home.city).raw("^").number(home.state + 1).raw("^").term(person.zip);
  nodes_.end();
  if (!person.phone.empty() || !person.email.empty()) {
    entry(patient_).raw(",.13").value().text(person.phone).raw("^^").text(person.email);
    nodes_.end();
  }
  // Of two or more races it is not known which.
  if (person.race < kRaces.size()) {
    entry(patient_).raw(",.02,0").value().raw("^2.02PA^1^1");
    nodes_.end();
    entry(patient_).raw(",.02,1,0").value().number(person.race + 1U).raw("^1");
    nodes_.end();
    entry(patient_).raw(",.02,\"B\",").number(person.race + 1U).raw(",1").flag();
  }
  entry(patient_).raw(",.06,0").value().raw("^2.06PA^1^1");
  nodes_.end();
  entry(patient_).raw(",.06,1,0").value().number(person.ethnicity + 1U).raw("^1");
  nodes_.end();
  entry(patient_).raw(",.06,\"B\",").number(person.ethnicity + 1U).raw(",1").flag();
  if (person.death != kNever) {
    entry(patient_).raw(",.35").value().date(person.death);
    nodes_.end();
    index(File::kPatient, "AEXP1").date(person.death).raw(",").entry(patient_).flag();
  }
  entry(patient_).raw(",\"MPI\"").value().number(person.vista_id);
  nodes_.end();
  entry(patient_).raw(",\"VET\"").value().raw("N");
  nodes_.end();

  index(File::kPatient, "B").upper_subscript(indexed(name)).raw(",").entry(patient_).flag();
  index(File::kPatient, "ADOB").date(person.birth).raw(",").entry(patient_).flag();
  index(File::kPatient, "ASX").raw(is_male ? "\"M\"," : "\"F\",").entry(patient_).flag();
  index(File::kPatient, "AICN").number(person.vista_id).raw(",").entry(patient_).flag();
  if (!person.phone.empty()) index(File::kPatient, "F").subscript(person.phone).raw(",").entry(patient_).flag();
  if (number.size() == sizeof ssn) {
    index(File::kPatient, "SSN").subscript(number).raw(",").entry(patient_).flag();
    index(File::kPatient, "BS").subscript(number.substr(5)).raw(",").entry(patient_).flag();
    const std::string five = name.substr(0, 1) + std::string(number.substr(5));
    index(File::kPatient, "BS5").upper_subscript(five).raw(",").entry(patient_).flag();
  }

  // The health record number at the house of the person's own clinician.
  const Entry house = institution(directory().providers[person.provider].organization);
  numbers_->follow(File::kIhsPatient, patient_);
  nodes_.count(File::kIhsPatient);
  nodes_.node(File::kIhsPatient).entry(patient_).raw(",0").value().entry(patient_);
  nodes_.end();
  nodes_.node(File::kIhsPatient).entry(patient_).raw(",41,0").value().raw("^9000001.41P^").entry(house).raw("^1");
  nodes_.end();
  nodes_.node(File::kIhsPatient).entry(patient_).raw(",41,").entry(house).raw(",0").value().entry(house).raw("^").text(person.mrn);
  nodes_.end();
  index(File::kIhsPatient, "B").entry(patient_).raw(",").entry(patient_).flag();
  index(File::kIhsPatient, "D").subscript(person.mrn).raw(",").entry(patient_).raw(",").entry(house).flag();
}

// The problem list: problems, and diagnoses from before that came to no visit.
void Teller::tell_problems() {
  uint64_t ordinal = 0;
  for (const ledger::Condition& condition : ledger_->conditions) {
    if (condition.category == words_.social_finding || (condition.category != words_.problem && condition.encounter != kNone)) continue;
    const uint32_t provider = provider_of(condition.encounter);
    const Entry made = numbers_->add(File::kProblem);
    const Entry code = diagnosis(condition.icd10_code, condition.name);
    const Entry recorder = person(provider);
    const bool has_ended = condition.abatement != kNever;
    const Day recorded = condition.encounter == kNone ? condition.onset : day_of(ledger_->encounters[condition.encounter].start);
    zero(made)
        .entry(code)
        .raw("^")
        .entry(patient_)
        .raw("^")
        .date(has_ended && condition.abatement > recorded ? condition.abatement : recorded)
        .raw("^^")
        .entry(narrative(condition.name))
        .raw("^")
        .entry(institution(directory().providers[provider].organization))
        .raw("^")
        .number(++ordinal)
        .raw("^")
        .date(recorded)
        .raw(has_ended ? "^^^^I^" : "^^^^A^")
        .date(condition.onset);
    nodes_.end();
    entry(made).raw(",1").value().raw("^P^").entry(recorder).raw("^").entry(recorder).raw("^").entry(recorder).raw("^^");
    if (has_ended) nodes_.date(condition.abatement);
    nodes_.raw("^^").date(recorded);
    nodes_.end();
    if (condition.snomed_code != kNoText) {
      entry(made).raw(",800").value().term(condition.snomed_code);
      nodes_.end();
      index(File::kProblem, "ASCT").subscript(text(condition.snomed_code)).raw(",").entry(made).flag();
    }
    index("B", code, made);
    index("AC", patient_, made);
  }
}

void Teller::tell_allergies() {
  for (const ledger::Allergy& allergy : ledger_->allergies) {
    if (allergy.end != kNever) continue;  // the file says what a person is allergic to, not what they were
    const uint32_t provider = provider_of(allergy.encounter);
    const Entry made = numbers_->add(File::kAllergy);
    const Entry reactant = numbers_->share(File::kReactant, {allergy.substance, 0, allergy.category});
    const std::string_view name = reactant_name(text(allergy.substance));
    // Mechanism A: an allergy. Signed off (12), from the patient's history unless it was found at a visit.
    const Day entered = allergy.encounter == kNone ? allergy.onset : day_of(ledger_->encounters[allergy.encounter].start);
    zero(made)
        .entry(patient_)
        .raw("^")
        .upper_text(name)
        .raw("^")
        .entry(reactant)
        .raw(";GMRD(120.82,^")
        .date(entered)
        .raw("^")
        .entry(person(provider))
        .raw(allergy.encounter == kNone ? "^h^^^^^^1^^A^^^^^^" : "^o^^^^^^1^^A^^^^^^")
        .raw(reactant_type(words_, allergy.category));
    nodes_.end();
    if (allergy.reaction_count > 0) {
      entry(made).raw(",10,0").value().raw("^120.81P^").number(allergy.reaction_count).raw("^").number(allergy.reaction_count);
      nodes_.end();
      for (uint32_t r = 0; r < allergy.reaction_count; ++r) {
        const Entry sign = numbers_->share(File::kSign, {ledger_->reactions[allergy.first_reaction + r].reaction.text});
        entry(made).raw(",10,").number(r + 1).raw(",0").value().entry(sign).raw("^^").entry(person(provider)).raw("^").date(entered);
        nodes_.end();
        entry(made).raw(",10,\"B\",").entry(sign).raw(",").number(r + 1).flag();
      }
    }
    index("B", patient_, made);
    index(File::kAllergy, "C").upper_subscript(indexed(name)).raw(",").entry(made).flag();
    index(File::kAllergy, "AODT").date(entered).raw(",").entry(made).flag();
  }
}

}  // namespace polyclinic::formats::vista
