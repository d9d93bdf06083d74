// What compare.c asks of each version of the kernels.
#include <stddef.h>
#include <stdint.h>

struct path {
    /// The path's name, type and level.
    char name[64];
    size_t logits;
    void *rows;
};

/// Prepares the path of this number on seeded rows; 0 where the machine lacks its level, −1 beyond the last.
int path_open(int number, struct path *path);
void path_run(struct path *path);
/// A hash of the last run's losses and gradients.
uint64_t path_bits(const struct path *path);
void path_close(struct path *path);
