// Attack: asks for modules, header units and embedded files, which other standards read from disk.
// Must get: compile_error
#include <string>
#embed "/etc/passwd"
import "/etc/passwd";
import <passwd>;
