# sqlcipher3 is the standard library's driver on another engine, without blobopen, serialize, getlimit and iterdump.
# Its classes and errors are its own: `except sqlite3.Error` does not catch what it raises.
from sqlite3.dbapi2 import *

SQLITE_OPEN_CREATE: int
SQLITE_OPEN_FULLMUTEX: int
SQLITE_OPEN_MEMORY: int
SQLITE_OPEN_NOMUTEX: int
SQLITE_OPEN_PRIVATECACHE: int
SQLITE_OPEN_READONLY: int
SQLITE_OPEN_READWRITE: int
SQLITE_OPEN_SHAREDCACHE: int
SQLITE_OPEN_URI: int
