// Who a person is, who pays for the person, and what runs in the family.
#include <array>

#include "engine/formats/fhir/tellers.h"
#include "engine/reference/categories.h"

namespace polyclinic::formats::fhir {
namespace {

using ledger::Entity;

// CDC race and ethnicity codes; people of two or more races are so in words alone, as which they are is not known.
constexpr std::array<std::string_view, reference::kRaces.size()> kRaceCodes{"2106-3", "2054-5", "2028-9", "1002-5", "2076-8", ""};
constexpr std::array<std::string_view, reference::kEthnicities.size()> kEthnicityCodes{"2135-2", "2186-5"};
// HL7 v3 MaritalStatus.
constexpr std::array<std::string_view, reference::kMaritalStatuses.size()> kMaritalCodes{"S", "M", "T", "D", "L", "W"};
// Source of Payment Typology, by kind of insurance.
constexpr std::array<std::string_view, reference::kInsurances.size()> kPaymentCodes{"81", "5", "2", "1", "1", "14", "3"};

void write_cdc(Resource& to, std::string_view extension, std::string_view code, std::string_view text) {
  to.raw(R"({"url":"http://hl7.org/fhir/us/core/StructureDefinition/)").raw(extension).raw(R"(","extension":[)");
  if (!code.empty()) {
    to.raw(R"({"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":")")
        .raw(code)
        .raw(R"(","display":")")
        .raw(text)
        .raw(R"("}},)");
  }
  to.raw(R"({"url":"text","valueString":")").raw(text).raw(R"("}]})");
}

void write_identifiers(Resource& to, const ledger::Person& person) {
  to.raw(R"(,"identifier":[{"use":"usual","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}],"text":"Medical record number"},"system":"http://polyclinic.example/mrn","value":")")
      .text(person.mrn)
      .raw("\"}");
  if (!person.ssn.empty()) {
    to.raw(R"(,{"use":"official","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"SS"}],"text":"Social security number"},"system":"http://hl7.org/fhir/sid/us-ssn","value":")")
        .text(person.ssn)
        .raw("\"}");
  }
  to.raw("]");
}

void write_home(Resource& to, const Told& told) {
  const ledger::Person& person = told.ledger.person;
  const world::Places& places = told.shared().world.places;
  const world::Place& place = places.places[person.place];
  bool some = false;
  if (!person.phone.empty() || !person.email.empty()) {
    to.raw(R"(,"telecom":[)");
    if (!person.phone.empty()) {
      to.separate(some).raw(R"({"system":"phone","value":")").text(person.phone).raw(R"(","use":"home"})");
    }
    if (!person.email.empty()) {
      to.separate(some).raw(R"({"system":"email","value":")").text(person.email).raw(R"(","use":"home"})");
    }
    to.raw("]");
  }
  to.raw(R"(,"address":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/geolocation","extension":[{"url":"latitude","valueDecimal":)")
      .decimal(person.latitude, 5)
      .raw(R"(},{"url":"longitude","valueDecimal":)")
      .decimal(person.longitude, 5)
      .raw(R"(}]}],"use":"home","type":"both")");
  if (!person.address.empty()) to.raw(R"(,"line":[")").text(person.address).raw("\"]");
  to.raw(R"(,"city":")").term(place.city).raw("\"");
  if (place.county != kNoText) to.raw(R"(,"district":")").term(place.county).raw("\"");
  to.raw(R"(,"state":")").term(places.states[place.state].code_text).raw(R"(","postalCode":")").term(person.zip).raw(R"(","country":"US"}])");
}

void tell_person(const Told& told) {
  const ledger::Person& person = told.ledger.person;
  const world::Directory& directory = told.directory();
  Resource to(told.target, Type::kPatient, person.id, "us-core-patient");
  to.raw(R"(,"extension":[)");
  write_cdc(to, "us-core-race", kRaceCodes[person.race], reference::kRaces[person.race].text);
  to.raw(",");
  write_cdc(to, "us-core-ethnicity", kEthnicityCodes[person.ethnicity], reference::kEthnicities[person.ethnicity].text);
  to.raw(R"(,{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex","valueCode":")")
      .raw(reference::kSexes[person.sex].key)
      .raw("\"}]");
  write_identifiers(to, person);
  to.raw(R"(,"active":)").raw(person.death == ledger::kNever ? std::string_view("true") : std::string_view("false"));
  to.raw(R"(,"name":[{"use":"official","family":")").term(person.last_name).raw(R"(","given":[")").term(person.first_name);
  if (person.middle_name != kNoText) to.raw(R"(",")").term(person.middle_name);
  to.raw(R"("]}],"gender":")").raw(reference::kSexes[person.sex].text).raw(R"(","birthDate":")").date(person.birth).raw("\"");
  if (person.death != ledger::kNever) to.raw(R"(,"deceasedDateTime":")").date(person.death).raw("\"");
  write_home(to, told);
  if (person.marital_status < kMaritalCodes.size()) {
    to.raw(R"(,"maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":")")
        .raw(kMaritalCodes[person.marital_status])
        .raw(R"("}],"text":")")
        .raw(reference::kMaritalStatuses[person.marital_status].text)
        .raw("\"}");
  }
  to.raw(R"(,"communication":[{"language":{"coding":[{"system":"urn:ietf:bcp:47","code":")")
      .raw(reference::kLanguages[person.language].key)
      .raw(R"("}],"text":")")
      .raw(reference::kLanguages[person.language].text)
      .raw(R"("},"preferred":true}],"generalPractitioner":[)");
  const world::Provider& provider = directory.providers[person.provider];
  to.reference(Type::kPractitioner, provider.id)
      .raw(R"(],"managingOrganization":)")
      .reference(Type::kOrganization, directory.organizations[provider.organization].id);
}

void tell_coverages(const Told& told) {
  const world::Directory& directory = told.directory();
  for (const ledger::Coverage& coverage : told.ledger.coverages) {
    const world::Plan& plan = directory.plans[coverage.plan];
    if (!plan.has_members || coverage.member_id.empty()) continue;
    Resource to(told.target, Type::kCoverage, coverage.id, "us-core-coverage");
    to.raw(R"(,"identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MB"}]},"system":"http://polyclinic.example/members","value":")")
        .text(coverage.member_id)
        .raw(R"("}],"status":"active","type":{"coding":[{"system":"https://nahdo.org/sopt","code":")")
        .raw(kPaymentCodes[coverage.insurance])
        .raw(R"("}],"text":")")
        .raw(reference::kInsurances[coverage.insurance].text)
        .raw(R"("},"subscriberId":")")
        .text(coverage.member_id)
        .raw(R"(","beneficiary":)")
        .reference(Type::kPatient, told.person())
        .raw(R"(,"relationship":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/subscriber-relationship","code":"self"}]},"period":{"start":")")
        .date(coverage.start)
        .raw(R"(","end":")")
        .date(coverage.end)
        .raw(R"("},"payor":[)")
        .reference(Type::kOrganization, directory.payers[plan.payer].id)
        .raw(R"(],"class":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/coverage-class","code":"plan"}]},"value":")")
        .term(plan.name)
        .raw(R"(","name":")")
        .term(plan.name)
        .raw("\"}]");
  }
}

// The ledger's entries stand by relation: one resource a relative.
void tell_family(const Told& told) {
  const std::vector<ledger::FamilyDisease>& family = told.ledger.family;
  for (uint32_t first = 0; first < family.size();) {
    uint32_t end = first + 1;
    while (end < family.size() && family[end].relation == family[first].relation) ++end;
    Resource to(told.target, Type::kFamilyMemberHistory, told.mint(Entity::kRelative, first));
    to.raw(R"(,"status":"completed","patient":)")
        .reference(Type::kPatient, told.person())
        .raw(R"(,"relationship":)")
        .term(family[first].relation, told.shared().relations)
        .raw(R"(,"deceasedBoolean":)")
        .raw(family[first].deceased ? std::string_view("true") : std::string_view("false"))
        .raw(R"(,"condition":[)");
    for (uint32_t index = first; index < end; ++index) {
      const ledger::FamilyDisease& disease = family[index];
      if (index > first) to.raw(",");
      to.raw(R"({"code":)")
          .concept_of({{coding::kSnomed, disease.snomed_code, disease.condition}, {coding::kIcd10, disease.icd10_code}}, disease.condition)
          .raw(R"(,"onsetAge":{"value":)")
          .integer(disease.onset_age)
          .raw(R"(,"unit":"years","system":"http://unitsofmeasure.org","code":"a"}})");
    }
    to.raw("]");
    first = end;
  }
}

}  // namespace

void tell_patient(const Told& told) {
  if (told.target.wants(Type::kPatient)) tell_person(told);
  if (told.target.wants(Type::kCoverage)) tell_coverages(told);
  if (told.target.wants(Type::kFamilyMemberHistory)) tell_family(told);
}

}  // namespace polyclinic::formats::fhir
