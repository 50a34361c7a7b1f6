// The checks that need all files of a set: who calls whom, names of states and attributes in other files, codes that
// nobody produces.
#include <algorithm>
#include <map>

#include "engine/config/json_document.h"
#include "engine/foundation/text.h"
#include "engine/gmf/loading.h"
#include "engine/gmf/vocabulary.h"

namespace polyclinic::gmf {
namespace {

using config::excerpt;

// Sets of modules as rows of bits.
class ModuleSets {
 public:
  explicit ModuleSets(std::size_t modules) : words_((modules + 63) / 64), bits_(words_ * modules) {}

  bool has(ModuleId set, ModuleId module) const { return (bits_[set * words_ + module / 64] >> (module % 64) & 1) != 0; }
  void add(ModuleId set, ModuleId module) { bits_[set * words_ + module / 64] |= std::uint64_t{1} << (module % 64); }
  void add_all(ModuleId set, ModuleId from) {
    for (std::size_t word = 0; word < words_; ++word) {
      bits_[set * words_ + word] |= bits_[from * words_ + word];
    }
  }
  bool have_common(ModuleId a, ModuleId b) const {
    for (std::size_t word = 0; word < words_; ++word) {
      if ((bits_[a * words_ + word] & bits_[b * words_ + word]) != 0) {
        return true;
      }
    }
    return false;
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

class CrossChecks {
 public:
  explicit CrossChecks(Loading& loading)
      : loading_(loading),
        program_(loading.program),
        module_count_(program_.modules.size()),
        below_(module_count_),
        above_(module_count_) {}

  void run() {
    check_calls();
    check_names();
    check_unused();
    if (!loading_.is_complete) {
      loading_.log.add("I00", {}, "some files could not be read, so names that others may have were not looked for",
                       "mend those files and check again");
      return;
    }
    index_states();
    check_prior_states();
    check_targets();
    check_selectors();
    check_attributes();
    check_codes();
  }

 private:
  std::string key(ModuleId module) const { return std::string(program_.module_key(module)); }
  FindingPlace place_of(ModuleId module) const { return {key(module), {}, {}, 0}; }

  // --- Calls ---

  void check_calls() {
    callees_.resize(module_count_);
    std::vector<std::size_t> order(loading_.calls.size());
    for (std::size_t index = 0; index < order.size(); ++index) {
      order[index] = index;
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return loading_.calls[a] != loading_.calls[b] ? loading_.calls[a] < loading_.calls[b] : a < b;
    });
    for (std::size_t index = 0; index < order.size(); ++index) {
      const auto& [caller, callee] = loading_.calls[order[index]];
      if (index == 0 || loading_.calls[order[index - 1]] != loading_.calls[order[index]]) {
        callees_[caller].push_back({callee, order[index]});
      }
    }
    // Depth first, callees before callers; a call of a module that is still open closes a cycle.
    enum : std::uint8_t { kNew, kOpen, kDone };
    std::vector<std::uint8_t> states(module_count_, kNew);
    std::vector<std::pair<ModuleId, std::size_t>> path;
    std::vector<ModuleId> finished;
    for (std::size_t start = 0; start < module_count_; ++start) {
      if (states[start] != kNew) {
        continue;
      }
      path.push_back({static_cast<ModuleId>(start), 0});
      states[start] = kOpen;
      while (!path.empty()) {
        auto& [module, next] = path.back();
        if (next == callees_[module].size()) {
          states[module] = kDone;
          finished.push_back(module);
          path.pop_back();
          continue;
        }
        const auto [callee, call] = callees_[module][next++];
        if (states[callee] == kOpen) {
          report_cycle(path, callee, call);
        } else if (states[callee] == kNew) {
          states[callee] = kOpen;
          path.push_back({callee, 0});
        }
      }
    }
    std::vector<std::uint32_t> depth(module_count_, 1);
    for (const ModuleId module : finished) {
      below_.add(module, module);
      for (const auto& [callee, call] : callees_[module]) {
        below_.add_all(module, callee);
        depth[module] = std::max(depth[module], depth[callee] + 1);
      }
      if (depth[module] > kDeepestCalls + 1 && !has_cycle_) {
        loading_.log.add("E29", place_of(module),
                         "submodule calls are more than " + std::to_string(kDeepestCalls) + " deep below this module",
                         "flatten them");
        break;
      }
    }
    for (auto module = finished.rbegin(); module != finished.rend(); ++module) {
      above_.add(*module, *module);
      for (const auto& [callee, call] : callees_[*module]) {
        above_.add_all(callee, *module);
      }
    }
    std::vector<bool> is_called(module_count_);
    for (const auto& [caller, callee] : loading_.calls) {
      is_called[callee] = true;
    }
    for (std::size_t module = 0; module < module_count_; ++module) {
      if (!program_.modules[module].top_level && !is_called[module] && loading_.is_complete) {
        loading_.log.add("I30", place_of(static_cast<ModuleId>(module)), "submodule is never called",
                         "call it from a CallSubmodule state, or take it out");
      }
    }
  }

  void report_cycle(const std::vector<std::pair<ModuleId, std::size_t>>& path, ModuleId callee, std::size_t call) {
    constexpr std::size_t kShown = 10;
    has_cycle_ = true;
    std::size_t from = path.size();
    while (from > 0 && path[from - 1].first != callee) {
      --from;
    }
    std::string cycle;
    std::size_t shown = 0;
    for (std::size_t index = from == 0 ? 0 : from - 1; index < path.size(); ++index) {
      if (++shown <= kShown) {
        cycle += config::printable(key(path[index].first)) + " -> ";
      } else if (shown == kShown + 1) {
        cycle += "... -> ";
      }
    }
    loading_.log.add("E29", loading_.call_places[call],
                     "recursive submodule calls: " + cycle + config::printable(key(callee)), "take one of the calls out");
  }

  // --- Whole files ---

  void check_names() {
    std::map<std::string_view, std::vector<ModuleId>> by_name;
    for (std::size_t module = 0; module < module_count_; ++module) {
      if (program_.modules[module].name != kNoText) {
        by_name[program_.text(program_.modules[module].name)].push_back(static_cast<ModuleId>(module));
      }
    }
    for (const auto& [name, modules] : by_name) {
      for (std::size_t index = 0; index < modules.size() && modules.size() > 1; ++index) {
        constexpr std::size_t kShown = 5;
        std::string others;
        std::size_t shown = 0;
        for (const ModuleId other : modules) {
          if (other == modules[index]) {
            continue;
          }
          if (++shown > kShown) {
            others += ", ...";
            break;
          }
          others += (others.empty() ? "" : ", ") + config::printable(key(other));
        }
        loading_.log.add("W31", place_of(modules[index]),
                         "name " + excerpt(name) + " is also used by " + others + "; modules are identified by path",
                         "give each its own name");
      }
    }
  }

  void check_unused() {
    for (const TableSource& source : loading_.tables) {
      if (source.users.empty() && loading_.is_complete) {
        loading_.log.add("I25", {std::string(source.name), {}, {}, 0},
                         "lookup table " + excerpt(source.name) + " is unused", "take it out");
      }
    }
  }

  // --- States in other files ---

  void index_states() {
    for (StateId state = 0; state < program_.states.size(); ++state) {
      states_named_[program_.states[state].name].push_back(state);
    }
  }

  // A state of that name in the module or in one that it calls, directly or not.
  bool is_below(ModuleId module, TextId name) {
    const auto [known, is_new] = is_below_.try_emplace(std::uint64_t{module} << 32 | name, false);
    if (is_new) {
      const auto found = states_named_.find(name);
      known->second = found != states_named_.end() &&
                      std::any_of(found->second.begin(), found->second.end(), [&](StateId state) {
                        return below_.has(module, program_.states[state].module);
                      });
    }
    return known->second;
  }

  void check_prior_states() {
    for (const NameUse& use : loading_.prior_states) {
      if (!is_below(use.module, use.name)) {
        loading_.log.add("E38", use.place, "PriorState refers to unknown state " + excerpt(program_.text(use.name)),
                         "name a state of this file, or of a submodule that it calls");
      }
    }
  }

  struct Target {
    bool is_above = false;            // an Encounter of this module or of one that calls it
    ModuleId elsewhere = kNoModule;   // a module with such an Encounter that has a root in common
  };

  const Target& find_target(const NameUse& use) {
    const auto [known, is_new] = targets_.try_emplace(std::uint64_t{use.module} << 32 | use.name);
    if (is_new) {
      Target& target = known->second;
      const auto found = states_named_.find(use.name);
      for (std::size_t index = 0; found != states_named_.end() && index < found->second.size(); ++index) {
        const State& state = program_.states[found->second[index]];
        if (state.type != StateType::kEncounter) {
          continue;
        }
        target.is_above = target.is_above || above_.has(use.module, state.module);
        if (target.elsewhere == kNoModule && above_.have_common(use.module, state.module)) {
          target.elsewhere = state.module;
        }
      }
    }
    return known->second;
  }

  void check_targets() {
    for (const NameUse& use : loading_.targets) {
      const std::string name = excerpt(program_.text(use.name));
      const Target& target = find_target(use);
      if (target.is_above) {
        continue;
      }
      if (target.elsewhere == kNoModule) {
        loading_.log.add("E49", use.place, "target_encounter " + name + " does not exist",
                         "name an Encounter state of this module or of one that calls it");
      } else {
        loading_.log.add("W50", use.place,
                         "target_encounter " + name + " is in " + key(target.elsewhere) + "; the onset may never be diagnosed",
                         "name an Encounter state of this module or of one that calls it");
      }
    }
  }

  void check_selectors() {
    for (const NameUse& use : loading_.selectors) {
      const std::string name = excerpt(program_.text(use.name));
      const auto found = states_named_.find(use.name);
      if (found == states_named_.end()) {
        // No error: modules of a large collection name states of others, and must run when they are taken alone.
        std::vector<std::string_view> own;
        const Module& module = program_.modules[use.module];
        for (std::uint32_t index = 0; index < module.state_count && loading_.log.wants_guesses(); ++index) {
          own.push_back(program_.state_name(module.first_state + index));
        }
        std::string hint = loading_.log.guess(program_.text(use.name), own);
        loading_.log.add("W53", use.place, name + " is no state of any module that is there; nothing will be ended",
                         hint.empty() ? "name a state of this module, or add the one that has it" : std::move(hint));
        continue;
      }
      const std::string wanted(state_shapes()[static_cast<std::uint32_t>(use.wanted)].name);
      const auto [known, is_new] =
          makers_.try_emplace(std::uint64_t{static_cast<std::uint32_t>(use.wanted)} << 32 | use.name, found->second.front());
      for (std::size_t index = 0; is_new && index < found->second.size(); ++index) {
        if (program_.states[found->second[index]].type == use.wanted) {
          known->second = found->second[index];
          break;
        }
      }
      const StateId best = known->second;
      const State& state = program_.states[best];
      const std::string type(state_shapes()[static_cast<std::uint32_t>(state.type)].name);
      if (state.type != use.wanted) {
        loading_.log.add("W53", use.place,
                         name + " is a state of " + key(state.module) + " of type " + type + "; it starts nothing of this kind",
                         "name a state of type " + wanted);
      } else {
        loading_.log.add("W53", use.place, name + " is a state of " + key(state.module),
                         "say by an attribute or by codes what is meant");
      }
    }
  }

  // --- Attributes ---

  // What SetAttribute copies has the kinds of its source.
  void spread_kinds() {
    std::vector<AttributeId> changed;
    for (AttributeId attribute = 0; attribute < loading_.attributes.size(); ++attribute) {
      AttributeUses& uses = loading_.attributes[attribute];
      if (const HostAttribute* declared = find_host_attribute(program_.text(program_.attributes[attribute].name))) {
        uses.kinds |= declared->kinds;
      }
      if (!uses.copied_to.empty()) {
        changed.push_back(attribute);
      }
    }
    while (!changed.empty()) {
      const AttributeId from = changed.back();
      changed.pop_back();
      for (const AttributeId to : loading_.attributes[from].copied_to) {
        AttributeUses& uses = loading_.attributes[to];
        const std::uint8_t kinds = uses.kinds | loading_.attributes[from].kinds;
        if (kinds != uses.kinds) {
          uses.kinds = kinds;
          changed.push_back(to);
        }
      }
    }
  }

  void check_attributes() {
    loading_.attributes.resize(program_.attributes.size());
    spread_kinds();
    const auto name_of = [&](AttributeId attribute) { return program_.text(program_.attributes[attribute].name); };
    const auto is_set = [&](AttributeId attribute) {
      return loading_.attributes[attribute].written || find_host_attribute(name_of(attribute)) != nullptr;
    };
    // Names that differ in case alone are the likeliest slip.
    std::map<std::string, AttributeId> written;
    for (AttributeId attribute = 0; attribute < loading_.attributes.size(); ++attribute) {
      if (is_set(attribute)) {
        written.emplace(to_lower(name_of(attribute)), attribute);
      }
    }
    std::vector<bool> explained(loading_.attributes.size());
    for (const NameUse& use : loading_.reasons) {
      const AttributeId attribute = program_.find_attribute(program_.text(use.name));
      if (is_below(use.module, use.name) && loading_.attributes[attribute].is_reason_only) {
        explained[attribute] = true;
      }
    }
    for (AttributeId attribute = 0; attribute < loading_.attributes.size(); ++attribute) {
      const AttributeUses& uses = loading_.attributes[attribute];
      const bool is_state = uses.is_reason_only && (explained[attribute] || !is_named_as_missing(name_of(attribute)));
      if (uses.first_read.has_value() && !is_set(attribute) && !is_state) {
        const auto near = written.find(to_lower(name_of(attribute)));
        loading_.log.add("I69", *uses.first_read, "attribute " + excerpt(name_of(attribute)) + " is never set",
                         near == written.end() ? "let a SetAttribute state set it"
                                               : "did you mean " + excerpt(name_of(near->second)) + "?");
      }
      if (uses.kinds == 0 || !uses.written) {
        continue;
      }
      for (const auto& [kind, place] : uses.compared) {
        if ((uses.kinds & kind) == 0) {
          loading_.log.add("W71", place,
                           "attribute " + excerpt(name_of(attribute)) + " is set as " + kinds_in_words(uses.kinds) +
                               " but compared as " + std::string(name_of_kind(kind)),
                           "the comparison is always false; compare it with the kind that is set");
        }
      }
    }
    for (const auto& [attribute, place] : loading_.table_keys) {
      if (!is_set(attribute)) {
        loading_.log.add("W24", place,
                         "table " + excerpt(place.module) + ": attribute " + excerpt(name_of(attribute)) +
                             " is never set; defaults will always apply",
                         "let a SetAttribute state set it, or take the column out");
      }
    }
  }

  // Reasons that are no state of their own file are in the list of uses; others name one.
  bool is_named_as_missing(std::string_view name) {
    if (missing_reasons_.empty()) {
      for (const NameUse& use : loading_.reasons) {
        missing_reasons_.push_back(program_.text(use.name));
      }
      std::sort(missing_reasons_.begin(), missing_reasons_.end());
    }
    return std::binary_search(missing_reasons_.begin(), missing_reasons_.end(), name);
  }

  static std::string kinds_in_words(std::uint8_t kinds) {
    std::string words;
    for (const ValueKindBits kind :
         {kBooleanValue, kNumberValue, kStringValue, kCodeValue, kEntryValue, kSeriesValue}) {
      if ((kinds & kind) != 0) {
        words += (words.empty() ? "" : " or ") + std::string(name_of_kind(kind));
      }
    }
    return words;
  }

  // --- Codes ---

  void check_codes() {
    static constexpr std::string_view kKinds[kActiveKindCount] = {"condition", "allergy",  "medication",
                                                                  "care plan", "device", "procedure"};
    for (const CodeUse& use : loading_.code_uses) {
      const std::uint8_t made =
          use.concept_id < loading_.code_made.size() ? loading_.code_made[use.concept_id] : std::uint8_t{0};
      const std::uint32_t kind = static_cast<std::uint32_t>(use.kind);
      if ((made >> kind & 1) == 0) {
        std::string as;
        for (std::uint32_t other = 0; other < kActiveKindCount; ++other) {
          as += (made >> other & 1) != 0 ? "; it is as a " + std::string(kKinds[other]) : "";
        }
        loading_.log.add("I70", use.place,
                         "code " + excerpt(program_.text(use.code)) + " is never produced as a " +
                             std::string(kKinds[kind]) + as,
                         "check the code");
      }
    }
  }

  struct Call {
    ModuleId callee;
    std::size_t call;  // of Loading::calls, the first of this pair
  };

  Loading& loading_;
  Program& program_;
  std::size_t module_count_;
  std::vector<std::vector<Call>> callees_;
  ModuleSets below_;  // of each module: itself and all that it calls, directly or not
  ModuleSets above_;  // of each module: itself and all that call it
  bool has_cycle_ = false;
  std::unordered_map<TextId, std::vector<StateId>> states_named_;  // looked up only
  std::unordered_map<std::uint64_t, bool> is_below_;  // by module and name; looked up only, like the next
  std::unordered_map<std::uint64_t, Target> targets_;
  std::unordered_map<std::uint64_t, StateId> makers_;  // by type and name
  std::vector<std::string_view> missing_reasons_;
};

}  // namespace

void check_across_files(Loading& loading) { CrossChecks(loading).run(); }

}  // namespace polyclinic::gmf
