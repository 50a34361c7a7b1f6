// Where a job gets its units from, in order: made by the caller's own thread, or by workers. The two behave alike.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "engine/foundation/result.h"
#include "engine/run/accounts.h"
#include "engine/run/plan.h"
#include "engine/run/unit.h"

namespace polyclinic::run {

class UnitSource {
 public:
  virtual ~UnitSource() = default;

  // The next unit in order, entered into the accounts; nullptr when none is ready within `max_wait_ms`. It is the
  // caller's until give_back(). Not called any more after the last unit. Errors are final.
  virtual Result<Unit*> next(uint32_t max_wait_ms) = 0;
  virtual void give_back(Unit* unit) = 0;
  virtual uint32_t threads() const = 0;
};

// Units are made in next(), on the caller's thread.
std::unique_ptr<UnitSource> make_inline_source(const Plan& plan, Accounts& accounts, const std::atomic<bool>& cancelled);

// `threads` workers make units; builds without threads do not have this.
std::unique_ptr<UnitSource> make_threaded_source(const Plan& plan, Accounts& accounts, const std::atomic<bool>& cancelled,
                                                 uint32_t threads);

// Processors of the machine, 1 in builds without threads.
uint32_t processors();

}  // namespace polyclinic::run
