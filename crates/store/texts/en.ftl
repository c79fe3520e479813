problem-store-full = The disk is full; nothing of this was saved. Ask the system administrator to free space and try again: what you typed is still on the page.
problem-store-exists = The same record exists already. Look at the existing one first.
problem-store-unopened = The database cannot be opened: it does not exist, or this user may not read it. Check --data-dir and --database-url.
problem-store-older = The tables are older than this program ({ $migration } has not run); no data were changed. Run ronghe migrate first.
problem-store-migration = The database and this program are of different versions; no data were changed. Use the version that fits the data, or a newer one.
problem-store-file = A stored file is missing or was changed. Ask the system administrator to restore it from the backup.
problem-store-corrupt = The database holds something that this program does not write. Ask the system administrator to run ronghe verify audit.
problem-store-failed = The database did not finish this; nothing was saved. Try again shortly; if it fails again, ask the system administrator to look into the log.
