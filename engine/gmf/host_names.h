// The names that a disease module shares with its host: attributes that the host supplies, attributes that the host
// reads from modules, names that belong to the engine, and the vital signs. One declaration, from which the loader's
// checks and the authors' documentation are derived; no values are made here (that is life/).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/gmf/value.h"

namespace polyclinic::gmf {

// What a value of an attribute may be; a set of bits, because some attributes hold different kinds at different times.
enum ValueKindBits : std::uint8_t {
  kBooleanValue = 1,
  kNumberValue = 2,
  kStringValue = 4,
  kCodeValue = 8,
  kEntryValue = 16,   // a reference to an entry of the record
  kSeriesValue = 32,  // a time series
};

// "a boolean", "a number or a string"
std::string_view name_of_kind(ValueKindBits kind);

// How long a value of the host's stays as it is.
enum class HostCadence : std::uint8_t {
  kFixed,       // from birth on
  kEvent,       // changes at an event, which wakes what waits for it
  kComputed,    // follows from other data at the moment of reading; what waits for it is told when to look again
  kContinuous,  // changes without an event: a Guard on it must look again every step
};

struct HostAttribute {
  std::string_view name;
  std::uint8_t kinds;  // ValueKindBits
  HostCadence cadence;
  std::string_view values;   // in words: "M or F"
  std::string_view meaning;  // and when it changes
};

// Attributes that the host supplies, in the order of the documentation. Modules may read them; writing one is a warning.
std::span<const HostAttribute> host_attributes();
const HostAttribute* find_host_attribute(std::string_view name);

// Attributes that modules write and the host reacts to.
std::span<const HostAttribute> attributes_read_by_host();

// Further names that belong to the engine and the host (bookkeeping of other engines too, so that a module behaves the
// same in them). A pattern has one '*' for any text.
std::span<const std::string_view> reserved_attribute_patterns();

// Whether writing it from a module is a mistake: a host attribute or a reserved name.
bool is_reserved_attribute(std::string_view name);

enum class VitalCadence : std::uint8_t {
  kUpdated,      // constant between updates of the host
  kEachStep,     // drawn anew every week: a Guard on it must look again every step
  kEachReading,  // another value at each moment: likewise
  kModulesOnly,  // the host never sets it
};

struct HostVitalSign {
  std::string_view unit;
  VitalCadence cadence;
  std::string_view meaning;
};

// How the host keeps a vital sign; its names and decimals are in vital_sign.h.
const HostVitalSign& host_vital_sign(VitalSign vital);

// A vital sign as expressions name it: the name in any case, or the constant.
std::optional<VitalSign> vital_sign_of_expression(std::string_view name);

}  // namespace polyclinic::gmf
