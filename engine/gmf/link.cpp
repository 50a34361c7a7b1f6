// Program::link(): what follows from a Program's facts and is the same for everybody - which names a frame must
// remember, what each Guard waits for and who waits for what, where the frames of each root are.
#include <algorithm>

#include "engine/foundation/hash.h"
#include "engine/gmf/program.h"

namespace polyclinic::gmf {
namespace {

void sort_and_unite(std::vector<uint32_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool contains(const std::vector<uint32_t>& sorted, uint32_t value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

// Who calls whom, and the modules in an order in which callers stand before those they call.
struct CallGraph {
  std::vector<std::vector<uint32_t>> callees;
  std::vector<ModuleId> callers_first;

  explicit CallGraph(const Program& program) : callees(program.modules.size()), seen_(program.modules.size()) {
    for (const State& state : program.states) {
      if (state.type == StateType::kCallSubmodule) callees[state.module].push_back(program.calls[state.detail].callee);
    }
    for (std::vector<uint32_t>& list : callees) sort_and_unite(list);
    for (std::size_t module = 0; module < callees.size(); ++module) visit(static_cast<ModuleId>(module));
    std::reverse(callers_first.begin(), callers_first.end());
  }

 private:
  void visit(ModuleId module) {
    if (seen_[module]) return;
    seen_[module] = true;
    for (const uint32_t callee : callees[module]) visit(static_cast<ModuleId>(callee));
    callers_first.push_back(module);
  }

  std::vector<bool> seen_;
};

template <class Visit>
void for_each_reason(Program& program, const State& state, Visit visit) {
  switch (state.type) {
    case StateType::kEncounter: visit(program.encounters[state.detail].reason); break;
    case StateType::kMedicationOrder: visit(program.medication_orders[state.detail].reason); break;
    case StateType::kProcedure: visit(program.procedures[state.detail].reason); break;
    case StateType::kCarePlanStart: visit(program.care_plan_starts[state.detail].reason); break;
    case StateType::kDeath: visit(program.deaths[state.detail].onset); break;
    default: break;
  }
}

// --- History ---------------------------------------------------------------------------------------------------------

uint32_t slot_of(const Program& program, ModuleId module, TextId name) {
  const Slice names = program.modules[module].retained;
  for (uint32_t slot = 0; slot < names.count; ++slot) {
    if (program.retained_names[names.first + slot] == name) return slot;
  }
  return kNone;
}

void link_history(Program& program, const CallGraph& graph) {
  std::vector<std::vector<uint32_t>> wanted(program.modules.size());  // names, by module
  for (const Condition& condition : program.conditions) {
    if (condition.kind != ConditionKind::kPriorState) continue;
    wanted[condition.module].push_back(condition.text);
    if (condition.since != kNoText) wanted[condition.module].push_back(condition.since);
  }
  for (const State& state : program.states) {
    for_each_reason(program, state, [&](Reason& reason) {
      if (reason.name != kNoText) wanted[state.module].push_back(reason.name);
    });
  }
  // Names of states that a module's frame can come to know: its own and those of all that it calls.
  std::vector<std::vector<uint32_t>> known(program.modules.size());
  for (auto module = graph.callers_first.rbegin(); module != graph.callers_first.rend(); ++module) {
    const Module& held = program.modules[*module];
    std::vector<uint32_t>& names = known[*module];
    for (uint32_t index = 0; index < held.state_count; ++index) {
      names.push_back(program.states[held.first_state + index].name);
    }
    for (const uint32_t callee : graph.callees[*module]) {
      names.insert(names.end(), known[callee].begin(), known[callee].end());
    }
    sort_and_unite(names);
  }
  for (const ModuleId module : graph.callers_first) {
    std::vector<uint32_t>& names = wanted[module];
    sort_and_unite(names);
    std::erase_if(names, [&](uint32_t name) { return !contains(known[module], name); });
    for (const uint32_t callee : graph.callees[module]) {
      wanted[callee].insert(wanted[callee].end(), names.begin(), names.end());
    }
  }
  program.retained_names.clear();
  for (std::size_t module = 0; module < program.modules.size(); ++module) {
    program.modules[module].retained = {static_cast<uint32_t>(program.retained_names.size()),
                                        static_cast<uint32_t>(wanted[module].size())};
    program.retained_names.insert(program.retained_names.end(), wanted[module].begin(), wanted[module].end());
  }
  for (State& state : program.states) {
    state.slot = slot_of(program, state.module, state.name);
    for_each_reason(program, state, [&](Reason& reason) {
      reason.slot = reason.name == kNoText ? kNone : slot_of(program, state.module, reason.name);
    });
  }
  for (Condition& condition : program.conditions) {
    if (condition.kind != ConditionKind::kPriorState) continue;
    condition.name_slot = slot_of(program, condition.module, condition.text);
    condition.since_slot = condition.since == kNoText ? kNone : slot_of(program, condition.module, condition.since);
  }
  program.merges.clear();
  for (const State& state : program.states) {
    if (state.type != StateType::kCallSubmodule) continue;
    CallSubmodule& call = program.calls[state.detail];
    call.merges.first = static_cast<uint32_t>(program.merges.size());
    const Slice names = program.modules[call.callee].retained;
    for (uint32_t slot = 0; slot < names.count; ++slot) {
      const uint32_t caller_slot = slot_of(program, state.module, program.retained_names[names.first + slot]);
      if (caller_slot != kNone) program.merges.push_back({slot, caller_slot});
    }
    call.merges.count = static_cast<uint32_t>(program.merges.size()) - call.merges.first;
  }
}

// --- Roots -----------------------------------------------------------------------------------------------------------

StateId sleeper_of(const Program& program, ModuleId module) {
  StateId id = program.modules[module].initial;
  for (int steps = 0; steps < 64; ++steps) {
    const State& state = program.states[id];
    if (state.type == StateType::kGuard) return id;
    if ((state.type != StateType::kInitial && state.type != StateType::kSimple) || state.slot != kNone) return kNone;
    const Transition& transition = program.transitions[state.transition];
    if (transition.kind != TransitionKind::kDirect) return kNone;
    id = transition.target;
  }
  return kNone;
}

// The modules that each root can come to run, ascending.
std::vector<std::vector<uint32_t>> link_roots(Program& program, const CallGraph& graph) {
  std::vector<ModuleId> top_level;
  for (std::size_t module = 0; module < program.modules.size(); ++module) {
    if (program.modules[module].top_level) top_level.push_back(static_cast<ModuleId>(module));
  }
  std::sort(top_level.begin(), top_level.end(),
            [&](ModuleId a, ModuleId b) { return program.module_key(a) < program.module_key(b); });
  std::vector<std::vector<uint32_t>> reached;
  program.roots.clear();
  program.depth_slots.clear();
  program.frame_count = program.slot_count = 0;
  for (const ModuleId module : top_level) {
    Root root;
    root.module = module;
    root.key_hash = fnv1a64(program.module_key(module));
    root.first_frame = program.frame_count;
    root.first_slot = program.slot_count;
    root.depth_slots.first = static_cast<uint32_t>(program.depth_slots.size());
    root.sleeper = sleeper_of(program, module);
    std::vector<uint32_t> all, level{module};
    for (root.depth = 0; !level.empty(); ++root.depth) {
      uint32_t most = 0;
      std::vector<uint32_t> next;
      for (const uint32_t member : level) {
        most = std::max(most, program.modules[member].retained.count);
        next.insert(next.end(), graph.callees[member].begin(), graph.callees[member].end());
      }
      all.insert(all.end(), level.begin(), level.end());
      program.depth_slots.push_back(program.slot_count);
      program.slot_count += most;
      sort_and_unite(next);
      level = std::move(next);
    }
    root.depth_slots.count = root.depth;
    program.frame_count += root.depth;
    program.roots.push_back(root);
    sort_and_unite(all);
    reached.push_back(std::move(all));
  }
  return reached;
}

// --- Guards ----------------------------------------------------------------------------------------------------------

class GuardLinker {
 public:
  explicit GuardLinker(Program& program) : program_(program) {
    program.keys.clear();
    program.key_roots.clear();
    program.guard_keys.clear();
    program.attribute_keys.assign(program.attributes.size(), kNone);
    program.symptom_keys.assign(program.symptoms.size(), kNone);
    program.vital_sign_keys.assign(kVitalSignCount, kNone);
    program.observation_keys.assign(program.concept_count, kNone);
    program.active_keys.assign(std::size_t{kActiveKindCount} * program.concept_count, kNone);
    for (KeyId& key : program.any_active_keys) key = kNone;
  }

  void link(const std::vector<std::vector<uint32_t>>& reached) {
    std::vector<std::vector<RootId>> roots;  // by key
    for (const State& state : program_.states) {
      if (state.type != StateType::kGuard) continue;
      guard_ = &program_.guards[state.detail];
      guard_->has_flips = guard_->polls = false;
      held_.clear();
      walk(guard_->allow);
      sort_and_unite(held_);
      guard_->keys = {static_cast<uint32_t>(program_.guard_keys.size()), static_cast<uint32_t>(held_.size())};
      program_.guard_keys.insert(program_.guard_keys.end(), held_.begin(), held_.end());
      roots.resize(program_.keys.size());
      for (std::size_t root = 0; root < reached.size(); ++root) {
        if (!contains(reached[root], state.module)) continue;
        for (const KeyId key : held_) {
          if (roots[key].empty() || roots[key].back() != root) roots[key].push_back(static_cast<RootId>(root));
        }
      }
    }
    for (std::size_t key = 0; key < roots.size(); ++key) {
      std::sort(roots[key].begin(), roots[key].end());
      roots[key].erase(std::unique(roots[key].begin(), roots[key].end()), roots[key].end());
      program_.keys[key].roots = {static_cast<uint32_t>(program_.key_roots.size()),
                                  static_cast<uint32_t>(roots[key].size())};
      program_.key_roots.insert(program_.key_roots.end(), roots[key].begin(), roots[key].end());
    }
  }

 private:
  void hold(KeyId& place, Key key) {
    if (place == kNone) {
      place = static_cast<KeyId>(program_.keys.size());
      program_.keys.push_back(key);
    }
    held_.push_back(place);
  }

  void hold_attribute(AttributeId attribute) {
    hold(program_.attribute_keys[attribute], {KeyKind::kAttribute, ActiveKind::kCondition, attribute, {}});
    guard_->polls |= program_.attributes[attribute].polled;
    guard_->has_flips |= attribute == program_.known.days_until_death;
  }

  void hold_active(const Condition& condition, std::initializer_list<ActiveKind> kinds) {
    for (const ActiveKind kind : kinds) {
      const uint32_t index = static_cast<uint32_t>(kind);
      if (condition.codes.count == 0) {
        hold(program_.any_active_keys[index], {KeyKind::kActive, kind, kNone, {}});
      }
      for (const CodeId code : program_.code_list(condition.codes)) {
        const ConceptId concept_id = program_.codes[code].concept_id;
        hold(program_.active_keys[std::size_t{index} * program_.concept_count + concept_id],
             {KeyKind::kActive, kind, concept_id, {}});
      }
    }
    if (condition.codes.count == 0 && condition.subject != kNone) hold_attribute(condition.subject);
  }

  void walk(ConditionId id) {
    const Condition& condition = program_.conditions[id];
    for (uint32_t child = condition.children.first; child < condition.children.end(); ++child) {
      walk(program_.condition_children[child]);
    }
    switch (condition.kind) {
      case ConditionKind::kGender: hold_attribute(program_.known.gender); break;
      case ConditionKind::kRace: hold_attribute(program_.known.race); break;
      case ConditionKind::kSocioeconomic: hold_attribute(program_.known.socioeconomic_category); break;
      case ConditionKind::kAttribute: hold_attribute(condition.subject); break;
      case ConditionKind::kAge:
      case ConditionKind::kDate: guard_->has_flips = true; break;
      case ConditionKind::kPriorState: guard_->has_flips |= condition.within >= 0; break;
      case ConditionKind::kSymptom:
        hold(program_.symptom_keys[condition.subject],
             {KeyKind::kSymptom, ActiveKind::kCondition, condition.subject, {}});
        break;
      case ConditionKind::kVitalSign:
        hold(program_.vital_sign_keys[condition.subject],
             {KeyKind::kVitalSign, ActiveKind::kCondition, condition.subject, {}});
        guard_->polls = true;
        break;
      case ConditionKind::kObservation:
        for (const CodeId code : program_.code_list(condition.codes)) {
          const ConceptId concept_id = program_.codes[code].concept_id;
          hold(program_.observation_keys[concept_id], {KeyKind::kObservation, ActiveKind::kCondition, concept_id, {}});
        }
        if (condition.codes.count == 0 && condition.subject != kNone) hold_attribute(condition.subject);
        break;
      case ConditionKind::kActiveCondition:
      case ConditionKind::kActiveAllergy:
        hold_active(condition, {ActiveKind::kCondition, ActiveKind::kAllergy, ActiveKind::kProcedure});
        break;
      case ConditionKind::kActiveMedication: hold_active(condition, {ActiveKind::kMedication}); break;
      case ConditionKind::kActiveCarePlan: hold_active(condition, {ActiveKind::kCarePlan}); break;
      default: break;
    }
  }

  Program& program_;
  Guard* guard_ = nullptr;
  std::vector<KeyId> held_;  // of the guard at hand
};

}  // namespace

void Program::link() {
  const CallGraph graph(*this);
  link_history(*this, graph);
  const std::vector<std::vector<uint32_t>> reached = link_roots(*this, graph);
  GuardLinker(*this).link(reached);
}

}  // namespace polyclinic::gmf
