// How the process ends by a signal, and the temporary file that must not survive it.
//
// Handlers do their work on the main thread alone, which also makes and names the temporary file; there
// it blocks the signals while the file and what is known of it differ.
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include "XentSystem.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

/// Signals that end a process from outside, once the process is ready.
static sigset_t ending;

/// Whether it ends a process by default; what cannot be caught or a fault of the program raises is left out.
static bool ends(int signal)
{
    switch (signal) {
    case SIGKILL: case SIGSTOP: case SIGTSTP: case SIGTTIN: case SIGTTOU: case SIGCONT:
    case SIGCHLD: case SIGURG: case SIGWINCH:
#if defined(SIGINFO)
    case SIGINFO:
#endif
#if defined(__APPLE__)
    case SIGIO: case SIGEMT:
#endif
    case SIGILL: case SIGTRAP: case SIGABRT: case SIGBUS: case SIGFPE: case SIGSEGV: return false;
    default: return true;
    }
}

static pthread_t main_thread;
static int interrupted_code = 130;
static volatile sig_atomic_t counts_interrupts, was_interrupted;
static const char *volatile last_line = "\n";
static volatile size_t last_length = 1;
static volatile sig_atomic_t has_temporary;
static int temporary_directory;
static char temporary_name[256];

static sigset_t set_of(int signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return set;
}

static sigset_t block(const sigset_t *signals)
{
    sigset_t before;
    pthread_sigmask(SIG_BLOCK, signals, &before);
    return before;
}

static void restore(sigset_t before)
{
    int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = code;
}

void xent_die(int signal)
{
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(signal, &usual, NULL);
    sigset_t set = set_of(signal);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    pthread_kill(pthread_self(), signal);
    _exit(128 + signal);
}

/// Only calls that a handler may make.
static void end(int signal)
{
    if (!pthread_equal(pthread_self(), main_thread)) {
        int code = errno;
        pthread_kill(main_thread, signal);
        errno = code;
        return;
    }
    if (signal == SIGINT && counts_interrupts && !was_interrupted) {
        was_interrupted = 1;
        return;
    }
    if (has_temporary) unlinkat(temporary_directory, temporary_name, 0);
    if (signal != SIGINT) xent_die(signal);
    // The prompt stands on a line of its own; a full pipe is not waited for.
    struct pollfd errors = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&errors, 1, 0) == 1 && write(STDERR_FILENO, last_line, last_length) < 0) { /* Nobody is told. */ }
    _exit(interrupted_code);
}

static void hold_closed_streams(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++) {
        if (fcntl(file, F_GETFD) != -1 || errno != EBADF) continue;
        // The lowest number that is free is taken: this one. What is closed on exec was not given to this
        // process, so that no output is taken to go there.
        int held = file == STDIN_FILENO ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
        if (held < 0) open("/", O_RDONLY | O_CLOEXEC);
    }
}

static int last_signal(void)
{
#if defined(SIGRTMAX)
    return SIGRTMAX;
#else
    return NSIG - 1;
#endif
}

static void set_up_the_heap(void)
{
#ifdef __GLIBC__
    struct rlimit space;
    if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY) {
        // A heap per thread would reserve 64 MiB each of an address space that is limited.
        mallopt(M_ARENA_MAX, 1);
    } else {
        // Columns are freed and taken again all the time; what went back to the system would come back page by page.
        mallopt(M_MMAP_THRESHOLD, 32 << 20);
        mallopt(M_TRIM_THRESHOLD, 128 << 20);
    }
#endif
}

void xent_start(int interrupted)
{
    set_up_the_heap();
    hold_closed_streams();
    main_thread = pthread_self();
    interrupted_code = interrupted;
    struct sigaction action = {.sa_handler = end, .sa_flags = SA_RESTART};
    // One signal at a time.
    sigfillset(&action.sa_mask);
    sigemptyset(&ending);
    for (int signal = 1; signal <= last_signal(); signal++) {
        if (!ends(signal) || sigaddset(&ending, signal) != 0) continue;
        if (!xent_ignores(signal)) sigaction(signal, &action, NULL);
    }
    // Parents that start the command from a Dispatch worker pass on a mask that blocks them all.
    pthread_sigmask(SIG_UNBLOCK, &ending, NULL);
}

void xent_say_when_interrupted(const char *line)
{
    // The prompt of the shell has left the cursor behind ^C.
    size_t length = strlen(line) + 1;
    char *kept = malloc(length + 1);
    if (!kept) return;
    kept[0] = '\n';
    memcpy(kept + 1, line, length);
    sigset_t before = block(&ending);
    last_line = kept;
    last_length = length;
    restore(before);
}

void xent_count_interrupts(bool counts) { counts_interrupts = counts; }

bool xent_was_interrupted(void) { return was_interrupted; }

bool xent_ignores(int signal)
{
    struct sigaction now;
    return sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

// MARK: Writing

/// Takes back the signal that a failed write has sent to this thread.
static void forget(int signal)
{
    sigset_t pending, set = set_of(signal);
    if (sigpending(&pending) != 0 || !sigismember(&pending, signal)) return;
#if defined(__APPLE__)
    sigwait(&set, &(int){0});
#else
    // Another thread may have taken one that was for the whole process.
    struct timespec now = {0};
    sigtimedwait(&set, NULL, &now);
#endif
}

static int write_all(int file, const char *bytes, size_t count)
{
    while (count > 0) {
        // More at once than 2 GB is an error on some systems.
        ssize_t written = write(file, bytes, count < 1 << 30 ? count : 1 << 30);
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
        } else if (written == 0) {
            return EIO;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd ready = {.fd = file, .events = POLLOUT};
            if (poll(&ready, 1, -1) < 0 && errno != EINTR) return errno;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

int xent_write(int file, const void *bytes, size_t count)
{
    sigset_t of_writing = set_of(SIGPIPE);
    sigaddset(&of_writing, SIGXFSZ);
    sigset_t before = block(&of_writing);
    int code = write_all(file, bytes, count);
    if (code == EPIPE) forget(SIGPIPE);
    if (code == EFBIG) forget(SIGXFSZ);
    restore(before);
    return code;
}

// MARK: The temporary file

int xent_open_directory(const char *path)
{
#if defined(O_PATH)
    const int access = O_PATH;
#elif defined(O_SEARCH)
    const int access = O_SEARCH;
#else
    const int access = O_RDONLY;
#endif
    return open(path, access | O_DIRECTORY | O_CLOEXEC);
}

int xent_create_temporary(int directory, const char *name, mode_t mode)
{
    if (has_temporary || strlen(name) >= sizeof temporary_name) {
        errno = EINVAL;
        return -1;
    }
    sigset_t before = block(&ending);
    int file;
    do {
        file = openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    } while (file < 0 && errno == EINTR);
    if (file >= 0) {
        strcpy(temporary_name, name);
        temporary_directory = directory;
        has_temporary = 1;
    }
    restore(before);
    return file;
}

int xent_name_temporary(const char *name)
{
    sigset_t before = block(&ending);
    int code = renameat(temporary_directory, temporary_name, temporary_directory, name) == 0 ? 0 : errno;
    if (code == 0) has_temporary = 0;
    restore(before);
    return code;
}

void xent_remove_temporary(void)
{
    sigset_t before = block(&ending);
    if (has_temporary) unlinkat(temporary_directory, temporary_name, 0);
    has_temporary = 0;
    restore(before);
}
