// The format: its files and what stands around them.
#include "engine/formats/vista/vista.h"

#include <string>

#include "engine/formats/vista/end_writer.h"
#include "engine/formats/vista/teller.h"

namespace polyclinic::formats {
namespace vista {
namespace {

class Format final : public RecordFormat {
 public:
  Format(const world::World& world, const reference::ObservationCatalogue& observations) : words_(world, observations), end_(words_) {}

  std::vector<RecordFile> files() const override {
    std::vector<RecordFile> files;
    for (const FileFacts& file : kFiles) {
      if (words_.routine) {
        const std::string routine = routine_name(file.name);
        files.push_back({routine + ".m", routine + " ; Polyclinic: " + std::string(file.name) + " #" + std::string(file.number) + "\n", {}, {}});
      } else {
        files.push_back({zwr_name(file), "Polyclinic: " + std::string(file.name) + " #" + std::string(file.number) + "\n" + stamp() + " ZWR\n", {}, {}});
      }
    }
    return files;
  }
  std::unique_ptr<RecordWriter> writer() const override { return std::make_unique<Teller>(words_); }
  std::unique_ptr<RecordNumbering> numbering() const override { return std::make_unique<Numbering>(end_); }
  std::unique_ptr<UnitNumbers> unit_numbers() const override { return std::make_unique<EntryNumbers>(); }

 private:
  // "9000010.07_V_POV.zwr"
  static std::string zwr_name(const FileFacts& file) {
    std::string name = std::string(file.number) + "_" + std::string(file.name) + ".zwr";
    for (char& c : name) {
      if (c == ' ' || c == '/') c = '_';
    }
    return name;
  }

  // Letters of the file's name: routines have no others, and at most 31.
  static std::string routine_name(std::string_view file) {
    std::string name;
    for (const char c : file) {
      if (c >= 'A' && c <= 'Z' && name.size() < 31) name += c;
    }
    return name;
  }

  // As GT.M dates what it extracts: 28-NOV-2026  00:00:00
  std::string stamp() const {
    constexpr std::string_view kMonths = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    const CivilDate date = civil_from_day(words_.world.config.as_of);
    std::string text = (date.day < 10 ? "0" : "") + std::to_string(date.day) + "-";
    text += kMonths.substr((date.month - 1U) * 3, 3);
    return text + "-" + std::to_string(date.year) + "  00:00:00";
  }

  Vocabulary words_;
  VistaEnd end_;
};

}  // namespace
}  // namespace vista

Result<std::unique_ptr<RecordFormat>> make_vista(const world::World& world, const reference::ObservationCatalogue& observations) {
  return std::make_unique<vista::Format>(world, observations);
}

}  // namespace polyclinic::formats
