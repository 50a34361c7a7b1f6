// The format: its files and their framing.
#include "engine/formats/hl7v2/hl7v2.h"

#include "engine/formats/hl7v2/message_writer.h"

namespace polyclinic::formats {
namespace hl7v2 {
namespace {

class Hl7v2Format final : public RecordFormat {
 public:
  Hl7v2Format(const world::World& world, const reference::ObservationCatalogue& observations) : shared_(world, observations) {}

  std::vector<RecordFile> files() const override {
    std::vector<RecordFile> files;
    files.push_back(file("messages.hl7", false));
    if (shared_.options.acknowledgments) files.push_back(file("acknowledgments.hl7", true));
    return files;
  }
  std::unique_ptr<RecordWriter> writer() const override { return std::make_unique<MessageWriter>(shared_); }

 private:
  // How many batches a file has is known when all people are told, not when its trailer is planned: FTS-1, which is
  // optional, is left out. Each batch, a person's, has its count.
  RecordFile file(std::string name, bool acknowledges) const {
    if (shared_.options.framing != config::Hl7v2Options::Framing::kBatch) return {std::move(name), {}, {}, {}};
    ByteBuffer header;
    SegmentWriter segment(shared_.vocabulary.terms(), header);
    segment.raw("FHS|^~\\&|");
    if (acknowledges) {
      segment.raw(shared_.receiver).raw("|").raw(kApplication).raw("|");
    } else {
      segment.raw(kApplication).raw("||").raw(shared_.receiver);
    }
    segment.raw("|").day(shared_.world.config.as_of).raw("000000+0000||").raw(name).raw("\r");
    return {std::move(name), std::string(header.view()), {}, "FTS\r"};
  }

  Shared shared_;
};

}  // namespace
}  // namespace hl7v2

Result<std::unique_ptr<RecordFormat>> make_hl7v2(const world::World& world, const reference::ObservationCatalogue& observations) {
  return std::make_unique<hl7v2::Hl7v2Format>(world, observations);
}

}  // namespace polyclinic::formats
