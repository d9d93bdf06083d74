#ifndef CROSS_ENTROPY_CODECS_H
#define CROSS_ENTROPY_CODECS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the system decodes: text by its iconv, gzip by zlib. zlib is opened at run time by name, so that
// nothing needs to be installed to build.

/// How far a step came.
struct cec_step {
    /// The bytes that were taken, and those that were made.
    size_t taken, made;
    enum {
        /// All was taken, or there is no room for more.
        CEC_GOES_ON,
        /// The bytes that follow are cut short.
        CEC_IS_CUT,
        /// The bytes that follow cannot be decoded.
        CEC_IS_WRONG,
        /// A gzip member ended.
        CEC_ENDED,
        /// There is not enough memory.
        CEC_NO_MEMORY,
    } state;
};

/// A converter from an encoding to UTF-8; NULL if the system knows none of that name.
void *_Nullable cec_open_converter(const char *_Nonnull encoding);
struct cec_step cec_convert(
    void *_Nonnull converter, const uint8_t *_Nullable from, size_t count, uint8_t *_Nullable to,
    size_t room);
void cec_close_converter(void *_Nonnull converter);

/// What unpacks gzip, by the zlib of this library; NULL if the library is not there, or not enough memory.
void *_Nullable cec_open_unpacker(const char *_Nonnull library, bool *_Nonnull is_there);
/// Unpacks; after CEC_ENDED the next step begins another member.
struct cec_step cec_unpack(
    void *_Nonnull unpacker, const uint8_t *_Nullable from, size_t count, uint8_t *_Nullable to,
    size_t room);
void cec_close_unpacker(void *_Nonnull unpacker);

#endif
