// What a Machine asks of whoever embeds it: the person's attributes, vital signs and visits. The base class is a plain
// host that provides nothing but the reference rules of check-ups, so that modules can be run without life.
#pragma once

#include <optional>

#include "engine/foundation/calendar.h"
#include "engine/gmf/program.h"
#include "engine/gmf/record.h"
#include "engine/gmf/value.h"

namespace polyclinic::gmf {

class Machine;

// What the next check-up depends on.
struct CheckupClock {
  Instant birth = 0;
  Instant now = 0;
  Instant last_wellness = kNever;  // start of the last encounter of class wellness, whoever opened it; kNever: none
  bool chronic_medication = false;
};

// The first instant at which a check-up is due: birth when there was none; else the interval of the age then, at most
// 365 days with a chronic medication, after the last. May lie before now.
Instant reference_checkup_due(const CheckupClock& clock);

// Who pays, as far as it moves where care is sought: Medicaid, dual eligible and uninsured people are kHighEmergencyUse.
enum class InsurerGroup : uint8_t { kTypical, kHighEmergencyUse };

struct CareOdds {
  double ambulatory = 1, emergency = 0, telemedicine = 0;
};

CareOdds reference_care_odds(InsurerGroup group, Instant at);

class Host {
 public:
  virtual ~Host() = default;

  // Called once, when the machine stands at the birth and before any module: set attributes here.
  virtual void birth(Machine&) {}

  // The value of an attribute that the Program has flagged `derived`. days_until_death is never asked.
  virtual Value derived_attribute(const Machine&, AttributeId) { return Value::nil(); }

  // The vital sign at an instant, unrounded; none when it was never measured. Not asked while a module's generator
  // stands for it.
  virtual std::optional<double> vital_sign(const Machine&, VitalSign, Instant) { return std::nullopt; }

  // Whether what is read of the body at an instant is kept by anybody but the modules: if not, a reading that no module
  // looks at is left out of the record. It must not depend on what is read.
  virtual bool keeps_readings(Instant) { return true; }

  // When the host overwrites the generator that a module installs now; kNever: it stays.
  virtual Instant generator_ends(VitalSign, Instant) { return kNever; }

  // The next instant strictly after `after` at which update() wants to be called (attributes, insurance, deaths of the
  // host); asked anew after each.
  virtual Instant next_update(Instant after) { return static_cast<void>(after), kNever; }
  virtual void update(Machine&) {}

  // When the next check-up is due, a day after the last wellness encounter or later; kNever: none. Asked after birth,
  // when a wellness encounter begins, when the first chronic medication starts or the last ends, and when the lock kept
  // the person from one that was due.
  virtual Instant checkup_due(const CheckupClock& clock) { return static_cast<void>(clock), kNever; }

  // The first instant from `at` on at which an encounter of this class may begin, a module's own or a visit for
  // symptoms; it waits until then.
  virtual Instant care_opens(const Machine&, EncounterClass, Instant at) { return at; }

  // Whether severe symptoms lead to visits.
  virtual bool has_symptom_visits() { return false; }

  virtual InsurerGroup insurer_group(Instant) { return InsurerGroup::kTypical; }
  virtual CareOdds care_odds(InsurerGroup group, Instant at) { return reference_care_odds(group, at); }

  // Told as it happens; the machine's clock stands at the instant. Attributes: only those flagged `watched`, whoever
  // writes them while a module runs.
  virtual void attribute_written(Machine&, AttributeId, const Value& before) { static_cast<void>(before); }
  virtual void encounter_opened(Machine&, EncounterId) {}
  virtual void encounter_closed(Machine&, EncounterId) {}
  virtual void entry_started(Machine&, EntryId) {}
  virtual void entry_stopped(Machine&, EntryId) {}
  virtual void generator_installed(Machine&, VitalSign) {}
};

// The plain host with check-ups and symptom visits by the reference's rules.
class ReferenceHost : public Host {
 public:
  Instant checkup_due(const CheckupClock& clock) override { return reference_checkup_due(clock); }
  bool has_symptom_visits() override { return true; }
};

}  // namespace polyclinic::gmf
