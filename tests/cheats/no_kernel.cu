// problem: saxpy
// verdict: compile_error
// says: no kernel
// A host function of the kernel's name and type.
void saxpy(float, const float*, float*, int) {}
