#ifndef KEYFERRY_CLIBPQ_H
#define KEYFERRY_CLIBPQ_H

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

// What keyferry uses of libpq, name by name. Each has the type that libpq's own header gives it.
#define KEYFERRY_LIBPQ(F) \
  F(conninfoParse) F(conninfo) F(conninfoFree) F(freemem) F(connectStartParams) F(connectPoll) F(finish) F(status) \
  F(socket) F(errorMessage) F(setErrorVerbosity) F(setNoticeProcessor) F(connectionNeedsPassword) \
  F(transactionStatus) F(serverVersion) F(sendQueryParams) F(isBusy) F(consumeInput) F(getResult) F(resultStatus) F(resultErrorField) F(clear) \
  F(ntuples) F(getisnull) F(getvalue) F(getlength) F(cmdTuples) F(cmdStatus) F(putCopyData) F(putCopyEnd) F(getCopyData)

#pragma clang assume_nonnull begin

/// libpq's functions, once the library is loaded.
struct keyferry_libpq {
#define F(name) __typeof__(PQ##name) *name;
  KEYFERRY_LIBPQ(F)
#undef F
};

/// Loads the library on first use, so that nothing but a PostgreSQL database pays for it and for what it brings along.
/// NULL where the machine has none, or one that lacks a function.
const struct keyferry_libpq *_Nullable keyferry_load_libpq(void);

#pragma clang assume_nonnull end

#endif
