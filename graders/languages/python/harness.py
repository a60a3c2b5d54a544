"""What language.lua starts.  All else is in a module, because Python keeps modules compiled."""

from assay_serving import main

main()
