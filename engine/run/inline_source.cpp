// Units made on the caller's thread, one a call.
#include "engine/run/gatherer.h"
#include "engine/run/numberer.h"
#include "engine/run/unit_source.h"

namespace polyclinic::run {
namespace {

class InlineSource final : public UnitSource {
 public:
  InlineSource(const Plan& plan, Accounts& accounts, const std::atomic<bool>& cancelled)
      : plan_(plan), accounts_(accounts), cancelled_(cancelled), gatherer_(plan), numberer_(plan) {}

  Result<Unit*> next(uint32_t) override {
    if (!maker_) {
      POLYCLINIC_ASSIGN(maker_, UnitMaker::create(plan_, cancelled_));
      POLYCLINIC_ASSIGN(tools_, GatherTools::create(plan_));
    }
    POLYCLINIC_TRY(maker_->make(next_++, unit_));
    numberer_.enter(unit_);
    accounts_.enter(unit_);
    for (size_t file = 0; file < accounts_.lanes(); ++file) {
      POLYCLINIC_TRY(numberer_.finish(unit_, file, *tools_));
      POLYCLINIC_TRY(gatherer_.write(unit_, file, *tools_, [this](size_t full) { return encode_all(full); }));
      accounts_.close_part(unit_, file);
    }
    return &unit_;
  }
  void give_back(Unit* unit) override {
    // A unit of usual size keeps its memory for the next one.
    if (unit->memory() > kMemoryKept) unit->release();
  }
  uint32_t threads() const override { return 1; }

 private:
  static constexpr uint64_t kMemoryKept = uint64_t{16} << 20;

  Status encode_all(size_t file) {
    for (uint32_t piece = 0; piece < gatherer_.pieces(file); ++piece) {
      if (cancelled_.load(std::memory_order_relaxed)) return fail(ErrorKind::kCancelled, "the run was cancelled");
      POLYCLINIC_TRY(gatherer_.encode_piece(file, piece, *tools_));
    }
    return {};
  }

  const Plan& plan_;
  Accounts& accounts_;
  const std::atomic<bool>& cancelled_;
  Gatherer gatherer_;
  Numberer numberer_;
  std::unique_ptr<UnitMaker> maker_;
  std::unique_ptr<GatherTools> tools_;
  Unit unit_;
  uint64_t next_ = 0;
};

}  // namespace

std::unique_ptr<UnitSource> make_inline_source(const Plan& plan, Accounts& accounts, const std::atomic<bool>& cancelled) {
  return std::make_unique<InlineSource>(plan, accounts, cancelled);
}

}  // namespace polyclinic::run
