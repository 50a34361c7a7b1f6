// The note of a visit: MDM with a text that people read.
#include "engine/formats/hl7v2/message_writer.h"

namespace polyclinic::formats::hl7v2 {
namespace {

// Table 0270.
std::string_view document_type(NoteKind kind) {
  return kind == NoteKind::kDischarge ? "DS" : kind == NoteKind::kEmergency ? "ED" : "PR";
}

}  // namespace

void MessageWriter::tell_note(const Event& event) {
  const NoteKind kind = shared_.notes.kind_of(visit());
  const NoteType& type = note_type(kind);
  begin("MDM^T02^MDM_T02", event.at, visit().organization);
  evn("T02", event.at);
  pid(event.at);
  pv1(VisitPart::kClosed);
  segment_.raw("TXA|1|").raw(document_type(kind)).raw("|TX|").instant(event.at).raw("|").raw(attending_.view());
  segment_.raw("|").instant(event.at).raw("|||").raw(attending_.view()).raw("|||");
  entity('D', visit_ + 1).raw("|||||AU||AV|||").raw(attending_.view()).raw("^^").instant(event.at).raw("\r");
  segment_.raw("OBX|1|FT|").raw(type.code).raw("^").raw(type.display).raw("^LN||");
  shared_.notes.write(*ledger_, timeline_.findings(), visit_, note_);
  segment_.lines(note_.view()).raw("||||||F\r");
  end();
}

}  // namespace polyclinic::formats::hl7v2
