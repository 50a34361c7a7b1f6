// A clinical dataset of a few people as CSV texts, with the columns that the scorecard reads; for tests of what it measures.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace polyclinic::quality {

class SmallDataset {
 public:
  SmallDataset() {
    tables_["patients"] = "patient_id,birthdate,birth_sex,death_date,insurance,marital_status,education,smoking_status\n";
    tables_["encounters"] = "patient_id,date,end,class,type,reason_code,discharge_disposition\n";
    tables_["conditions"] = "patient_id,onset_date,abatement_date,icd10_code\n";
    tables_["medications"] = "patient_id,start_date,end_date,rxnorm_code,name\n";
    tables_["procedures"] = "patient_id,date,snomed_code,cpt_code,hcpcs_code\n";
    tables_["deaths"] = "patient_id,death_date,icd10_code\n";
    tables_["immunizations"] = "patient_id,date,cvx_code\n";
    tables_["observations"] = "patient_id,date,loinc_code,value_number\n";
    tables_["imaging_studies"] = "patient_id,date,modality\n";
  }

  // Person 1 is 00000000-0000-4000-8000-000000000001.
  static std::string id(int person) {
    std::string digits = std::to_string(person);
    return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
  }

  // The rest of a row of a person, after patient_id.
  SmallDataset& add(const std::string& table, int person, const std::string& cells) {
    tables_[table] += id(person) + "," + cells + "\n";
    return *this;
  }
  // A timestamp from a date: visits begin and end at noon.
  SmallDataset& stay(int person, const std::string& from, const std::string& to, const std::string& reason, const std::string& left_to) {
    return add("encounters", person, from + "T12:00:00Z," + to + "T12:00:00Z,IMP,Hospital admission," + reason + "," + left_to);
  }
  SmallDataset& visit(int person, const std::string& day, const std::string& kind, const std::string& reason) {
    return add("encounters", person, day + "T12:00:00Z," + day + "T12:30:00Z," + kind + ",Visit," + reason + ",");
  }
  SmallDataset& value(int person, const std::string& day, const std::string& loinc, const std::string& number) {
    return add("observations", person, day + "T12:00:00Z," + loinc + "," + number);
  }

  std::string& table(const std::string& name) { return tables_[name]; }
  const std::map<std::string, std::string>& tables() const { return tables_; }

 private:
  std::map<std::string, std::string> tables_;
};

}  // namespace polyclinic::quality
