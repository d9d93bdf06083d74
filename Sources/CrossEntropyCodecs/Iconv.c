#include "CrossEntropyCodecs.h"

#include <errno.h>
#include <iconv.h>

void *cec_open_converter(const char *encoding)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    return converter == (iconv_t)-1 ? NULL : (void *)converter;
}

struct cec_step cec_convert(
    void *converter, const uint8_t *from, size_t count, uint8_t *to, size_t room)
{
    char *in = (char *)from, *out = (char *)to;
    size_t in_left = count, out_left = room;
    struct cec_step step = {.state = CEC_GOES_ON};
    if (iconv((iconv_t)converter, &in, &in_left, &out, &out_left) == (size_t)-1) {
        if (errno == EILSEQ) step.state = CEC_IS_WRONG;
        if (errno == EINVAL) step.state = CEC_IS_CUT;
    }
    step.taken = count - in_left;
    step.made = room - out_left;
    return step;
}

void cec_close_converter(void *converter) { iconv_close((iconv_t)converter); }
