#include "XentSystem.h"

static char *const *arguments;

#if defined(__GLIBC__)
// glibc gives constructors what main gets.
__attribute__((constructor)) static void keep(int count, char **values)
{
    if (count > 0) arguments = values;
}
#endif

char *const *xent_arguments(void) { return arguments; }
