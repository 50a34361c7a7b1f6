// Reading a dataset's declaration: every way in which it can be wrong is refused by line, and the clinical one holds.
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

#include "engine/datasets/clinical/clinical.h"
#include "engine/datasets/declaration.h"

namespace polyclinic::datasets {
namespace {

using tables::Column;
using tables::ColumnType;
using tables::Dataset;
using tables::Table;

const std::string kHead = "table,column,field,type,null,key,references,codes,privacy,meaning\n";
const std::string kThings = kHead + "things,,,,,,,,,Things.\n" + "things,id,1,id,no,primary,,,none,Identifier.\n";

TEST_CASE("a declaration is read as it stands", "[datasets]") {
  const std::string declaration = kThings +
                                  "things,price,2,decimal5,yes,,,UCUM,sensitive,\"A price, with a comma.\"\n"
                                  "others,,,,,,,,,Others.\n"
                                  "others,thing,1,id,no,primary,things.id,,identifier,The thing.\n";
  const auto dataset = read_dataset("d", declaration);
  REQUIRE(dataset.has_value());
  CHECK(dataset->name == "d");
  REQUIRE(dataset->tables.size() == 2);
  const Table& things = dataset->tables[0];
  CHECK(things.meaning == "Things.");
  REQUIRE(things.columns.size() == 2);
  CHECK(things.columns[0].primary_key);
  CHECK_FALSE(things.columns[0].nullable);
  CHECK(things.columns[1].field == 2);
  CHECK(things.columns[1].type == ColumnType::kDecimal);
  CHECK(things.columns[1].scale == 5);
  CHECK(things.columns[1].nullable);
  CHECK(things.columns[1].code_system == "UCUM");
  CHECK(things.columns[1].privacy == "sensitive");
  CHECK(things.columns[1].meaning == "A price, with a comma.");
  CHECK(dataset->tables[1].columns[0].references == "things.id");
}

TEST_CASE("every mistake of a declaration is refused", "[datasets]") {
  struct Fault {
    std::string declaration;
    std::string_view said;
  };
  const Fault faults[] = {
      {"table,column\n", "has no column field"},
      {kThings + "things,,,,,,,,,Again.\n", "line 4: the table is declared twice"},
      {kHead + "things,id,1,id,no,primary,,,none,Identifier.\n", "line 2: the column stands outside of its table"},
      {kThings + "others,id,1,id,no,primary,,,none,Identifier.\n", "line 4: the column stands outside of its table"},
      {kThings + "things,id,1,id,no,,,,none,Identifier.\n", "line 4: the column is declared twice"},
      {kThings + "things,a,1,text,no,,,,none,A.\n", "line 4: the field belongs to another column"},
      {kThings + "things,a,,text,no,,,,none,A.\n", "line 4: the field is no number from 1 to 18999"},
      {kThings + "things,a,0,text,no,,,,none,A.\n", "line 4: the field is no number from 1 to 18999"},
      {kThings + "things,a,19000,text,no,,,,none,A.\n", "line 4: the field is no number from 1 to 18999"},
      {kThings + "things,a,2x,text,no,,,,none,A.\n", "line 4: the field is no number from 1 to 18999"},
      {kThings + "things,a,2,decimal3,no,,,,none,A.\n", "line 4: unknown type"},
      {kThings + "things,a,2,,no,,,,none,A.\n", "line 4: unknown type"},
      {kThings + "things,a,2,boolean,yes,,,,none,A.\n", "line 4: a boolean cannot be null"},
      {kThings + "things,a,2,text,no,,,,none,\n", "line 4: a column needs a meaning"},
      {kThings + "things,a,2,text,no,,,,,A.\n", "line 4: a column needs a meaning and a privacy class"},
      {kThings + "things,a,2,text,maybe,,,,none,A.\n", "line 4: null is neither yes nor no"},
      {kThings + "things,a,2,text,,,,,none,A.\n", "line 4: null is neither yes nor no"},
      {kThings + "things,a,2,text,no,secondary,,,none,A.\n", "line 4: unknown kind of key"},
      {kThings + "things,a,2,text,yes,primary,,,none,A.\n", "line 4: a primary key cannot be null"},
      {kThings + "things,a,2,text,no,,,,secret,A.\n", "line 4: unknown privacy class"},
      {kThings + "things,a,2,id,no,,nothing.id,,none,A.\n", "things.a: refers to a column that does not exist"},
      {kThings + "things,a,2,id,no,,things.b,,none,A.\n", "things.a: refers to a column that does not exist"},
      {kThings + "things,a,2,id,no,,things,,none,A.\n", "things.a: refers to a column that does not exist"},
      {kThings + "things,a,2,text,no,,things.id,,none,A.\n", "things.a: refers to a column of another type"},
      {kHead + "things,,,,,,,,,Things.\nthings,a,2,text,no,,,,none,A.\n", "things: has no primary key"},
      {kHead + "things,,,,,,,,,Things.\n", "things: has no primary key"},
  };
  for (const Fault& fault : faults) {
    const auto dataset = read_dataset("d", fault.declaration);
    INFO(fault.declaration);
    REQUIRE_FALSE(dataset.has_value());
    CHECK(dataset.error().kind == ErrorKind::kInternal);
    INFO(dataset.error().to_text());
    CHECK(dataset.error().to_text().find(fault.said) != std::string::npos);
  }
}

TEST_CASE("the clinical dataset declares the tables that were promised", "[datasets]") {
  const auto dataset = clinical_dataset();
  REQUIRE(dataset.has_value());
  std::set<std::string_view> names;
  for (const Table& table : dataset->tables) names.insert(table.name);
  for (const std::string_view name :
       {"patients", "encounters", "conditions", "medications", "allergies", "procedures", "immunizations",
        "observations", "deaths", "family_history", "providers", "organizations", "payers", "coverages"}) {
    CHECK(names.contains(name));
  }
}

TEST_CASE("what points to a person is called patient_id and is an identifier", "[datasets]") {
  const auto dataset = clinical_dataset();
  REQUIRE(dataset.has_value());
  for (const Table& table : dataset->tables) {
    for (const Column& column : table.columns) {
      INFO(table.name << "." << column.name);
      const bool person =
          column.references == "patients.patient_id" || (table.name == "patients" && column.primary_key);
      CHECK(person == (column.name == "patient_id"));
      if (person) CHECK(column.privacy == "identifier");
      // Names are words in lower case: every SQL dialect and every language takes them.
      CHECK(column.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos);
      CHECK(column.meaning.ends_with('.'));
    }
  }
}

}  // namespace
}  // namespace polyclinic::datasets
