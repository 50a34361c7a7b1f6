// Builds a run's world from its config, and looks ahead at which part of the directory its people need.
#include "engine/world/world.h"

#include <utility>

#include "engine/world/purposes.h"

namespace polyclinic::world {

Result<World> World::build(config::Config config) {
  TextPool texts;
  POLYCLINIC_ASSIGN(Places places, Places::build(config, texts));
  POLYCLINIC_ASSIGN(LifeTable life_table, LifeTable::build());
  POLYCLINIC_ASSIGN(Names names, Names::build(texts));
  POLYCLINIC_ASSIGN(Population population, Population::build(config, places, life_table));
  POLYCLINIC_ASSIGN(Directory directory, Directory::build(config, places, names, texts));
  return World{std::move(config), std::move(texts),      std::move(places),   life_table,
               std::move(names),  std::move(population), std::move(directory)};
}

PrimaryCare primary_care_of(const World& world, uint64_t slot, uint32_t place) {
  RandomStream stream(world.config.seed, slot, kPrimaryCarePurpose);
  PrimaryCare care;
  care.child = world.directory.primary_care(place, true, stream);
  care.adult = world.directory.primary_care(place, false, stream);
  return care;
}

DirectoryExtract extract_directory(const World& world, uint64_t slots) {
  const Directory& directory = world.directory;
  // Of a million people and more, every place is somebody's home: no need to look.
  const bool all = slots >= 1'000'000;
  std::vector<bool> organization(directory.organizations.size(), all), provider(directory.providers.size(), all);
  for (uint64_t slot = 0; !all && slot < slots; ++slot) {
    RandomStream stream(world.config.seed, slot, kTargetPurpose);
    const uint32_t place = world.population.draw_place(stream);
    const PrimaryCare care = primary_care_of(world, slot, place);
    for (const uint32_t clinician : {care.child, care.adult}) {
      provider[clinician] = true;
      organization[directory.providers[clinician].organization] = true;
    }
    for (const uint32_t near : {directory.networks[place].hospital, directory.networks[place].specialists, directory.networks[place].pharmacy}) {
      organization[near] = true;
      const Organization& staffed = directory.organizations[near];
      for (uint32_t p = 0; p < staffed.provider_count; ++p) provider[staffed.first_provider + p] = true;
    }
  }
  DirectoryExtract extract;
  for (uint32_t o = 0; o < organization.size(); ++o) {
    if (organization[o]) extract.organizations.push_back(o);
  }
  for (uint32_t p = 0; p < provider.size(); ++p) {
    if (provider[p]) extract.providers.push_back(p);
  }
  return extract;
}

}  // namespace polyclinic::world
