#ifndef CROSS_ENTROPY_PLAYGROUND_H
#define CROSS_ENTROPY_PLAYGROUND_H

#include <stddef.h>

/// The live page, as UTF-8: Examples/playground.html, which Playground/build.py makes.
extern const unsigned char *_Nonnull const cep_page;

/// How many bytes it has.
extern const size_t cep_page_size;

#endif
