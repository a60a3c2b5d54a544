// Found before the compiler's own, which has no guard and would be read again in full (1 s).
#pragma once
#ifndef ASSAY_HAS_EVERYTHING
#include_next <bits/stdc++.h>
#endif
