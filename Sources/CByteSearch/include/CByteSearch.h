#ifndef C_BYTE_SEARCH_H
#define C_BYTE_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/// Bytes behind those searched that must be readable, whatever they hold.
#define BYTE_SEARCH_PADDING 160

/// The first of the offsets from `from` to before `end` where four bytes pass a filter; `end` if there is none.
///
/// The filter looks at the lower halves of the bytes alone: the sixteen of `filter` that belong to each byte are indexed
/// by its lower half, and the four found there must have a bit in common. A byte above 0x7F may count as its lower half
/// or never pass.
size_t byte_search_next(const uint8_t *start, size_t from, size_t end, const uint8_t *filter);

/// The same, by no instruction that some machine lacks.
size_t byte_search_next_portable(const uint8_t *start, size_t from, size_t end, const uint8_t *filter);

#endif
