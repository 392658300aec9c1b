// SHA-256 by itself, whose plain functions need none of what EVP sets up first: it takes longer than a small run's hashes.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
