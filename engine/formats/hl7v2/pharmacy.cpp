// What is prescribed and given: RDE for drugs, VXU for vaccines.
#include "engine/formats/hl7v2/message_writer.h"

namespace polyclinic::formats::hl7v2 {
namespace {

using ledger::kNoMantissa;
using ledger::kNone;

// MSH-15 to MSH-21 of the CDC's guide: receivers answer every message, profile Z22.
constexpr std::string_view kImmunizationProfile = "ER|AL||UNICODE UTF-8|||Z22^CDCPHINVS";
constexpr int32_t kFundedUntil = 19;  // years; the programme that pays for vaccines is for children

// Who the Vaccines for Children programme pays for (table 0064 of the guide).
std::string_view eligibility(const ledger::Person& person, const ledger::Coverage* coverage, Day day) {
  using reference::Insurance;
  if (age_in_years(person.birth, day) >= kFundedUntil) return "V01^Not VFC eligible^HL70064";
  const auto insurance = coverage == nullptr ? Insurance::kUninsured : static_cast<Insurance>(coverage->insurance);
  if (insurance == Insurance::kMedicaid || insurance == Insurance::kMedicareAndMedicaid) return "V02^VFC eligible - Medicaid/Medicaid Managed Care^HL70064";
  if (insurance == Insurance::kUninsured) return "V03^VFC eligible - Uninsured^HL70064";
  if (person.race == static_cast<uint8_t>(reference::Race::kNative)) return "V04^VFC eligible - American Indian/Alaskan Native^HL70064";
  return "V01^Not VFC eligible^HL70064";
}

}  // namespace

void MessageWriter::tell_vaccination(const Event& event) {
  const uint32_t organization = organization_of(event.encounter);
  begin("VXU^V04^VXU_V04", event.at, organization, kImmunizationProfile);
  pid(event.at);
  const std::string_view npi = shared_.world.directory.organizations[organization].npi;
  segment_.raw("PD1||||").raw(primary_care_.view()).raw("||||||||||||A\r");
  if (event.encounter != kNone) pv1(VisitPart::kOpen);
  for (uint32_t i = event.index; i < ledger_->immunizations.size(); ++i) {
    const ledger::Immunization& dose = ledger_->immunizations[i];
    if (dose.at != event.at || dose.encounter != event.encounter) break;
    segment_.raw("ORC|RE||");
    entity('V', i + 1).raw("|||||||||").raw(attending_.view()).raw("\r");
    // How much was given is in the product, not in the record: 999 says so.
    segment_.raw("RXA|0|1|").instant(dose.at).raw("|").instant(dose.at).raw("|").coded(dose.cvx_code, dose.vaccine, "CVX");
    segment_.raw("|999|||00^New immunization record^NIP001|").raw(attending_.view()).raw("|^^^").raw(npi).raw("||||").text(dose.lot);
    segment_.raw("||");
    if (dose.mvx_code != kNoText) {
      const std::string_view manufacturer = words_.manufacturer(dose.mvx_code);
      if (manufacturer.empty()) {
        segment_.term(dose.mvx_code).raw("^^MVX");
      } else {
        segment_.raw(manufacturer);
      }
    }
    segment_.raw("|||CP|A\r");
    vaccination_details(dose);
  }
  end();
}

void MessageWriter::vaccination_details(const ledger::Immunization& dose) {
  const Day day = day_of(dose.at);
  if (const std::string_view route = words_.route(dose.route); !route.empty()) {
    segment_.raw("RXR|").raw(route);
    if (const std::string_view site = words_.site(dose.site); !site.empty()) segment_.raw("|").raw(site);
    segment_.raw("\r");
  }
  segment_.raw("OBX|1|CE|64994-7^Vaccine funding program eligibility category^LN|1|");
  segment_.raw(eligibility(ledger_->person, coverage_on(day), day)).raw("||||||F|||").day(day);
  segment_.raw("|||VXC40^Eligibility captured at the immunization level^CDCPHINVS\r");
  if (dose.dose_number > 0) {
    segment_.raw("OBX|2|NM|30973-2^Dose number in series^LN|1|").number(dose.dose_number).raw("||||||F|||").day(day).raw("\r");
  }
}

void MessageWriter::tell_prescription(const Event& event) {
  const ledger::Medication& medication = ledger_->medications[event.index];
  const bool is_new = event.kind == EventKind::kPrescription;
  const auto amount = [&](ledger::Quantity quantity) {
    while (quantity.scale > 0 && quantity.mantissa % 10 == 0) {
      quantity.mantissa /= 10;
      --quantity.scale;
    }
    segment_.decimal(quantity.mantissa, quantity.scale);
  };
  begin("RDE^O11^RDE_O11", event.at, organization_of(event.encounter));
  pid_and_visit(event.at, event.encounter);
  segment_.raw(is_new ? "ORC|NW|" : "ORC|DC|");
  entity('P', event.index + 1).raw("|||||||").instant(event.at).raw("|||").raw(attending_.view()).raw("|||").day(is_new ? medication.start : medication.end);
  segment_.raw("\rRXE||").coded(medication.rxnorm_code, medication.name, kRxNorm).alternate(medication.ndc_code, medication.name, kNdc);
  // RXE-3 must be there: a dose that the record does not tell is one of what the drug comes in.
  segment_.raw("|");
  if (medication.dose.mantissa == kNoMantissa) {
    segment_.raw("1");
  } else {
    amount(medication.dose);
  }
  segment_.raw("||{dose}^dose^UCUM|||||");
  if (medication.quantity.mantissa != kNoMantissa) {
    amount(medication.quantity);
    segment_.raw("|{dose}^dose^UCUM|");
  } else {
    segment_.raw("||");
  }
  if (medication.refills >= 0) segment_.number(static_cast<uint64_t>(medication.refills));
  segment_.raw("|||P").number(ledger_->person.vista_id).raw(".").number(event.index + 1).raw("||||||||||||");
  if (medication.condition != kNone) diagnosis_code(ledger_->conditions[medication.condition]);
  segment_.raw("|||||").day(medication.start).raw("\rTQ1|1||");
  const std::string_view frequency = shared_.world.texts.text(medication.frequency);
  append_repeat_pattern(frequency, segment_.bytes());
  segment_.raw("|||");
  if (medication.days_supply >= 0) segment_.number(static_cast<uint64_t>(medication.days_supply)).raw("^d&day&UCUM");
  segment_.raw("|").day(medication.start);
  if (!is_new) segment_.raw("|").day(medication.end);
  if (!frequency.empty()) segment_.raw(is_new ? "||||" : "|||").text(frequency);
  segment_.raw("\rRXR|");
  const std::string_view route = words_.route(medication.route);
  segment_.raw(route.empty() ? "OTH^Other/Miscellaneous^HL70162" : route).raw("\r");
  end();
}

}  // namespace polyclinic::formats::hl7v2
