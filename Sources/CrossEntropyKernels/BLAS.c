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

struct cek_blas cek_open_blas(char *name, size_t size)
{
    struct cek_blas none = {NULL, NULL}, blas = none;
#if defined(__APPLE__)
    static const char *const names[] = {
        "/System/Library/Frameworks/Accelerate.framework/Accelerate", NULL};
#else
    static const char *const names[] = {"libopenblas.so.0", "libopenblas.so", NULL};
#endif
    void *library = open_first(names);
    if (!library) return none;
    blas.f64 = (cek_gemm_f64 *)dlsym(library, "cblas_dgemm");
    blas.f32 = (cek_gemm_f32 *)dlsym(library, "cblas_sgemm");
    if (!blas.f64 || !blas.f32) return none;
#if defined(__APPLE__)
    snprintf(name, size, "Accelerate");
#else
    void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
    const char *(*core)(void) = (const char *(*)(void))dlsym(library, "openblas_get_corename");
    const char *(*config)(void) = (const char *(*)(void))dlsym(library, "openblas_get_config");
    if (!set_threads) return none;
    // One thread inside a block: the threads are over blocks, and more would change the bits.
    set_threads(1);
    char version[32] = "OpenBLAS";
    if (config) sscanf(config(), "OpenBLAS %31s", version);
    snprintf(name, size, "OpenBLAS %s (%s)", version, core ? core() : "unknown core");
#endif
    return blas;
}
