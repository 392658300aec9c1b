#include <sqlite3.h>

/// Takes "x" for the name of a column, and never for a text: Swift can't call a variadic function.
static inline void keyferry_sqlite3_quote_names_alone(sqlite3 *connection) {
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
}
