// One plot of the scorecard's page as SVG: what is produced and what is published, by age, one colour a sex.
#pragma once

#include <string>

#include "engine/quality/report.h"

namespace polyclinic::quality {

// Coloured by the classes F, M, B of the page's style (report_html.cpp).
std::string plot_svg(const Plot& plot);

}  // namespace polyclinic::quality
