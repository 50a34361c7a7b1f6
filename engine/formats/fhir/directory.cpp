// Organizations (care givers and payers), their locations, clinicians and what these do there.
#include "engine/formats/fhir/tellers.h"

namespace polyclinic::formats::fhir {
namespace {

using ledger::Entity;

void write_address(Resource& to, const Shared& shared, const world::Organization& organization) {
  const world::Place& place = shared.world.places.places[organization.place];
  to.raw(R"({"use":"work","type":"both","line":[")")
      .text(organization.address)
      .raw(R"("],"city":")")
      .term(place.city)
      .raw(R"(","state":")")
      .term(shared.world.places.states[place.state].code_text)
      .raw(R"(","postalCode":")")
      .term(organization.zip)
      .raw(R"(","country":"US"})");
}

void write_phone(Resource& to, std::string_view phone) {
  to.raw(R"(,"telecom":[{"system":"phone","value":")").text(phone).raw(R"(","use":"work"}])");
}

void write_npi(Resource& to, std::string_view npi) {
  to.raw(R"(,"identifier":[{"use":"official","system":"http://hl7.org/fhir/sid/us-npi","value":")").text(npi).raw(R"("}],"active":true)");
}

void tell_organization(const world::Organization& organization, Target& target) {
  Resource to(target, Type::kOrganization, organization.id, "us-core-organization");
  write_npi(to, organization.npi);
  to.raw(R"(,"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"prov","display":"Healthcare Provider"},)")
      .coding(coding::kNucc, organization.taxonomy, kNoText)
      .raw(R"(],"text":")")
      .term(organization.type)
      .raw(R"("}],"name":")")
      .term(organization.name)
      .raw("\"");
  write_phone(to, organization.phone);
  to.raw(R"(,"address":[)");
  write_address(to, target.shared, organization);
  to.raw("]");
}

void tell_payer(const world::Payer& payer, Target& target) {
  Resource to(target, Type::kOrganization, payer.id, "us-core-organization");
  to.raw(R"(,"identifier":[{"system":"http://polyclinic.example/payers","value":")")
      .term(payer.code)
      .raw(R"("}],"active":true,"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"pay","display":"Payer"}],"text":")")
      .term(payer.line_of_business)
      .raw(R"("}],"name":")")
      .term(payer.name)
      .raw("\"");
}

void tell_location(const world::Organization& organization, Id id, Target& target) {
  Resource to(target, Type::kLocation, id, "us-core-location");
  to.raw(R"(,"status":"active","name":")").term(organization.name).raw(R"(","mode":"instance")");
  write_phone(to, organization.phone);
  to.raw(R"(,"address":)");
  write_address(to, target.shared, organization);
  to.raw(R"(,"position":{"longitude":)")
      .decimal(organization.longitude, 5)
      .raw(R"(,"latitude":)")
      .decimal(organization.latitude, 5)
      .raw(R"(},"managingOrganization":)")
      .reference(Type::kOrganization, organization.id);
}

void tell_practitioner(const world::Provider& provider, Target& target) {
  Resource to(target, Type::kPractitioner, provider.id, "us-core-practitioner");
  write_npi(to, provider.npi);
  to.raw(R"(,"name":[{"use":"official","text":")")
      .term(provider.full_name)
      .raw(R"(","family":")")
      .term(provider.last_name)
      .raw(R"(","given":[")")
      .term(provider.first_name)
      .raw(R"("]}],"gender":")")
      .raw(provider.sex == reference::Sex::kFemale ? std::string_view("female") : std::string_view("male"))
      .raw("\"");
}

void tell_role(const world::Provider& provider, Id id, Id location, Target& target) {
  const world::Organization& organization = target.shared.world.directory.organizations[provider.organization];
  Resource to(target, Type::kPractitionerRole, id, "us-core-practitionerrole");
  to.raw(R"(,"active":true,"practitioner":)")
      .reference(Type::kPractitioner, provider.id)
      .raw(R"(,"organization":)")
      .reference(Type::kOrganization, organization.id)
      .raw(R"(,"code":[)")
      .concept_of(coding::kNucc, provider.taxonomy, provider.specialty_text)
      .raw(R"(],"specialty":[)")
      .concept_of(coding::kNucc, provider.taxonomy, provider.specialty_text)
      .raw(R"(],"location":[)")
      .reference(Type::kLocation, location)
      .raw("]");
  write_phone(to, organization.phone);
}

}  // namespace

void tell_directory(const world::DirectoryExtract& extract, Target& target) {
  const Shared& shared = target.shared;
  const world::Directory& directory = shared.world.directory;
  if (target.wants(Type::kOrganization)) {
    for (const uint32_t index : extract.organizations) tell_organization(directory.organizations[index], target);
    for (const world::Payer& payer : directory.payers) tell_payer(payer, target);
  }
  if (target.wants(Type::kLocation)) {
    for (const uint32_t index : extract.organizations) {
      tell_location(directory.organizations[index], shared.mint(Entity::kLocation, index, 0), target);
    }
  }
  for (const uint32_t index : extract.providers) {
    if (target.wants(Type::kPractitioner)) tell_practitioner(directory.providers[index], target);
  }
  for (const uint32_t index : extract.providers) {
    if (!target.wants(Type::kPractitionerRole)) break;
    const world::Provider& provider = directory.providers[index];
    tell_role(provider, shared.mint(Entity::kProviderRole, index, 0), shared.mint(Entity::kLocation, provider.organization, 0), target);
  }
}

}  // namespace polyclinic::formats::fhir
