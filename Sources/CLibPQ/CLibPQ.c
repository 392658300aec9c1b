#include "CLibPQ.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

static struct keyferry_libpq functions;
static const struct keyferry_libpq *loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  // Local: libpq's OpenSSL and the one that is linked into a release must not see each other.
  void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return;
#define F(name) \
  functions.name = (__typeof__(functions.name))dlsym(library, "PQ" #name); \
  if (functions.name == NULL) return;
  KEYFERRY_LIBPQ(F)
#undef F
  loaded = &functions;
}

const struct keyferry_libpq *keyferry_load_libpq(void) {
  pthread_once(&once, load);
  return loaded;
}
