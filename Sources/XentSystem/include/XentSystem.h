#ifndef XENT_SYSTEM_H
#define XENT_SYSTEM_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What the command asks of the system and Swift cannot say. A signal handler may call only what POSIX
// names async-signal-safe, and Swift promises that of no code; so handlers, and what must not be cut in two
// by a signal, stand here. Functions that return an int return 0 or what errno would be, unless they say
// otherwise.

/// The arguments of this process, its name first, NULL last; NULL where the C library does not tell.
///
/// Swift reads them from /proc, which a container or a chroot may lack.
char *_Nullable const *_Nullable xent_arguments(void);

/// Readies the process; to be called once, on the main thread, before any file is opened.
///
/// Closed standard streams are held, so that no file of ours takes their place: input by a file that cannot
/// be read, output and errors by one that cannot be written, all closed on exec as no stream is that a
/// parent passes on. Signals that end a process first remove the temporary file; SIGINT then ends with
/// `interrupted`, every other as it would have. A signal that the parent ignores stays ignored; one that it
/// blocks is let through.
void xent_start(int interrupted);

/// Whether the parent had this signal ignored.
bool xent_ignores(int signal);

/// From here on, or no longer, the first SIGINT only counts as a wish to end; the second ends at once.
void xent_count_interrupts(bool counts);

/// What the SIGINT that ends the process says on its way, a line with its end; the last one counts.
void xent_say_when_interrupted(const char *_Nonnull line);

/// Whether there was such a wish.
bool xent_was_interrupted(void);

/// Ends as this signal does by default.
_Noreturn void xent_die(int signal);

/// Writes all bytes, whatever interrupts and however slow the reader is.
///
/// A reader that is gone is EPIPE and a file that may grow no further EFBIG; neither is a signal.
int xent_write(int file, const void *_Nullable bytes, size_t count);

/// Opens a directory in which files shall be made, which need not be readable; below 0 on failure, with errno.
int xent_open_directory(const char *_Nonnull path);

/// Makes the temporary file, of which there is one at a time, and opens it to write and read; below 0 on failure,
/// with errno.
///
/// No signal leaves it behind. The directory must stay open until it is named or removed.
int xent_create_temporary(int directory, const char *_Nonnull name, mode_t mode);

/// Gives the temporary file its final name in the same directory, in place of the file that has it.
int xent_name_temporary(const char *_Nonnull name);

/// Gives a file the access list and the other attributes of another, and no more; false where the system
/// refuses. Owner and mode are not among them; the mode is to be set afterwards.
bool xent_copy_attributes(int from, int to);

/// Removes the temporary file, if there is one.
void xent_remove_temporary(void);

#endif
