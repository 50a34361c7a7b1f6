// The loop that pushes a job's pieces into a sink.
#include "polyclinic/sink.h"

namespace polyclinic {

Status run_to_sink(Job& job, Sink& sink, const std::function<void(const Progress&)>& on_progress) {
  constexpr uint32_t kProgressEveryMs = 100;
  for (;;) {
    const Result<Piece> piece = job.next(kProgressEveryMs);
    if (!piece) return std::unexpected(piece.error());
    if (piece->kind == PieceKind::kBytes) {
      if (Status written = sink.write(piece->output, piece->bytes); !written) {
        job.cancel();
        return written;
      }
    }
    if (on_progress) on_progress(job.progress());
    if (piece->kind == PieceKind::kDone) return {};
  }
}

}  // namespace polyclinic
