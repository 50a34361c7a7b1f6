// Follows one person through modules: listens to the machine and notes every state with what it wrote and how its wait
// ended. How that is printed is in module_trace_text.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/gmf/machine.h"
#include "engine/run/module_people.h"

namespace polyclinic::run {

// A state that was entered, or a visit of the host's.
struct TraceStep {
  gmf::RootId root = gmf::kNoRoot;    // kNoRoot: the host's
  std::uint32_t depth = 0;            // 0: the root's own state, 1: of a submodule that it called, ...
  gmf::StateId state = gmf::kNone;    // kNone: the host's
  Instant entered = 0;
  Instant left = gmf::kNever;         // kNever: not left before the end
  std::string waited_for;             // why the wait ended; empty when there was none
  std::vector<std::string> wrote;
};

class Tracer final : public gmf::StepListener {
 public:
  explicit Tracer(const gmf::Program& program) : program_(program) {}

  void state_entered(const gmf::Machine& machine, gmf::RootId root, std::uint32_t depth, gmf::StateId id) override;
  void state_left(const gmf::Machine& machine, gmf::RootId root, gmf::StateId id, Instant entered, gmf::WaitEnd why) override;
  // After the life: what the end itself brought.
  void end(const gmf::Machine& machine);

  const std::vector<TraceStep>& steps() const { return steps_; }
  // Entered, but beyond what is kept.
  std::uint64_t left_out() const { return left_out_; }

 private:
  struct Open {
    gmf::RootId root;
    std::uint32_t depth;
    std::size_t step;
  };

  TraceStep* step(std::size_t index) { return index < steps_.size() ? &steps_[index] : nullptr; }
  std::size_t open_step(gmf::RootId root, gmf::StateId id) const;
  std::size_t step_of(gmf::RootId root, std::size_t index) const;
  void note_record(const gmf::Machine& machine, std::size_t index);
  void note_encounters(const gmf::Machine& machine, std::size_t index);
  void note_entries(const gmf::Machine& machine, std::size_t index);
  void note_onsets(const gmf::Machine& machine, std::size_t index);
  void note_state(const gmf::Machine& machine, std::size_t index);
  void write(std::size_t index, std::string text);
  std::string wait_ended(const gmf::Machine& machine, gmf::StateId id, gmf::WaitEnd why) const;

  const gmf::Program& program_;
  std::vector<TraceStep> steps_;
  std::vector<Open> open_;                 // one for each frame of each root that is in a state
  std::size_t current_ = SIZE_MAX;         // the step that runs
  std::uint64_t left_out_ = 0;

  // What of the record was noted already.
  std::size_t entries_ = 0, encounters_ = 0, onsets_ = 0, symptoms_ = 0;
  Instant death_ = gmf::kNever;
  std::vector<gmf::EntryId> open_entries_;
  std::vector<gmf::EncounterId> open_encounters_;
};

}  // namespace polyclinic::run
