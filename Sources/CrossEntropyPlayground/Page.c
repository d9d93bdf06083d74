// The page as bytes of the program: one file without resources still writes it, and it stands once in the repository, since
// the compiler reads the example itself.
#include "CrossEntropyPlayground.h"

// Every compiler that this package builds with has #embed; only its name is of a later C.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char page[] = {
#embed "../../Examples/playground.html"
};

const unsigned char *const cep_page = page;
const size_t cep_page_size = sizeof page;
