// For sources that include <bits/stdc++.h>, or headers that take long.
#pragma once

#include <bits/stdc++.h>
#define ASSAY_HAS_EVERYTHING

#include "assay.hpp"
