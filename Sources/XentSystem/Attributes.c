// What a file carries beside its bytes, owner and mode: access lists, labels, notes of other programs.
#include "XentSystem.h"

#if defined(__APPLE__)
#include <copyfile.h>

bool xent_copy_attributes(int from, int to)
{
    return fcopyfile(from, to, NULL, COPYFILE_ACL | COPYFILE_XATTR) == 0;
}
#elif defined(__linux__)
#include <sys/xattr.h>

/// No list of names and no value is longer.
enum { longest = 1 << 16 };

/// The length of the names, 0 where the file system has no attributes; below 0 on failure.
static ssize_t list(int file, char *names)
{
    ssize_t length = flistxattr(file, names, longest);
    return length < 0 && errno == ENOTSUP ? 0 : length;
}

bool xent_copy_attributes(int from, int to)
{
    static char names[longest], value[longest], now[longest];
    ssize_t length = list(from, names);
    if (length < 0) return false;
    for (char *name = names; name < names + length; name += strlen(name) + 1) {
        ssize_t count = fgetxattr(from, name, value, longest);
        if (count < 0) return false;
        // What the system gave it by itself, as a label, need not be allowed to be set.
        bool is_like = fgetxattr(to, name, now, longest) == count && memcmp(now, value, (size_t)count) == 0;
        if (!is_like && fsetxattr(to, name, value, (size_t)count, 0) != 0) return false;
    }
    // A directory may give its new files an access list that the old one did not have.
    length = list(to, names);
    if (length < 0) return false;
    for (char *name = names; name < names + length; name += strlen(name) + 1)
        if (fgetxattr(from, name, NULL, 0) < 0 && fremovexattr(to, name) != 0) return false;
    return true;
}
#else
bool xent_copy_attributes(int from, int to) { return from >= 0 && to >= 0; }
#endif
