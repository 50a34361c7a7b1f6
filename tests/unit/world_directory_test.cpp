// The directory: check digits, who serves which place, who suits which age, and what a dataset lists of it.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "engine/world/directory.h"
#include "engine/world/purposes.h"
#include "tests/unit/foundation_statistics.h"
#include "tests/unit/world_sample.h"

namespace polyclinic::world {
namespace {

std::string npi(uint64_t number) {
  char digits[10];
  write_npi(number, digits);
  return std::string(digits, 10);
}

// The Luhn sum over the prefix that CMS puts before an NPI and its ten digits, from the right.
bool is_valid_npi(std::string_view npi) {
  const std::string digits = "80840" + std::string(npi);
  uint32_t sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const char c = digits[digits.size() - 1 - i];
    if (c < '0' || c > '9') return false;
    const uint32_t digit = static_cast<uint32_t>(c - '0') * (i % 2 == 0 ? 1 : 2);
    sum += digit / 10 + digit % 10;
  }
  return npi.size() == 10 && sum % 10 == 0;
}

double kilometres(const Place& a, const Place& b) {
  constexpr double kRadian = 3.14159265358979 / 180;
  const double up = std::sin((a.latitude - b.latitude) * kRadian / 2),
               along = std::sin((a.longitude - b.longitude) * kRadian / 2);
  const double h = up * up + std::cos(a.latitude * kRadian) * std::cos(b.latitude * kRadian) * along * along;
  return 2 * 6371 * std::asin(std::sqrt(std::min(1.0, h)));
}

TEST_CASE("an NPI ends in its check digit", "[world]") {
  CHECK(npi(23456789) == "1234567893");  // the example of CMS
  CHECK(is_valid_npi("1234567893"));
  CHECK_FALSE(is_valid_npi("1234567890"));
  CHECK_FALSE(is_valid_npi("1234567983"));
  for (uint64_t number = 0; number < 100'000'000; number += 99'991) CHECK(is_valid_npi(npi(number)));
  CHECK(is_valid_npi(npi(99'999'999)));
  CHECK(npi(0).substr(0, 9) == "100000000");
}

TEST_CASE("every place has clinics, a pharmacy and a hospital that is the nearest", "[world]") {
  const World& world = testing::default_world();
  const auto& directory = world.directory;
  const auto& places = world.places.places;
  REQUIRE(directory.networks.size() == places.size());
  std::set<uint32_t> with_hospital;
  for (const Organization& organization : directory.organizations) {
    if (organization.kind == OrganizationKind::kHospital) with_hospital.insert(organization.place);
  }
  CHECK(with_hospital.size() > 500);
  for (uint32_t p = 0; p < places.size(); ++p) {
    const CareNetwork& network = directory.networks[p];
    REQUIRE(network.clinic_count >= 1);
    for (uint32_t c = 0; c < network.clinic_count; ++c) {
      const Organization& clinic = directory.organizations[network.first_clinic + c];
      REQUIRE(clinic.kind == OrganizationKind::kClinic);
      REQUIRE(clinic.place == p);
    }
    REQUIRE(directory.organizations[network.pharmacy].kind == OrganizationKind::kPharmacy);
    REQUIRE(directory.organizations[network.pharmacy].place == p);
    const Organization& hospital = directory.organizations[network.hospital];
    REQUIRE(hospital.kind == OrganizationKind::kHospital);
    double shortest = 1e9;
    for (const uint32_t site : with_hospital) shortest = std::min(shortest, kilometres(places[p], places[site]));
    // The engine compares on a flat map: one and the same to a per cent.
    REQUIRE(kilometres(places[p], places[hospital.place]) <= shortest * 1.01 + 0.1);
    if (with_hospital.contains(p)) REQUIRE(hospital.place == p);
  }
}

TEST_CASE("a filter that leaves one small place still leaves it a hospital", "[world]") {
  config::Config config = testing::sample_config();
  const auto& places = testing::default_world().places.places;
  uint32_t smallest = 0;
  for (uint32_t p = 0; p < places.size(); ++p) {
    if (places[p].population < places[smallest].population) smallest = p;
  }
  const World& whole = testing::default_world();
  config.filters.cities = {{std::string(whole.texts.text(places[smallest].city)),
                            std::string(whole.places.states[places[smallest].state].code)}};
  const World world = testing::made_world(config);
  REQUIRE(world.places.places.size() == 1);
  CHECK(world.directory.organizations[world.directory.networks[0].hospital].kind == OrganizationKind::kHospital);
  CHECK(world.directory.organizations[world.directory.networks[0].hospital].beds >= 25);
}

TEST_CASE("organizations and clinicians are well formed and told apart", "[world]") {
  const World& world = testing::default_world();
  const auto& directory = world.directory;
  std::set<std::string_view> npis;
  std::set<Id> ids;
  for (uint32_t o = 0; o < directory.organizations.size(); ++o) {
    const Organization& organization = directory.organizations[o];
    REQUIRE(is_valid_npi(organization.npi));
    REQUIRE(npis.insert(organization.npi).second);
    REQUIRE(ids.insert(organization.id).second);
    REQUIRE(organization.name != kNoText);
    REQUIRE(organization.type != kNoText);
    REQUIRE(organization.taxonomy != kNoText);
    REQUIRE(organization.zip != kNoText);
    const Place& place = world.places.places[organization.place];
    REQUIRE(std::fabs(organization.latitude * 1e-5 - place.latitude) < 0.1);
    REQUIRE(std::fabs(organization.longitude * 1e-5 - place.longitude) < 0.1);
    // (AAA) 555-01NN, in the state's own area.
    REQUIRE(organization.phone.size() == 14);
    REQUIRE(organization.phone.substr(1, 3) == world.places.states[place.state].area_code);
    REQUIRE(organization.phone.substr(4, 8) == ") 555-01");
    REQUIRE(organization.provider_count >= 1);
    REQUIRE((organization.beds > 0) == (organization.kind == OrganizationKind::kHospital));
    for (uint32_t p = 0; p < organization.provider_count; ++p) {
      REQUIRE(directory.providers[organization.first_provider + p].organization == o);
    }
  }
  for (const Provider& provider : directory.providers) {
    REQUIRE(is_valid_npi(provider.npi));
    REQUIRE(npis.insert(provider.npi).second);
    REQUIRE(ids.insert(provider.id).second);
    REQUIRE(provider.full_name != kNoText);
    const bool primary_care = provider.specialty <= Specialty::kPhysicianAssistant;
    const bool clinic = directory.organizations[provider.organization].kind == OrganizationKind::kClinic;
    REQUIRE((provider.panel_capacity > 0) == (primary_care && clinic));
    REQUIRE(provider.panel_capacity <= 2500);
  }
}

TEST_CASE("no two organizations of a place have the same name", "[world]") {
  std::set<std::pair<uint32_t, TextId>> names;
  for (const Organization& organization : testing::default_world().directory.organizations) {
    REQUIRE(names.insert({organization.place, organization.name}).second);
  }
}

TEST_CASE("a person's own clinician suits the age and works in the place", "[world]") {
  const World& world = testing::default_world();
  const auto& directory = world.directory;
  RandomStream stream(5, 1, Purpose{1});
  for (uint32_t i = 0; i < 20000; ++i) {
    const uint32_t place = stream.below(static_cast<uint32_t>(world.places.places.size()));
    const PrimaryCare care = primary_care_of(world, i, place);
    const Provider& child = directory.providers[care.child];
    const Provider& adult = directory.providers[care.adult];
    REQUIRE(directory.organizations[child.organization].place == place);
    REQUIRE(directory.organizations[adult.organization].place == place);
    REQUIRE(child.panel_capacity > 0);
    REQUIRE(adult.panel_capacity > 0);
    REQUIRE(child.specialty != Specialty::kInternalMedicine);
    REQUIRE(adult.specialty != Specialty::kPediatrics);
    const PrimaryCare again = primary_care_of(world, i, place);
    REQUIRE(again.child == care.child);
    REQUIRE(again.adult == care.adult);
  }
}

TEST_CASE("a clinic's people are spread over its clinicians by their panels", "[world]") {
  const World& world = testing::default_world();
  const auto& directory = world.directory;
  uint32_t place = 0;  // with one clinic
  while (directory.networks[place].clinic_count != 1) ++place;
  const Organization& clinic = directory.organizations[directory.networks[place].first_clinic];
  std::vector<double> shares;
  double total = 0;
  for (uint32_t p = 0; p < clinic.provider_count; ++p) {
    const Provider& provider = directory.providers[clinic.first_provider + p];
    shares.push_back(provider.specialty == Specialty::kPediatrics ? 0 : provider.panel_capacity);
    total += shares.back();
  }
  for (double& share : shares) share /= total;
  std::vector<uint64_t> counts(shares.size());
  for (uint64_t slot = 0; slot < 50000; ++slot)
    ++counts[primary_care_of(world, slot, place).adult - clinic.first_provider];
  CHECK(testing::is_plausible(testing::chi_square_score(counts, shares)));
}

TEST_CASE("what a dataset lists of the directory is what its people need, and no more than that", "[world]") {
  const World& world = testing::default_world();
  const auto& directory = world.directory;
  const DirectoryExtract extract = extract_directory(world, 3000);
  CHECK(std::is_sorted(extract.organizations.begin(), extract.organizations.end()));
  CHECK(std::is_sorted(extract.providers.begin(), extract.providers.end()));
  const std::set<uint32_t> organizations(extract.organizations.begin(), extract.organizations.end());
  const std::set<uint32_t> providers(extract.providers.begin(), extract.providers.end());
  std::set<uint32_t> needed_organizations;
  for (uint64_t slot = 0; slot < 3000; ++slot) {
    RandomStream stream(world.config.seed, slot, kTargetPurpose);
    const uint32_t place = world.population.draw(stream).place;
    const PrimaryCare care = primary_care_of(world, slot, place);
    for (const uint32_t clinician : {care.child, care.adult}) {
      REQUIRE(providers.contains(clinician));
      needed_organizations.insert(directory.providers[clinician].organization);
    }
    const CareNetwork& network = directory.networks[place];
    for (const uint32_t near : {network.hospital, network.specialists, network.pharmacy}) {
      needed_organizations.insert(near);
      for (uint32_t p = 0; p < directory.organizations[near].provider_count; ++p) {
        REQUIRE(providers.contains(directory.organizations[near].first_provider + p));
      }
    }
  }
  CHECK(organizations == needed_organizations);
  for (const uint32_t provider : extract.providers)
    REQUIRE(organizations.contains(directory.providers[provider].organization));
  const DirectoryExtract all = extract_directory(world, 5'000'000);
  CHECK(all.organizations.size() == directory.organizations.size());
  CHECK(all.providers.size() == directory.providers.size());
}

TEST_CASE("plans take whom they are for, since they exist", "[world]") {
  const World& world = testing::default_world();
  const auto plan = [&](std::string_view name) {
    for (const Plan& each : world.directory.plans) {
      if (world.texts.text(each.name) == name) return each;
    }
    FAIL(name);
    return Plan{};
  };
  using reference::Race;
  CHECK(plan("Bright Start CHIP").takes(18, 1998, Race::kAsian));
  CHECK_FALSE(plan("Bright Start CHIP").takes(19, 1998, Race::kAsian));
  CHECK_FALSE(plan("Bright Start CHIP").takes(10, 1997, Race::kAsian));
  CHECK_FALSE(plan("Veterans Health").takes(17, 2020, Race::kWhite));
  CHECK(plan("Veterans Health").takes(18, 2020, Race::kWhite));
  CHECK(plan("Tribal Health").takes(40, 2020, Race::kNative));
  CHECK_FALSE(plan("Tribal Health").takes(40, 2020, Race::kWhite));
  CHECK_FALSE(plan("Original Medicare A and B").takes(70, 1965, Race::kBlack));
  CHECK(plan("Self pay").takes(0, 1900, Race::kTwoOrMore));
  // Whoever has whatever insurance in these years has a plan.
  for (const std::vector<uint32_t>& plans : world.directory.plans_by_insurance) {
    for (int32_t age = 0; age < 120; ++age) {
      for (const Race race : {Race::kWhite, Race::kNative}) {
        CHECK(std::any_of(plans.begin(), plans.end(),
                          [&](uint32_t each) { return world.directory.plans[each].takes(age, 2016, race); }));
      }
    }
  }
}

TEST_CASE("every kind of insurance has plans, and only the uninsured have no members", "[world]") {
  const auto& directory = testing::default_world().directory;
  REQUIRE(directory.plans_by_insurance.size() == reference::kInsurances.size());
  std::set<Id> ids;
  for (const Payer& payer : directory.payers) {
    CHECK(ids.insert(payer.id).second);
    CHECK(payer.name != kNoText);
  }
  for (uint32_t insurance = 0; insurance < reference::kInsurances.size(); ++insurance) {
    CHECK_FALSE(directory.plans_by_insurance[insurance].empty());
    CHECK(directory.plans_of[insurance].size() == directory.plans_by_insurance[insurance].size());
    for (const uint32_t plan : directory.plans_by_insurance[insurance]) {
      CHECK(directory.plans[plan].insurance == static_cast<reference::Insurance>(insurance));
      CHECK(directory.plans[plan].has_members ==
            (insurance != static_cast<uint32_t>(reference::Insurance::kUninsured)));
      CHECK(directory.plans[plan].patient_share >= 0);
      CHECK(directory.plans[plan].patient_share <= 1);
    }
  }
}

}  // namespace
}  // namespace polyclinic::world
