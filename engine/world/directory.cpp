// Founds clinics, hospitals and pharmacies in the places of a run, staffs them, and reads the payers.
#include "engine/world/directory.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <span>
#include <string>

#include "engine/foundation/math.h"
#include "engine/foundation/number_text.h"
#include "engine/ledger/ledger.h"
#include "engine/reference/csv_reader.h"
#include "engine/reference/embedded.h"
#include "engine/world/purposes.h"

namespace polyclinic::world {
namespace {

using ledger::Entity;
using reference::CsvReader;
using reference::Sex;

// One clinic for so many people, at most so many in a place; hospitals only in places that can carry one. About the
// density of US primary care practices and community hospitals (AHA 2022: 5,129 community hospitals, 2.4 beds per
// 1,000 people), coarsened to the places of the table.
constexpr double kPeoplePerClinic = 30000;
constexpr uint32_t kMostClinics = 40;
constexpr double kPeopleForHospital = 25000;
constexpr double kPeoplePerHospital = 220000;
constexpr uint32_t kMostHospitals = 8;
constexpr double kBedsPerThousand = 2.4;

struct Staffing {
  TextId specialty, taxonomy;
  double women;  // share of them
};

using Post = std::pair<Specialty, uint32_t>;  // with the size of the panel, 0 for none

struct Founder {
  const config::Config& config;
  const Places& places;
  const Names& names;
  TextPool& pool;
  Directory& directory;
  IdMinter minter;
  std::array<Staffing, kSpecialtyCount> staffing;
  std::array<std::vector<std::string>, 3> patterns;  // names, by kind
  std::array<TextId, 3> type, taxonomy;              // by kind

  std::string_view lasting(std::string_view text) { return directory.texts.copy(text); }

  std::string_view npi(uint64_t number) {
    char digits[10];
    write_npi(permute_below(number, 100'000'000, config.seed ^ 0x4E5049), digits);
    return lasting({digits, 10});
  }

  uint32_t found(OrganizationKind kind, uint32_t place_index, uint32_t nth) {
    const uint32_t index = static_cast<uint32_t>(directory.organizations.size());
    const Place& place = places.places[place_index];
    const State& state = places.states[place.state];
    RandomStream stream(config.seed, index, kOrganizationPurpose);
    Organization organization;
    organization.id = minter.mint(static_cast<uint8_t>(Entity::kOrganization), index, 0);
    organization.kind = kind;
    organization.type = type[static_cast<uint32_t>(kind)];
    organization.taxonomy = taxonomy[static_cast<uint32_t>(kind)];
    organization.place = place_index;
    organization.zip = places.zips[place.first_zip + stream.below(place.zip_count)];
    organization.latitude = static_cast<int32_t>(math::round_half_away((place.latitude + stream.normal() * 0.012) * 1e5));
    organization.longitude = static_cast<int32_t>(math::round_half_away((place.longitude + stream.normal() * 0.014) * 1e5));
    const TextId street = names.street(stream);
    std::string address = std::to_string(stream.between(1, 4999)) + " " + std::string(pool.text(street));
    organization.address = lasting(address);
    organization.phone = lasting("(" + std::string(state.area_code) + ") 555-01" + std::to_string(stream.between(10, 99)));
    organization.npi = npi(2 * uint64_t{index});
    organization.name = pool.intern(free_name(kind, place_index, street, nth, stream.below(2)));
    directory.organizations.push_back(organization);
    return index;
  }

  // A name that no other organization of the place has: the next pattern is tried, then the next quarter.
  std::string free_name(OrganizationKind kind, uint32_t place_index, TextId street, uint32_t nth, uint32_t choice) {
    const auto& kinds = patterns[static_cast<uint32_t>(kind)];
    const auto is_taken = [&](std::string_view wanted) {
      // The organizations of a place stand side by side, and this one comes next.
      for (size_t o = directory.organizations.size(); o-- > 0 && directory.organizations[o].place == place_index;) {
        if (pool.text(directory.organizations[o].name) == wanted) return true;
      }
      return false;
    };
    for (uint32_t shift = 0;; ++shift) {
      const uint32_t pattern = (nth + choice + shift) % static_cast<uint32_t>(kinds.size());
      const uint32_t quarter = nth + 4 * (shift / static_cast<uint32_t>(kinds.size()));
      std::string text = name(kinds[pattern], places.places[place_index], street, quarter);
      if (!is_taken(text)) return text;
    }
  }

  // A pattern with the place's or the street's name put in; the n-th of a place is told apart by its quarter.
  std::string name(const std::string& pattern, const Place& place, TextId street, uint32_t nth) {
    static constexpr std::string_view kQuarters[] = {"North", "South", "East", "West", "Central", "Riverside", "Hillside",
                                                     "Lakeside", "Uptown", "Downtown"};
    std::string text;
    for (size_t i = 0; i < pattern.size(); ++i) {
      if (pattern.compare(i, 7, "{place}") == 0) {
        text += pool.text(place.city);
        if (nth >= 4) {
          text += ' ';
          text += kQuarters[(nth - 4) % std::size(kQuarters)];
        }
        i += 6;
      } else if (pattern.compare(i, 8, "{street}") == 0) {
        const std::string_view whole = pool.text(street);
        text += whole.substr(0, whole.rfind(' '));
        i += 7;
      } else {
        text += pattern[i];
      }
    }
    return text;
  }

  void employ(uint32_t organization, Specialty specialty, uint32_t panel) {
    const uint32_t index = static_cast<uint32_t>(directory.providers.size());
    RandomStream stream(config.seed, index, kProviderPurpose);
    const State& state = places.states[places.places[directory.organizations[organization].place].state];
    Provider provider;
    provider.id = minter.mint(static_cast<uint8_t>(Entity::kProvider), index, 0);
    provider.sex = stream.chance(staffing[static_cast<uint32_t>(specialty)].women) ? Sex::kFemale : Sex::kMale;
    // Clinicians are drawn from the state's groups, with more Asians than live there (20 % of US physicians, AAMC).
    Group group = Group::kWhite;
    double u = stream.uniform();
    if (stream.chance(0.12)) {
      group = Group::kAsianPacific;
    } else {
      for (uint32_t g = 0; g < kGroupCount; ++g) {
        if (u < state.group_share[g]) {
          group = static_cast<Group>(g);
          break;
        }
        u -= state.group_share[g];
      }
    }
    const int32_t birth_year = stream.between(1955, 1994);
    provider.first_name = names.given(provider.sex, group, birth_year, stream);
    provider.last_name = names.family(group, stream);
    const bool physician = specialty != Specialty::kNursePractitioner && specialty != Specialty::kPhysicianAssistant &&
                           specialty != Specialty::kPharmacist;
    provider.full_name = pool.intern((physician ? "Dr. " : "") + std::string(pool.text(provider.first_name)) + " " +
                                     std::string(pool.text(provider.last_name)));
    provider.specialty = specialty;
    provider.specialty_text = staffing[static_cast<uint32_t>(specialty)].specialty;
    provider.taxonomy = staffing[static_cast<uint32_t>(specialty)].taxonomy;
    provider.organization = organization;
    provider.panel_capacity = panel == 0 ? 0 : panel + stream.below(9) * 50;
    provider.npi = npi(2 * uint64_t{index} + 1);
    directory.providers.push_back(provider);
  }

  void staff(uint32_t organization, std::span<const Post> posts) {
    directory.organizations[organization].first_provider = static_cast<uint32_t>(directory.providers.size());
    for (const auto& [specialty, panel] : posts) employ(organization, specialty, panel);
    directory.organizations[organization].provider_count = static_cast<uint32_t>(posts.size());
  }

  // Panels of about 1,200 to 2,200 people: the range that primary care studies give for the US.
  void found_clinic(uint32_t place, uint32_t nth) {
    const uint32_t clinic = found(OrganizationKind::kClinic, place, nth);
    static constexpr Post kStaff[3][3] = {
        {{Specialty::kFamilyMedicine, 1800}, {Specialty::kPediatrics, 1500}, {Specialty::kInternalMedicine, 1700}},
        {{Specialty::kFamilyMedicine, 1800}, {Specialty::kNursePractitioner, 1200}, {Specialty::kObstetricsGynecology, 0}},
        {{Specialty::kInternalMedicine, 1700}, {Specialty::kPediatrics, 1500}, {Specialty::kPhysicianAssistant, 1200}}};
    staff(clinic, kStaff[nth % 3]);
  }

  void found_hospital(uint32_t place, uint32_t nth, double people) {
    const uint32_t hospital = found(OrganizationKind::kHospital, place, nth);
    directory.organizations[hospital].beds =
        static_cast<uint32_t>(std::clamp(people * kBedsPerThousand / 1000, 25.0, 1100.0));
    static constexpr Post kGeneral[] = {{Specialty::kEmergencyMedicine, 0}, {Specialty::kEmergencyMedicine, 0}, {Specialty::kHospitalist, 0},
                                        {Specialty::kHospitalist, 0}, {Specialty::kGeneralSurgery, 0}, {Specialty::kCardiology, 0},
                                        {Specialty::kObstetricsGynecology, 0}, {Specialty::kPediatrics, 0}};
    std::vector<Post> posts(std::begin(kGeneral), std::end(kGeneral));
    // Whom the first hospital's outpatient departments have for the whole place: one of each.
    for (uint32_t s = static_cast<uint32_t>(Specialty::kAllergyImmunology); nth == 0 && s <= static_cast<uint32_t>(Specialty::kDentistry); ++s) {
      posts.emplace_back(static_cast<Specialty>(s), 0);
    }
    staff(hospital, posts);
  }
};

// Squared distance on the ground in units of a degree of latitude: good enough to compare. `narrowing` is how much
// shorter a degree of longitude is at the latitude of `a`.
double distance_squared(const Place& a, const Place& b, double narrowing) {
  const double up = a.latitude - b.latitude;
  const double along = (a.longitude - b.longitude) * narrowing;
  return up * up + along * along;
}

Status read_payers(const config::Config& config, TextPool& pool, Directory& directory) {
  CsvReader csv("payers.csv", reference::embedded_file("payers.csv"));
  uint32_t at[12];
  POLYCLINIC_TRY(csv.columns({"payer_id", "name", "line_of_business", "product", "insurance", "weight", "plan", "copay_share",
                              "age_from", "age_to", "since", "race"},
                             at));
  const IdMinter minter(config.seed);
  std::map<std::string, uint32_t, std::less<>> payer_of;
  std::vector<std::vector<double>> weights(reference::kInsurances.size());
  directory.plans_by_insurance.resize(reference::kInsurances.size());
  while (csv.next()) {
    const auto known = payer_of.find(csv.text(at[0]));
    uint32_t payer = known != payer_of.end() ? known->second : static_cast<uint32_t>(directory.payers.size());
    if (known == payer_of.end()) {
      payer_of.emplace(std::string(csv.text(at[0])), payer);
      directory.payers.push_back({minter.mint(static_cast<uint8_t>(Entity::kPayer), payer, 0), pool.intern(csv.text(at[0])),
                                  pool.intern(csv.text(at[1])), pool.intern(csv.text(at[2]))});
    }
    uint32_t insurance = 0;
    while (insurance < reference::kInsurances.size() && reference::kInsurances[insurance].key != csv.text(at[4])) ++insurance;
    if (insurance == reference::kInsurances.size()) return fail(ErrorKind::kInternal, "payers.csv names an unknown insurance");
    const reference::Insurance kind = static_cast<reference::Insurance>(insurance);
    directory.plans_by_insurance[insurance].push_back(static_cast<uint32_t>(directory.plans.size()));
    weights[insurance].push_back(csv.number(at[5]));
    Plan plan{payer, pool.intern(csv.text(at[6])), kind, csv.number(at[7]), kind != reference::Insurance::kUninsured};
    if (!csv.is_empty(at[8])) plan.age_from = static_cast<int32_t>(csv.integer(at[8]));
    if (!csv.is_empty(at[9])) plan.age_to = static_cast<int32_t>(csv.integer(at[9]));
    plan.since = static_cast<int32_t>(csv.integer(at[10]));
    for (uint32_t race = 0; race < reference::kRaces.size(); ++race) {
      if (reference::kRaces[race].key == csv.text(at[11])) plan.race = static_cast<reference::Race>(race);
    }
    directory.plans.push_back(plan);
  }
  for (const std::vector<double>& of_insurance : weights) {
    POLYCLINIC_ASSIGN(Categorical plans, Categorical::from_weights(of_insurance));
    directory.plans_of.push_back(std::move(plans));
  }
  return {};
}

}  // namespace

void write_npi(uint64_t number, char (&out)[10]) {
  out[0] = '1';
  for (uint32_t i = 8; i >= 1; --i, number /= 10) out[i] = static_cast<char>('0' + number % 10);
  uint32_t sum = 24;  // what the prefix 80840 adds
  for (uint32_t i = 0; i < 9; ++i) {
    uint32_t digit = static_cast<uint32_t>(out[i] - '0');
    if (i % 2 == 0) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  out[9] = static_cast<char>('0' + (10 - sum % 10) % 10);
}

Result<Directory> Directory::build(const config::Config& config, const Places& places, const Names& names, TextPool& pool) {
  Directory directory;
  Founder founder{config, places, names, pool, directory, IdMinter(config.seed), {}, {}, {}, {}};

  CsvReader specialties("specialties.csv", reference::embedded_file("specialties.csv"));
  uint32_t at[4];
  POLYCLINIC_TRY(specialties.columns({"taxonomy_code", "specialty", "share_women", "words"}, at));
  for (uint32_t s = 0; s < kSpecialtyCount; ++s) {
    if (!specialties.next()) return fail(ErrorKind::kInternal, "specialties.csv is too short");
    founder.staffing[s] = {pool.intern(specialties.text(at[1])), pool.intern(specialties.text(at[0])), specialties.number(at[2])};
    for (std::string_view words = specialties.text(at[3]); !words.empty();) {
      const size_t end = std::min(words.find('|'), words.size());
      directory.specialty_words.emplace_back(words.substr(0, end), static_cast<Specialty>(s));
      words.remove_prefix(std::min(end + 1, words.size()));
    }
  }
  CsvReader patterns("organization_names.csv", reference::embedded_file("organization_names.csv"));
  uint32_t pattern_at[2];
  POLYCLINIC_TRY(patterns.columns({"kind", "pattern"}, pattern_at));
  static constexpr std::string_view kKinds[] = {"clinic", "hospital", "pharmacy"};
  static constexpr std::string_view kTaxonomies[] = {"261QP2300X", "282N00000X", "3336C0003X"};  // NUCC 24.0
  for (uint32_t kind = 0; kind < 3; ++kind) {
    founder.type[kind] = pool.intern(kKinds[kind]);
    founder.taxonomy[kind] = pool.intern(kTaxonomies[kind]);
  }
  while (patterns.next()) {
    for (uint32_t kind = 0; kind < 3; ++kind) {
      if (patterns.text(pattern_at[0]) == kKinds[kind]) founder.patterns[kind].emplace_back(patterns.text(pattern_at[1]));
    }
  }

  directory.networks.resize(places.places.size());
  struct HospitalSite {
    uint32_t place, first, count;
  };
  std::vector<HospitalSite> sites;
  uint32_t largest = 0;
  for (uint32_t p = 0; p < places.places.size(); ++p) {
    if (places.places[p].population > places.places[largest].population) largest = p;
  }
  for (uint32_t p = 0; p < places.places.size(); ++p) {
    const Place& place = places.places[p];
    CareNetwork& network = directory.networks[p];
    network.first_clinic = static_cast<uint32_t>(directory.organizations.size());
    network.clinic_count = std::min(kMostClinics, 1 + static_cast<uint32_t>(place.population / kPeoplePerClinic));
    for (uint32_t nth = 0; nth < network.clinic_count; ++nth) founder.found_clinic(p, nth);
    network.pharmacy = founder.found(OrganizationKind::kPharmacy, p, 0);
    static constexpr Post kPharmacist[] = {{Specialty::kPharmacist, 0}};
    founder.staff(network.pharmacy, kPharmacist);
    if (place.population >= kPeopleForHospital || p == largest) {
      const uint32_t count = std::min(kMostHospitals, 1 + static_cast<uint32_t>(place.population / kPeoplePerHospital));
      sites.push_back({p, static_cast<uint32_t>(directory.organizations.size()), count});
      for (uint32_t nth = 0; nth < count; ++nth) founder.found_hospital(p, nth, place.population / count);
    }
  }
  // The nearest hospital, of whatever state.
  for (uint32_t p = 0; p < places.places.size(); ++p) {
    const HospitalSite* nearest = &sites.front();
    const double narrowing = math::cos(places.places[p].latitude * math::kPi / 180);
    double shortest = distance_squared(places.places[p], places.places[nearest->place], narrowing);
    for (const HospitalSite& site : sites) {
      if (site.place == p) {
        nearest = &site;
        break;
      }
      const double up = places.places[p].latitude - places.places[site.place].latitude;
      if (up * up >= shortest) continue;
      const double distance = distance_squared(places.places[p], places.places[site.place], narrowing);
      if (distance < shortest) {
        shortest = distance;
        nearest = &site;
      }
    }
    directory.networks[p].hospital = nearest->first + p % nearest->count;
    directory.networks[p].specialists = nearest->first;
  }
  POLYCLINIC_TRY(read_payers(config, pool, directory));
  return directory;
}

std::optional<Specialty> Directory::specialty_named(std::string_view word) const {
  std::string capitals;
  for (const char c : word) capitals += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  for (const auto& [part, specialty] : specialty_words) {
    // "ENT" is in many words: the short ones must be the whole.
    if (part.size() <= 4 ? capitals == part : capitals.find(part) != std::string::npos) return specialty;
  }
  return std::nullopt;
}

uint32_t Directory::primary_care(uint32_t place, bool child, RandomStream& stream) const {
  const CareNetwork& network = networks[place];
  const Organization& clinic = organizations[network.first_clinic + stream.below(network.clinic_count)];
  const auto suits = [&](const Provider& provider) {
    if (provider.panel_capacity == 0) return false;
    return child ? provider.specialty != Specialty::kInternalMedicine : provider.specialty != Specialty::kPediatrics;
  };
  uint32_t capacity = 0;
  for (uint32_t p = 0; p < clinic.provider_count; ++p) {
    const Provider& provider = providers[clinic.first_provider + p];
    if (suits(provider)) capacity += provider.panel_capacity;
  }
  uint32_t at = stream.below(capacity);
  for (uint32_t p = 0; p < clinic.provider_count; ++p) {
    const Provider& provider = providers[clinic.first_provider + p];
    if (!suits(provider)) continue;
    if (at < provider.panel_capacity) return clinic.first_provider + p;
    at -= provider.panel_capacity;
  }
  return clinic.first_provider;
}

}  // namespace polyclinic::world
