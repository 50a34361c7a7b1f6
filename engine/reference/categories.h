// The categories that people are counted by: one list each, with the word a config uses and the text a table shows.
// Shares and codes live in the data files; this file only names.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace polyclinic::reference {

// `key` is the word in configs and filters; `text` is what the tables print.
struct Category {
  std::string_view key;
  std::string_view text;
};

enum class Sex : uint8_t { kFemale, kMale };
inline constexpr std::array<Category, 2> kSexes{{{"F", "female"}, {"M", "male"}}};

// OMB 1997 categories, with the CDC's text (CDCREC); two or more races are one category.
enum class Race : uint8_t { kWhite, kBlack, kAsian, kNative, kPacificIslander, kTwoOrMore };
inline constexpr std::array<Category, 6> kRaces{{{"white", "White"},
                                                 {"black", "Black or African American"},
                                                 {"asian", "Asian"},
                                                 {"native", "American Indian or Alaska Native"},
                                                 {"pacific_islander", "Native Hawaiian or Other Pacific Islander"},
                                                 {"two_or_more", "Two or more races"}}};

enum class Ethnicity : uint8_t { kHispanic, kNotHispanic };
inline constexpr std::array<Category, 2> kEthnicities{
    {{"hispanic", "Hispanic or Latino"}, {"not_hispanic", "Not Hispanic or Latino"}}};

enum class MaritalStatus : uint8_t { kNeverMarried, kMarried, kPartnered, kDivorced, kSeparated, kWidowed };
inline constexpr std::array<Category, 6> kMaritalStatuses{{{"never_married", "Never married"},
                                                           {"married", "Married"},
                                                           {"partnered", "Living with partner"},
                                                           {"divorced", "Divorced"},
                                                           {"separated", "Separated"},
                                                           {"widowed", "Widowed"}}};

// Preferred language for care; `text` is the English name, `key` the BCP 47 tag.
enum class Language : uint8_t { kEnglish, kSpanish, kChinese, kVietnamese, kTagalog, kKorean, kArabic, kRussian, kFrench, kHaitianCreole, kHindi, kPortuguese };
inline constexpr std::array<Category, 12> kLanguages{{{"en", "English"},
                                                      {"es", "Spanish"},
                                                      {"zh", "Chinese"},
                                                      {"vi", "Vietnamese"},
                                                      {"tl", "Tagalog"},
                                                      {"ko", "Korean"},
                                                      {"ar", "Arabic"},
                                                      {"ru", "Russian"},
                                                      {"fr", "French"},
                                                      {"ht", "Haitian Creole"},
                                                      {"hi", "Hindi"},
                                                      {"pt", "Portuguese"}}};

// Highest education completed, adults (18 and older); children have none.
enum class Education : uint8_t { kLessThanNinthGrade, kSomeHighSchool, kHighSchool, kSomeCollege, kBachelorsOrHigher };
inline constexpr std::array<Category, 5> kEducations{{{"less_than_9th_grade", "Less than 9th grade"},
                                                      {"some_high_school", "9th to 11th grade"},
                                                      {"high_school", "High school graduate or equivalent"},
                                                      {"some_college", "Some college or associate degree"},
                                                      {"bachelors_or_higher", "Bachelor's degree or higher"}}};

// People of 16 and older; children have none.
enum class Employment : uint8_t { kEmployed, kUnemployed, kStudent, kHomemaker, kDisabled, kRetired };
inline constexpr std::array<Category, 6> kEmployments{{{"employed", "Employed"},
                                                       {"unemployed", "Unemployed"},
                                                       {"student", "Student"},
                                                       {"homemaker", "Homemaker"},
                                                       {"disabled", "Unable to work"},
                                                       {"retired", "Retired"}}};

// Kind of health coverage, a hierarchy as in the survey that the shares come from.
enum class Insurance : uint8_t { kUninsured, kPrivate, kMedicaid, kMedicare, kMedicareAndPrivate, kMedicareAndMedicaid, kOtherPublic };
inline constexpr std::array<Category, 7> kInsurances{{{"uninsured", "Uninsured"},
                                                      {"private", "Private"},
                                                      {"medicaid", "Medicaid or CHIP"},
                                                      {"medicare", "Medicare"},
                                                      {"medicare_and_private", "Medicare and private"},
                                                      {"medicare_and_medicaid", "Medicare and Medicaid"},
                                                      {"other_public", "Military or other public"}}};

enum class Smoking : uint8_t { kNever, kFormer, kCurrent };
inline constexpr std::array<Category, 3> kSmokings{
    {{"never", "Never smoker"}, {"former", "Former smoker"}, {"current", "Current every day smoker"}}};

enum class Alcohol : uint8_t { kNone, kOccasional, kModerate, kHeavy };
inline constexpr std::array<Category, 4> kAlcohols{
    {{"none", "None"}, {"occasional", "Occasional"}, {"moderate", "Moderate"}, {"heavy", "Heavy"}}};

enum class Housing : uint8_t { kOwned, kRented, kGroupQuarters, kHomeless };
inline constexpr std::array<Category, 4> kHousings{{{"owned", "Owned"},
                                                    {"rented", "Rented"},
                                                    {"group_quarters", "Group quarters"},
                                                    {"homeless", "Homeless"}}};

}  // namespace polyclinic::reference
