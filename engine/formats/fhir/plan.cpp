// Plans of care, what they aim at, and who carries them out.
#include "engine/formats/fhir/tellers.h"

namespace polyclinic::formats::fhir {
namespace {

using ledger::CarePlanStatus;
using ledger::Entity;

std::string_view word_of(CarePlanStatus status, std::string_view active, std::string_view completed, std::string_view revoked) {
  return status == CarePlanStatus::kActive ? active : status == CarePlanStatus::kCompleted ? completed : revoked;
}

void write_period(Resource& to, const ledger::CarePlan& plan) {
  to.raw(R"(,"period":{"start":")").date(plan.start).raw("\"");
  if (plan.end != ledger::kNever) to.raw(R"(,"end":")").date(plan.end).raw("\"");
  to.raw("}");
}

// A text within XHTML within JSON.
void write_xhtml(Resource& to, std::string_view text) {
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find_first_of("&<>", from), text.size());
    to.text(text.substr(from, end - from));
    from = end;
    if (from == text.size()) break;
    to.raw(text[from] == '&' ? std::string_view("&amp;") : text[from] == '<' ? std::string_view("&lt;") : std::string_view("&gt;"));
    ++from;
  }
}

void tell_goals(const Told& told, const ledger::CarePlan& plan) {
  for (uint32_t index = 0; index < plan.goal_count; ++index) {
    const uint32_t goal = plan.first_goal + index;
    Resource to(told.target, Type::kGoal, told.mint(Entity::kGoal, goal), "us-core-goal");
    to.raw(R"(,"lifecycleStatus":")")
        .raw(word_of(plan.status, "active", "completed", "cancelled"))
        .raw(R"(","description":{"text":")")
        .term(told.ledger.goals[goal])
        .raw("\"}");
    told.subject(to);
    to.raw(R"(,"startDate":")").date(plan.start).raw("\"");
    told.condition(to, R"(,"addresses":[)", plan.condition);
  }
}

void tell_team(const Told& told, const ledger::CarePlan& plan, Id id) {
  const world::Provider& provider = told.provider_of(plan.encounter);
  Resource to(told.target, Type::kCareTeam, id, "us-core-careteam");
  to.raw(R"(,"status":")").raw(word_of(plan.status, "active", "inactive", "inactive")).raw("\"");
  told.subject(to);
  told.encounter(to, plan.encounter);
  write_period(to, plan);
  to.raw(R"(,"participant":[{"role":[{"coding":[{"system":"http://snomed.info/sct","code":"116154003","display":"Patient"}]}],"member":)")
      .reference(Type::kPatient, told.person())
      .raw(R"(},{"role":[)")
      .concept_of(coding::kNucc, provider.taxonomy, provider.specialty_text)
      .raw(R"(],"member":)")
      .reference(Type::kPractitioner, provider.id)
      .raw(R"(}],"managingOrganization":[)")
      .reference(Type::kOrganization, told.directory().organizations[provider.organization].id)
      .raw("]");
}

void tell_plan(const Told& told, const ledger::CarePlan& plan, Id team) {
  const ledger::Ledger& ledger = told.ledger;
  Resource to(told.target, Type::kCarePlan, plan.id, "us-core-careplan");
  to.raw(R"(,"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>)");
  write_xhtml(to, told.shared().world.texts.text(plan.name));
  if (plan.activity_count > 0) {
    to.raw("</p><ul>");
    for (uint32_t index = 0; index < plan.activity_count; ++index) {
      to.raw("<li>");
      write_xhtml(to, told.shared().world.texts.text(ledger.activities[plan.first_activity + index].text));
      to.raw("</li>");
    }
    to.raw("</ul>");
  } else {
    to.raw("</p>");
  }
  to.raw(R"(</div>"},"status":")")
      .raw(word_of(plan.status, "active", "completed", "revoked"))
      .raw(R"(","intent":"plan","category":[{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/careplan-category","code":"assess-plan","display":"Assessment and Plan of Treatment"}]},)")
      .concept_of(coding::kSnomed, plan.snomed_code, plan.name)
      .raw(R"(],"title":")")
      .term(plan.name)
      .raw("\"");
  told.subject(to);
  told.encounter(to, plan.encounter);
  write_period(to, plan);
  to.raw(R"(,"author":)").reference(Type::kPractitioner, told.provider_of(plan.encounter).id).raw(R"(,"careTeam":[)").reference(Type::kCareTeam, team).raw("]");
  told.condition(to, R"(,"addresses":[)", plan.condition);
  if (plan.goal_count > 0) {
    bool some = false;
    to.raw(R"(,"goal":[)");
    for (uint32_t index = 0; index < plan.goal_count; ++index) {
      to.separate(some).reference(Type::kGoal, told.mint(Entity::kGoal, plan.first_goal + index));
    }
    to.raw("]");
  }
  if (plan.activity_count > 0) {
    bool some = false;
    to.raw(R"(,"activity":[)");
    for (uint32_t index = 0; index < plan.activity_count; ++index) {
      const ledger::CodedText& activity = ledger.activities[plan.first_activity + index];
      to.separate(some)
          .raw(R"({"detail":{"code":)")
          .concept_of(coding::kSnomed, activity.code, activity.text)
          .raw(R"(,"status":")")
          .raw(word_of(plan.status, "in-progress", "completed", "cancelled"))
          .raw("\"}}");
    }
    to.raw("]");
  }
}

}  // namespace

void tell_plans(const Told& told) {
  const std::vector<ledger::CarePlan>& plans = told.ledger.care_plans;
  for (uint32_t index = 0; index < plans.size(); ++index) {
    const Id team = told.mint(Entity::kCareTeam, index);
    if (told.target.wants(Type::kGoal)) tell_goals(told, plans[index]);
    if (told.target.wants(Type::kCareTeam)) tell_team(told, plans[index], team);
    if (told.target.wants(Type::kCarePlan)) tell_plan(told, plans[index], team);
  }
}

}  // namespace polyclinic::formats::fhir
