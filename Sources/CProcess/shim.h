#include <malloc.h>
#include <sys/prctl.h>

// Swift can't call a function with a variable number of arguments, and Glibc's module has no malloc.h.

/// No core dump, and no other process of the same user looks into this one's memory. 0 when that holds from now on.
static inline int forbidLooks(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// Memory grows by 64 MiB at once, the main thread's, too. For other threads glibc would ask the kernel for each page.
static inline void growHeapsAtOnce(void) { (void)mallopt(M_TOP_PAD, 64 << 20); }
