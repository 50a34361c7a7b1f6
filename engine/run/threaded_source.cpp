// Units made by worker threads: each claims the next number, the accounts are kept in order by whichever worker
// completes the sequence, the parts of every file are closed (gathered, numbered, hashed) in a lane of its own by whichever worker
// is free, groups of rows are encoded piece by piece by all of them, and a window bounds how far ahead of the caller they
// may run.
#include "engine/run/gatherer.h"
#include "engine/run/numberer.h"
#include "engine/run/unit_source.h"

#if POLYCLINIC_HAS_THREADS

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace polyclinic::run {
namespace {

class ThreadedSource final : public UnitSource {
 public:
  ThreadedSource(const Plan& plan, Accounts& accounts, const std::atomic<bool>& cancelled, uint32_t threads)
      : plan_(plan),
        accounts_(accounts),
        cancelled_(cancelled),
        gatherer_(plan),
        numberer_(plan),
        window_(threads + kSpareUnits),
        units_(window_),
        made_(window_, false),
        unclosed_(window_, 0),
        lanes_(accounts.lanes()) {
    for (uint32_t t = 0; t < threads; ++t) workers_.emplace_back([this] { work(); });
  }

  ~ThreadedSource() override {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    room_.notify_all();
    piece_done_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  Result<Unit*> next(uint32_t max_wait_ms) override {
    std::unique_lock lock(mutex_);
    // Waits in short slices: a signal handler can set `cancelled_` but not notify.
    for (uint32_t waited = 0;; waited += kSliceMs) {
      if (failure_) return std::unexpected(*failure_);
      if (cancelled_.load(std::memory_order_relaxed)) return fail(ErrorKind::kCancelled, "the run was cancelled");
      if (delivered_ < closed_) return &units_[delivered_++ % window_];
      if (waited >= max_wait_ms) return nullptr;
      ready_.wait_for(lock, std::chrono::milliseconds(std::min(kSliceMs, max_wait_ms - waited)));
    }
  }

  void give_back(Unit* unit) override {
    {
      const std::lock_guard lock(mutex_);
      returned_ = unit->index + 1;
      in_flight_ -= unit->memory();
      // A unit of usual size keeps its memory for the next one.
      if (unit->memory() > bytes_in_flight() / window_) unit->release();
    }
    room_.notify_all();
  }

  uint32_t threads() const override { return static_cast<uint32_t>(workers_.size()); }

 private:
  // Units that may be in the making or waiting for the caller, beyond one for each thread: enough that a slow unit or a
  // busy caller leaves no worker idle for long.
  static constexpr uint32_t kSpareUnits = 2;
  // Bytes of units made or in the making beyond which no further one is begun; the one that the caller waits for always
  // is. Threaded WebAssembly has 512 MiB for everything, of which gathered groups of all tables may take half.
  uint64_t bytes_in_flight() const { return uint64_t{plan_.gathers() ? 64U : 160U} << 20; }
  static constexpr uint32_t kSliceMs = 20;

  struct Lane {
    uint64_t next = 0;  // the unit to close next
    bool busy = false;
  };

  // A group of rows whose pieces are being encoded; it stands on the stack of the worker that has its file's lane.
  struct OpenGroup {
    size_t file;
    uint32_t pieces;
    uint32_t claimed = 0, done = 0;
  };

  void work() {
    auto maker = UnitMaker::create(plan_, cancelled_);
    if (!maker) return give_up(std::move(maker).error());
    auto tools = GatherTools::create(plan_);
    if (!tools) return give_up(std::move(tools).error());
    for (;;) {
      const uint64_t index = claimed_.fetch_add(1, std::memory_order_relaxed);
      uint64_t expected = 0;
      {
        std::unique_lock lock(mutex_);
        // Who has nothing to make helps to the end.
        const auto waits = [&] { return index < plan_.units() ? !may_begin(index) : closed_ < plan_.units(); };
        while (!stop_ && !failure_ && waits()) {
          if (!help(lock, **tools)) room_.wait(lock);
        }
        if (stop_ || failure_ || index >= plan_.units()) return;
        in_flight_ += expected = largest_;
      }
      Unit& unit = units_[index % window_];
      if (Status made = (*maker)->make(index, unit); !made) return give_up(std::move(made).error());
      const uint64_t bytes = unit.memory();
      std::unique_lock lock(mutex_);
      in_flight_ += bytes - expected;
      largest_ = std::max(largest_, bytes);
      made_[index % window_] = true;
      enter_in_order();
      while (!stop_ && !failure_ && help(lock, **tools)) {
      }
    }
  }

  bool may_begin(uint64_t index) const {
    if (index == returned_) return true;
    return index < returned_ + window_ && in_flight_ + largest_ <= bytes_in_flight();
  }

  // Enters what is next in order, as long as there is something.
  void enter_in_order() {
    const uint64_t before = entered_;
    while (made_[entered_ % window_] && units_[entered_ % window_].index == entered_) {
      Unit& unit = units_[entered_ % window_];
      in_flight_ -= unit.memory();
      numberer_.enter(unit);
      in_flight_ += unit.memory();
      accounts_.enter(unit);
      made_[entered_ % window_] = false;
      unclosed_[entered_ % window_] = lanes_.size();
      ++entered_;
    }
    // Who waits for room can help meanwhile.
    if (entered_ != before) room_.notify_all();
    count_closed();
  }

  void count_closed() {
    const uint64_t before = closed_;
    while (closed_ < entered_ && unclosed_[closed_ % window_] == 0) ++closed_;
    if (closed_ != before) ready_.notify_one();
    if (closed_ == plan_.units()) room_.notify_all();
  }

  // Does something that is not a unit, if there is something to do.
  bool help(std::unique_lock<std::mutex>& lock, GatherTools& tools) {
    return encode_a_piece(lock, tools) || advance_a_lane(lock, tools);
  }

  // Takes the lane that is furthest behind and nobody's, and closes what was entered since; false when there is none.
  bool advance_a_lane(std::unique_lock<std::mutex>& lock, GatherTools& tools) {
    Lane* chosen = nullptr;
    for (Lane& lane : lanes_) {
      if (!lane.busy && lane.next < entered_ && (chosen == nullptr || lane.next < chosen->next)) chosen = &lane;
    }
    if (chosen == nullptr) return false;
    const size_t file = static_cast<size_t>(chosen - lanes_.data());
    const uint64_t first = chosen->next, end = entered_;
    chosen->busy = true;
    lock.unlock();
    Status written;
    uint64_t before = 0, after = 0;  // bytes of memory
    for (uint64_t index = first; index < end && written; ++index) {
      Unit& unit = units_[index % window_];
      before += unit.files[file].memory();
      written = numberer_.finish(unit, file, tools);
      if (written) written = gatherer_.write(unit, file, tools, [&](size_t full) { return encode_all(full, tools); });
      if (written) accounts_.close_part(unit, file);
      after += unit.files[file].memory();
    }
    lock.lock();
    if (!written) {  // the lane stays busy: nothing more is closed
      fail_with(std::move(written).error());
      return true;
    }
    chosen->busy = false;
    chosen->next = end;
    for (uint64_t unit = first; unit < end; ++unit) --unclosed_[unit % window_];
    // What completes in order grew after the units were made.
    in_flight_ += after - before;
    count_closed();
    return true;
  }

  // Opens a group's pieces to all workers and takes part until the last one is done.
  Status encode_all(size_t file, GatherTools& tools) {
    std::unique_lock lock(mutex_);
    OpenGroup group{file, gatherer_.pieces(file)};
    open_groups_.push_back(&group);
    room_.notify_all();
    while (group.done < group.pieces) {
      if (stop_ || failure_) group.pieces = group.claimed;  // no more are begun, but those that were must end
      if (group.done < group.pieces && !encode_a_piece(lock, tools)) piece_done_.wait(lock);
    }
    std::erase(open_groups_, &group);
    if (failure_) return std::unexpected(*failure_);
    if (stop_) return fail(ErrorKind::kCancelled, "the run was cancelled");
    return {};
  }

  bool encode_a_piece(std::unique_lock<std::mutex>& lock, GatherTools& tools) {
    const auto open = std::find_if(open_groups_.begin(), open_groups_.end(),
                                   [](const OpenGroup* group) { return group->claimed < group->pieces; });
    if (open == open_groups_.end()) return false;
    OpenGroup& group = **open;
    const uint32_t piece = group.claimed++;
    lock.unlock();
    Status encoded = cancelled_.load(std::memory_order_relaxed)
                         ? Status(fail(ErrorKind::kCancelled, "the run was cancelled"))
                         : gatherer_.encode_piece(group.file, piece, tools);
    lock.lock();
    if (!encoded) fail_with(std::move(encoded).error());
    ++group.done;
    piece_done_.notify_all();
    return true;
  }

  void give_up(Error error) {
    const std::lock_guard lock(mutex_);
    fail_with(std::move(error));
  }

  // With mutex_ locked.
  void fail_with(Error error) {
    if (!failure_) failure_ = std::move(error);
    ready_.notify_all();
    room_.notify_all();
    piece_done_.notify_all();
  }

  const Plan& plan_;
  Accounts& accounts_;
  const std::atomic<bool>& cancelled_;
  Gatherer gatherer_;  // each file's by who has its lane
  Numberer numberer_;  // entered with mutex_ locked
  const uint32_t window_;
  std::vector<Unit> units_;  // a ring: unit i lives at i % window_
  std::mutex mutex_;
  std::condition_variable ready_, room_, piece_done_;
  std::vector<bool> made_;     // guarded by mutex_, as all below
  std::optional<Error> failure_;
  std::vector<OpenGroup*> open_groups_;
  std::vector<size_t> unclosed_;  // lanes that a unit of the ring has still to go through
  std::vector<Lane> lanes_;       // one a file
  uint64_t entered_ = 0;       // units in the accounts
  uint64_t closed_ = 0;        // units that went through every lane
  uint64_t delivered_ = 0;     // units handed to the caller
  uint64_t returned_ = 0;      // units that the caller has given back
  uint64_t in_flight_ = 0;     // bytes of units made and not given back, and as many as expected of those in the making
  uint64_t largest_ = 0;       // bytes of the largest unit so far
  bool stop_ = false;
  std::atomic<uint64_t> claimed_{0};
  std::vector<std::thread> workers_;  // last: they use all of the above
};

}  // namespace

std::unique_ptr<UnitSource> make_threaded_source(const Plan& plan, Accounts& accounts, const std::atomic<bool>& cancelled,
                                                 uint32_t threads) {
  return std::make_unique<ThreadedSource>(plan, accounts, cancelled, threads);
}

uint32_t processors() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace polyclinic::run

#else

namespace polyclinic::run {

std::unique_ptr<UnitSource> make_threaded_source(const Plan& plan, Accounts& accounts, const std::atomic<bool>& cancelled,
                                                 uint32_t) {
  return make_inline_source(plan, accounts, cancelled);
}

uint32_t processors() { return 1; }

}  // namespace polyclinic::run

#endif
