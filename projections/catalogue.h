// Every projection that the service keeps, one line each in catalogue.cpp: the read side runs them,
// and the command line and the health page show them.
#pragma once

#include <string_view>
#include <vector>

#include "projections/projection.h"

namespace authledger::projections {

const std::vector<const Projection*>& catalogue();

// By its schema's name; nullptr: there is none.
const Projection* find_projection(std::string_view name);

}  // namespace authledger::projections
