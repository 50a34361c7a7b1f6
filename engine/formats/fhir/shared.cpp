// Renders what all resources of a run share.
#include "engine/formats/fhir/shared.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "engine/formats/json_escape.h"

namespace polyclinic::formats::fhir {
namespace {

// A text and what stands for it.
struct Pair {
  std::string_view text, json;
};

RenderedTerms render_known(const TextPool& texts, std::span<const Pair> known) {
  return RenderedTerms(texts, "", [known](std::string_view text, ByteBuffer& out) {
    for (const Pair& pair : known) {
      if (pair.text == text) out.append(pair.json);
    }
  });
}

// HL7 v3 ActCode.
constexpr Pair kEncounterClasses[] = {
    {"AMB", R"({"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB","display":"ambulatory"})"},
    {"EMER", R"({"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"EMER","display":"emergency"})"},
    {"IMP", R"({"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP","display":"inpatient encounter"})"},
    {"OBSENC", R"({"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OBSENC","display":"observation encounter"})"},
    {"VR", R"({"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"VR","display":"virtual"})"},
    {"HH", R"({"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"HH","display":"home health"})"},
};

// HL7 v3 RouteOfAdministration.
constexpr Pair kVaccineRoutes[] = {
    {"Intramuscular", R"({"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration","code":"IM"}],"text":"Intramuscular"})"},
    {"Subcutaneous", R"({"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration","code":"SQ"}],"text":"Subcutaneous"})"},
    {"Intradermal", R"({"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration","code":"IDINJ"}],"text":"Intradermal"})"},
    {"Oral", R"({"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration","code":"PO"}],"text":"Oral"})"},
    {"Nasal", R"({"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration","code":"NASINHL"}],"text":"Nasal"})"},
};

// HL7 v3 RoleCode, and administrative gender.
#define RELATION(code, text, sex)                                                                              \
  {text, R"({"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":")" code           \
         R"("}],"text":")" text                                                                                \
         R"("},"sex":{"coding":[{"system":"http://hl7.org/fhir/administrative-gender","code":")" sex R"("}]})"}
constexpr Pair kRelations[] = {
    RELATION("MTH", "mother", "female"),
    RELATION("FTH", "father", "male"),
    RELATION("SIS", "sister", "female"),
    RELATION("BRO", "brother", "male"),
    RELATION("MGRMTH", "maternal grandmother", "female"),
    RELATION("MGRFTH", "maternal grandfather", "male"),
    RELATION("PGRMTH", "paternal grandmother", "female"),
    RELATION("PGRFTH", "paternal grandfather", "male"),
    RELATION("DAUC", "daughter", "female"),
    RELATION("SONC", "son", "male"),
};
#undef RELATION

struct VitalProfile {
  std::string_view loinc, profile, unit, other_unit;
};
constexpr VitalProfile kVitalProfiles[] = {
    {"8302-2", "us-core-body-height", "cm", "[in_i]"},
    {"29463-7", "us-core-body-weight", "kg", "[lb_av]"},
    {"39156-5", "us-core-bmi", "kg/m2", ""},
    {"59576-9", "pediatric-bmi-for-age", "%", ""},
    {"9843-4", "us-core-head-circumference", "cm", "[in_i]"},
    {"8867-4", "us-core-heart-rate", "/min", ""},
    {"9279-1", "us-core-respiratory-rate", "/min", ""},
    {"8310-5", "us-core-body-temperature", "Cel", "[degF]"},
    {"59408-5", "us-core-pulse-oximetry", "%", ""},
};

// "2 times a day, as needed", "every 6 months": as a FHIR Timing; nothing for what reads otherwise.
std::string timing_of(std::string_view text) {
  constexpr std::string_view kAsNeeded = ", as needed";
  if (text.ends_with(kAsNeeded)) text.remove_suffix(kAsNeeded.size());
  uint32_t number = 1;
  const auto take_number = [&] {
    const char* const stop = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), stop, number);
    if (error != std::errc() || number == 0 || end == stop || *end != ' ') return false;
    text.remove_prefix(static_cast<size_t>(end - text.data()) + 1);
    return true;
  };
  constexpr std::array<std::pair<std::string_view, char>, 6> kUnits{
      {{"minute", 'm'}, {"hour", 'h'}, {"day", 'd'}, {"week", 'w'}, {"month", 'M'}, {"year", 'a'}}};
  uint32_t frequency = 1, period = 1;
  if (text.starts_with("every ")) {
    text.remove_prefix(6);
    if (!text.empty() && text[0] >= '0' && text[0] <= '9') {
      if (!take_number()) return {};
      period = number;
      if (text.ends_with('s')) text.remove_suffix(1);
    }
  } else {
    constexpr std::string_view kTimes = "times a ";
    if (text.empty() || text[0] < '0' || text[0] > '9' || !take_number() || !text.starts_with(kTimes)) return {};
    text.remove_prefix(kTimes.size());
    frequency = number;
  }
  for (const auto& [word, letter] : kUnits) {
    if (text != word) continue;
    const std::string unit = letter == 'm' ? "min" : letter == 'M' ? "mo" : letter == 'w' ? "wk" : std::string(1, letter);
    return R"(,"timing":{"repeat":{"frequency":)" + std::to_string(frequency) + R"(,"period":)" + std::to_string(period) +
           R"(,"periodUnit":")" + unit + R"("}})";
  }
  return {};
}

KindText render_kind(const reference::ObservationKind& kind) {
  KindText text;
  const bool is_vital = kind.category == "vital-signs";
  text.is_laboratory = kind.category == "laboratory";
  std::string_view profile = is_vital                              ? "us-core-vital-signs"
                             : text.is_laboratory                  ? "us-core-observation-lab"
                             : kind.measure == reference::Measure::kTobaccoStatus ? "us-core-smokingstatus"
                                                                                  : "us-core-observation-screening-assessment";
  for (const VitalProfile& vital : kVitalProfiles) {
    if (vital.loinc == kind.loinc) profile = vital.profile;
  }
  text.decimals = kind.decimals;
  text.code = R"({"coding":[)";
  // The profile of oxygen saturation wants both the general code and that of the method.
  if (kind.loinc == "59408-5") text.code += std::string(coding::kLoinc) + R"(2708-6","display":"Oxygen saturation in Arterial blood"},)";
  text.code += std::string(coding::kLoinc) + std::string(kind.loinc) + R"(","display":")" + escaped(kind.display) + R"("}],"text":")" +
               escaped(kind.display) + R"("})";
  text.before = R"(,"meta":{"profile":["http://hl7.org/fhir/us/core/StructureDefinition/)" + std::string(profile) +
                R"("]},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":")" +
                std::string(kind.category) + R"("}]}],"code":)" + text.code;
  text.unit = R"(,"unit":")" + escaped(kind.unit) + R"(","system":"http://unitsofmeasure.org","code":")" + escaped(kind.unit) + R"("})";
  return text;
}

}  // namespace

Shared::Shared(const world::World& of, const reference::ObservationCatalogue& observations)
    : world(of),
      form(of.config.format_options.fhir.form),
      minter(of.config.seed),
      terms(of.texts, "", [](std::string_view text, ByteBuffer& out) { out.commit(write_json_escaped(out.reserve(6 * text.size() + 1), text)); }),
      encounter_classes(render_known(of.texts, kEncounterClasses)),
      timings(of.texts, "", [](std::string_view text, ByteBuffer& out) { out.append(timing_of(text)); }),
      vaccine_routes(render_known(of.texts, kVaccineRoutes)),
      relations(render_known(of.texts, kRelations)),
      observation_kinds(observations.kinds()),
      observation_words{of.texts.find("vital-signs"), of.texts.find("laboratory"), of.texts.find("survey"), of.texts.find("social-history"),
                        of.texts.find("exam"), of.texts.find("therapy"), of.texts.find("imaging"), of.texts.find("procedure"),
                        of.texts.find("activity"), of.texts.find("72166-2"), of.texts.find("59408-5"), of.texts.find("11529-5"),
                        of.texts.find("8480-6"), of.texts.find("8462-4"), of.texts.find("mm[Hg]")},
      encounter_diagnosis(of.texts.find("encounter-diagnosis")),
      social_finding(of.texts.find("social-finding")),
      inpatient(of.texts.find("IMP")),
      emergency(of.texts.find("EMER")) {
  const std::vector<Type>& wanted = of.config.format_options.fhir.resources;
  for (uint32_t t = 0; t < reference::kFhirResourceCount; ++t) {
    const Type type = static_cast<Type>(t);
    const std::string name(name_of(type));
    outputs[t] = kNowhere;
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), type) != wanted.end()) {
      outputs[t] = is_bulk() ? static_cast<uint32_t>(types.size()) : 0;
      types.push_back(type);
    }
    // In a Bundle, an entry's fullUrl names it; what is in another Bundle is on the server by then.
    const std::string within = R"({"reference":"urn:uuid:)", literal = R"({"reference":")" + name + "/";
    references[t] = is_bulk() || reference::is_of_directory(type) ? literal : within;
    references_in_directory[t] = is_bulk() ? literal : within;
    openings[t] = R"({"resourceType":")" + name + R"(","id":")";
  }
  for (const reference::ObservationKind& kind : observations.kinds()) kinds.push_back(render_kind(kind));
  for (const VitalProfile& vital : kVitalProfiles) {
    // One whose code the run never names is asked for by nobody.
    const TextId loinc = of.texts.find(vital.loinc);
    if (loinc != kNoText) vital_signs.push_back({loinc, of.texts.find(vital.unit), of.texts.find(vital.other_unit), vital.profile});
  }
}

}  // namespace polyclinic::formats::fhir
