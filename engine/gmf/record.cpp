// A Record's texts of one person, and its reuse for the next.
#include "engine/gmf/record.h"

namespace polyclinic::gmf {

TextId Record::intern(const Program& program, std::string_view text) {
  if (text.empty()) return kNoText;
  const TextId known = program.texts.find(text);
  if (known != kNoText) return known;
  for (std::size_t index = 0; index < personal_texts.size(); ++index) {
    if (personal_texts[index] == text) return static_cast<TextId>(index) | kPersonalText;
  }
  personal_texts.push_back(text_arena.copy(text));
  return static_cast<TextId>(personal_texts.size() - 1) | kPersonalText;
}

void Record::clear() {
  encounters.clear();
  entries.clear();
  onsets.clear();
  symptoms.clear();
  death = {};
  codes.clear();
  goals.clear();
  reactions.clear();
  imaging_series.clear();
  series_values.clear();
  personal_texts.clear();
  text_arena.reset();
  next_serial = 0;
}

std::size_t Record::bytes_in_use() const {
  return encounters.size() * sizeof(EncounterEntry) + entries.size() * sizeof(Entry) +
         onsets.size() * sizeof(OnsetEntry) + symptoms.size() * sizeof(SymptomEntry) + codes.size() * sizeof(CodeId) +
         goals.size() * sizeof(uint32_t) + reactions.size() * sizeof(ReactionEntry) +
         imaging_series.size() * sizeof(ImagingSeriesEntry) + series_values.size() * sizeof(uint32_t) +
         personal_texts.size() * sizeof(std::string_view) + text_arena.bytes_in_use();
}

}  // namespace polyclinic::gmf
