// Opens two versions of paths.c and lets each path of both run in turn; run.sh says what is printed.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "paths.h"

enum { runs = 41, repeats = 3 };

struct version {
    int (*open)(int, struct path *);
    void (*run)(struct path *);
    uint64_t (*bits)(const struct path *);
    void (*close)(struct path *);
};

static struct version open_version(const char *file)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
    struct version v;
    v.open = (int (*)(int, struct path *))dlsym(library, "path_open");
    v.run = (void (*)(struct path *))dlsym(library, "path_run");
    v.bits = (uint64_t (*)(const struct path *))dlsym(library, "path_bits");
    v.close = (void (*)(struct path *))dlsym(library, "path_close");
    return v;
}

/// This thread's own time: others on the machine add nothing to it.
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int count, char **arguments)
{
    if (count < 4) return 2;
    const struct version versions[2] = {open_version(arguments[1]), open_version(arguments[2])};
    int differ = 0;
    printf("%-36s %9s %9s %9s %9s  %s\n", "ns per logit", "other", "this", "other", "this", "this/other");
    for (int number = 0;; number++) {
        struct path paths[2];
        int there = versions[0].open(number, &paths[0]);
        if (there < 0) break;
        if (!there) continue;
        versions[1].open(number, &paths[1]);
        if (strstr(paths[0].name, arguments[3])) {
            double times[2][runs];
            for (int r = 0; r < runs; r++)
                for (int k = 0; k < 2; k++) {
                    const int v = k ^ (r & 1);
                    const double start = now();
                    for (int i = 0; i < repeats; i++) versions[v].run(&paths[v]);
                    times[v][r] = (now() - start) / repeats * 1e9 / (double)paths[v].logits;
                }
            for (int v = 0; v < 2; v++) qsort(times[v], runs, sizeof(double), ascending);
            const int same = versions[0].bits(&paths[0]) == versions[1].bits(&paths[1]);
            differ |= !same;
            printf("%-36s %9.4f %9.4f %9.4f %9.4f  %.3f %.3f%s\n", paths[0].name, times[0][0], times[1][0],
                   times[0][runs / 2], times[1][runs / 2], times[1][0] / times[0][0],
                   times[1][runs / 2] / times[0][runs / 2], same ? "" : "  other bits");
            fflush(stdout);
        }
        for (int v = 0; v < 2; v++) versions[v].close(&paths[v]);
    }
    return differ;
}
