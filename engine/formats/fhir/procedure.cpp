// What was done, pictures that were taken, and devices that people carry.
#include <algorithm>

#include "engine/formats/fhir/tellers.h"

namespace polyclinic::formats::fhir {
namespace {

using ledger::Entity;

void tell_procedure(const Told& told, const ledger::Procedure& procedure) {
  Resource to(told.target, Type::kProcedure, procedure.id, "us-core-procedure");
  to.raw(R"(,"status":"completed","code":)")
      .concept_of({{coding::kSnomed, procedure.snomed_code, procedure.name}, {coding::kCpt, procedure.cpt_code}, {coding::kHcpcs, procedure.hcpcs_code}}, procedure.name);
  told.subject(to);
  told.encounter(to, procedure.encounter);
  to.raw(R"(,"performedPeriod":{"start":")")
      .instant(procedure.start)
      .raw(R"(","end":")")
      .instant(procedure.end)
      .raw(R"("},"performer":[{"actor":)")
      .reference(Type::kPractitioner, told.provider_of(procedure.encounter).id)
      .raw("}]");
  if (procedure.encounter != ledger::kNone) {
    to.raw(R"(,"location":)").reference(Type::kLocation, told.location_of(told.ledger.encounters[procedure.encounter]));
  }
  told.condition(to, R"(,"reasonReference":[)", procedure.condition);
}

// The 128 bits of an id as a decimal number: below the arc 2.25 it is an object identifier (ITU-T X.667).
void write_oid(Resource& to, Id id) {
  uint32_t digits[4] = {static_cast<uint32_t>(id.high >> 32), static_cast<uint32_t>(id.high), static_cast<uint32_t>(id.low >> 32),
                        static_cast<uint32_t>(id.low)};
  char text[40];
  char* begin = text + sizeof text;
  bool is_zero = false;
  do {
    uint64_t rest = 0;
    is_zero = true;
    for (uint32_t& digit : digits) {
      rest = rest << 32 | digit;
      digit = static_cast<uint32_t>(rest / 10);
      rest %= 10;
      is_zero = is_zero && digit == 0;
    }
    *--begin = static_cast<char>('0' + rest);
  } while (!is_zero);
  to.raw("2.25.").raw(std::string_view(begin, static_cast<size_t>(text + sizeof text - begin)));
}

void tell_imaging(const Told& told, const ledger::ImagingStudy& study) {
  const ledger::Ledger& ledger = told.ledger;
  Resource to(told.target, Type::kImagingStudy, study.id);
  to.raw(R"(,"identifier":[{"system":"urn:dicom:uid","value":"urn:oid:)");
  write_oid(to, study.id);
  to.raw(R"("}],"status":"available")");
  told.subject(to);
  told.encounter(to, study.encounter);
  uint64_t instances = 0;
  for (uint32_t index = 0; index < study.series_count; ++index) instances += ledger.imaging_series[study.first_series + index].instances;
  to.raw(R"(,"started":")").instant(study.at).raw(R"(","numberOfSeries":)").integer(study.series_count).raw(R"(,"numberOfInstances":)").integer(static_cast<int64_t>(instances));
  if (study.procedure != ledger::kNone) to.raw(R"(,"procedureReference":)").reference(Type::kProcedure, ledger.procedures[study.procedure].id);
  if (study.series_count == 0) return;
  to.raw(R"(,"series":[)");
  for (uint32_t index = 0; index < study.series_count; ++index) {
    const ledger::ImagingSeries& series = ledger.imaging_series[study.first_series + index];
    if (index > 0) to.raw(",");
    to.raw(R"({"uid":")");
    write_oid(to, told.mint(Entity::kImagingSeries, study.first_series + index));
    to.raw(R"(","number":)").integer(index + 1).raw(R"(,"modality":{"system":"http://dicom.nema.org/resources/ontology/DCM","code":")");
    if (series.modality != kNoText) {
      to.term(series.modality);
    } else {
      to.raw("OT");
    }
    to.raw(R"("},"numberOfInstances":)").integer(series.instances);
    if (series.body_site.code != kNoText) to.raw(R"(,"bodySite":)").coding(coding::kSnomed, series.body_site.code, series.body_site.text);
    to.raw("}");
  }
  to.raw("]");
}

// "(01)09520080600095(21)6041359551": the device identifier is GS1's item number, then comes the serial number.
void write_udi(Resource& to, std::string_view udi) {
  constexpr std::string_view kItem = "(01)", kSerial = "(21)";
  constexpr size_t kItemSize = 14;
  if (!udi.starts_with(kItem) || udi.size() < kItem.size() + kItemSize) return;
  to.raw(R"(,"udiCarrier":[{"deviceIdentifier":")")
      .text(udi.substr(kItem.size(), kItemSize))
      .raw(R"(","issuer":"http://hl7.org/fhir/NamingSystem/gs1-di","carrierHRF":")")
      .text(udi)
      .raw(R"("}])");
  const size_t serial = udi.find(kSerial);
  if (serial != std::string_view::npos) to.raw(R"(,"serialNumber":")").text(udi.substr(serial + kSerial.size())).raw("\"");
}

void tell_device(const Told& told, const ledger::Device& device) {
  const std::vector<TextId>& implants = told.shared().implants;
  const bool is_implant = std::find(implants.begin(), implants.end(), device.snomed_code) != implants.end();
  Resource to(told.target, Type::kDevice, device.id, is_implant ? "us-core-implantable-device" : "");
  write_udi(to, device.udi);
  to.raw(R"(,"status":")").raw(device.end == ledger::kNever ? std::string_view("active") : std::string_view("inactive")).raw("\"");
  if (device.manufacturer != kNoText) to.raw(R"(,"manufacturer":")").term(device.manufacturer).raw("\"");
  if (device.model != kNoText) to.raw(R"(,"modelNumber":")").term(device.model).raw("\"");
  to.raw(R"(,"type":)").concept_of(coding::kSnomed, device.snomed_code, device.name).raw(R"(,"patient":)").reference(Type::kPatient, told.person());
}

}  // namespace

void tell_procedures(const Told& told) {
  const auto each = [&](Type type, const auto& things, auto tell) {
    if (!told.target.wants(type)) return;
    for (const auto& thing : things) tell(told, thing);
  };
  each(Type::kProcedure, told.ledger.procedures, tell_procedure);
  each(Type::kImagingStudy, told.ledger.imaging_studies, tell_imaging);
  each(Type::kDevice, told.ledger.devices, tell_device);
}

}  // namespace polyclinic::formats::fhir
