// Protocol Buffers: a stream of length-delimited messages a table, and the .proto file that declares them.
#pragma once

#include <memory>

#include "engine/formats/table_encoder.h"

namespace polyclinic::formats {

std::unique_ptr<TableFormat> make_protobuf(const TextPool& texts, const config::ProtobufOptions& options);

}  // namespace polyclinic::formats
