-- The ledger lives beside Prefect's own database, in one of its own.
CREATE DATABASE fazhi OWNER fazhi;
