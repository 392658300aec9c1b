#include <sqlite3.h>

// Swift can't call a variadic function.

/// Takes "x" for the name of a column, and never for a text.
static inline void keyferry_sqlite3_quote_names_alone(sqlite3 *connection) {
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
}

/// Counts no memory from here on, before the first connection: SQLite takes a lock for it at every allocation.
static inline void keyferry_sqlite3_count_no_memory(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
