// The format: its files, and the order in which a dataset's resources are written.
#include "engine/formats/fhir/fhir.h"

#include "engine/formats/fhir/tellers.h"

namespace polyclinic::formats {
namespace fhir {
namespace {

// A Bundle around everything that a scope writes; nothing in bulk form.
class Bundle {
 public:
  Bundle(Target& target, Id id) : target_(target) {
    if (target.shared.is_bulk()) return;
    ByteBuffer& out = *target.outputs[0].bytes;
    char text[kUuidTextSize + kInstantTextSize];
    out.append(R"({"resourceType":"Bundle","id":")");
    out.append({text, static_cast<size_t>(write_uuid(text, id) - text)});
    out.append(target.shared.form == Form::kTransaction ? R"(","type":"transaction","timestamp":")" : R"(","type":"collection","timestamp":")");
    out.append({text, static_cast<size_t>(write_date(text, target.shared.world.config.as_of) - text)});
    out.append(R"(T00:00:00Z","entry":[)");
    target.has_entries = false;
  }
  ~Bundle() {
    if (target_.shared.is_bulk()) return;
    target_.outputs[0].bytes->append("]}\n");
    ++target_.outputs[0].records;
  }
  Bundle(const Bundle&) = delete;
  Bundle& operator=(const Bundle&) = delete;

 private:
  Target& target_;
};

class Writer final : public RecordWriter {
 public:
  explicit Writer(const Shared& shared) : shared_(shared) {}

  void add_directory(const world::DirectoryExtract& extract, std::span<RecordOutput> outputs) override {
    Target target{shared_, outputs, true};
    const Bundle bundle(target, shared_.mint(ledger::Entity::kBundle, 0, 1));
    tell_directory(extract, target);
  }

  void add(const ledger::Ledger& ledger, std::span<RecordOutput> outputs) override {
    Target target{shared_, outputs};
    const Bundle bundle(target, shared_.mint(ledger::Entity::kBundle, ledger.person.number, 0));
    const Told told{ledger, target, workspace_};
    tell_patient(told);
    tell_encounters(told);
    tell_conditions(told);
    tell_observations(told);
    tell_medications(told);
    tell_procedures(told);
    tell_plans(told);
    tell_documents(told);
  }

 private:
  const Shared& shared_;
  Workspace workspace_;
};

class Format final : public RecordFormat {
 public:
  Format(const world::World& world, const reference::ObservationCatalogue& observations) : shared_(world, observations) {}

  std::vector<RecordFile> files() const override {
    std::vector<RecordFile> files;
    if (!shared_.is_bulk()) {
      files.push_back({"bundles.ndjson", {}, {}, {}});
      return files;
    }
    for (const Type type : shared_.types) files.push_back({std::string(name_of(type)) + ".ndjson", {}, {}, {}});
    files.push_back({"manifest.json", manifest(), {}, {}});
    return files;
  }
  std::unique_ptr<RecordWriter> writer() const override { return std::make_unique<Writer>(shared_); }

 private:
  // What a server says when an export is complete. Its optional counts are left out: they are known at the end, when the
  // dataset's own manifest tells them.
  std::string manifest() const {
    char date[kInstantTextSize];
    std::string out = R"({"transactionTime":")";
    out.append(date, static_cast<size_t>(write_date(date, shared_.world.config.as_of) - date));
    out += R"(T00:00:00Z","request":"http://example.org/fhir/$export","requiresAccessToken":false,"output":[)";
    for (const Type type : shared_.types) {
      if (out.back() != '[') out += ',';
      out += R"({"type":")";
      out += name_of(type);
      out += R"(","url":")";
      out += name_of(type);
      out += R"(.ndjson"})";
    }
    return out + "],\"error\":[]}\n";
  }

  Shared shared_;
};

}  // namespace
}  // namespace fhir

Result<std::unique_ptr<RecordFormat>> make_fhir(const world::World& world, const reference::ObservationCatalogue& observations) {
  return std::make_unique<fhir::Format>(world, observations);
}

}  // namespace polyclinic::formats
