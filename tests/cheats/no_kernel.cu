// problem: saxpy
// verdict: compile_error or compile_error
// says: a function of the host or no kernel
// A host function of the kernel's name and type.
void saxpy(float, const float*, float*, int) {}
