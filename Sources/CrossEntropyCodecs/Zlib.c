#include "CrossEntropyCodecs.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>

// The stream of zlib's interface, which has been the same since 1995.
struct stream {
    const uint8_t *next_in;
    unsigned avail_in;
    unsigned long total_in;
    uint8_t *next_out;
    unsigned avail_out;
    unsigned long total_out;
    const char *message;
    void *state;
    void *(*allocate)(void *, unsigned, unsigned);
    void (*release)(void *, void *);
    void *opaque;
    int data_type;
    unsigned long checksum, reserved;
};

enum { STREAM_END = 1, NEED_DICTIONARY = 2, DATA_ERROR = -3, MEMORY_ERROR = -4 };

struct unpacker {
    struct stream stream;
    int (*inflate)(struct stream *, int);
    int (*reset)(struct stream *);
    int (*end)(struct stream *);
};

void *cec_open_unpacker(const char *name, bool *is_there)
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    *is_there = false;
    if (!library) return NULL;
    int (*init)(struct stream *, int, const char *, int) =
        (int (*)(struct stream *, int, const char *, int))dlsym(library, "inflateInit2_");
    struct unpacker unpacker = {
        .inflate = (int (*)(struct stream *, int))dlsym(library, "inflate"),
        .reset = (int (*)(struct stream *))dlsym(library, "inflateReset"),
        .end = (int (*)(struct stream *))dlsym(library, "inflateEnd"),
    };
    *is_there = init && unpacker.inflate && unpacker.reset && unpacker.end;
    struct unpacker *opened = *is_there ? malloc(sizeof *opened) : NULL;
    if (!opened) return NULL;
    *opened = unpacker;
    // Only gzip, with the greatest window; of the version zlib looks at the first digit.
    if (init(&opened->stream, 15 + 16, "1", (int)sizeof opened->stream) == 0) return opened;
    free(opened);
    return NULL;
}

struct cec_step cec_unpack(
    void *unpacker, const uint8_t *from, size_t count, uint8_t *to, size_t room)
{
    struct unpacker *opened = unpacker;
    struct stream *stream = &opened->stream;
    struct cec_step step = {.state = CEC_GOES_ON};
    unsigned most_in = count < UINT_MAX ? (unsigned)count : UINT_MAX;
    unsigned most_out = room < UINT_MAX ? (unsigned)room : UINT_MAX;
    stream->next_in = from;
    stream->avail_in = most_in;
    stream->next_out = to;
    stream->avail_out = most_out;
    switch (opened->inflate(stream, 0)) {
    case STREAM_END:
        step.state = opened->reset(stream) == 0 ? CEC_ENDED : CEC_IS_WRONG;
        break;
    case DATA_ERROR:
    case NEED_DICTIONARY: step.state = CEC_IS_WRONG; break;
    case MEMORY_ERROR: step.state = CEC_NO_MEMORY; break;
    // All else is said by what was taken and made.
    default: break;
    }
    step.taken = most_in - stream->avail_in;
    step.made = most_out - stream->avail_out;
    return step;
}

void cec_close_unpacker(void *unpacker)
{
    struct unpacker *opened = unpacker;
    opened->end(&opened->stream);
    free(unpacker);
}
