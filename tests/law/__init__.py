"""Law tests as data. `README.md` says how a case is written."""
