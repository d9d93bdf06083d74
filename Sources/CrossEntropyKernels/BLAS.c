// Opens a BLAS library at run time, by fixed names, so that nothing needs to be installed to build.
#include "Product.h"

#include <dlfcn.h>
#include <stdio.h>

static void *open_first(const char *const *names)
{
    for (; *names; names++) {
        void *library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
        if (library) return library;
    }
    return NULL;
}

cek_dgemm *cek_open_blas(char *name, size_t size)
{
#if defined(__APPLE__)
    static const char *const names[] = {
        "/System/Library/Frameworks/Accelerate.framework/Accelerate", NULL};
    void *library = open_first(names);
    cek_dgemm *product = library ? (cek_dgemm *)dlsym(library, "cblas_dgemm") : NULL;
    if (product) snprintf(name, size, "Accelerate");
    return product;
#else
    static const char *const names[] = {"libopenblas.so.0", "libopenblas.so", NULL};
    void *library = open_first(names);
    if (!library) return NULL;
    cek_dgemm *product = (cek_dgemm *)dlsym(library, "cblas_dgemm");
    void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
    const char *(*core)(void) = (const char *(*)(void))dlsym(library, "openblas_get_corename");
    const char *(*config)(void) = (const char *(*)(void))dlsym(library, "openblas_get_config");
    if (!product || !set_threads) return NULL;
    // One thread inside a block: the threads are over blocks, and more would change the bits.
    set_threads(1);
    char version[32] = "OpenBLAS";
    if (config) sscanf(config(), "OpenBLAS %31s", version);
    snprintf(name, size, "OpenBLAS %s (%s)", version, core ? core() : "unknown core");
    return product;
#endif
}
