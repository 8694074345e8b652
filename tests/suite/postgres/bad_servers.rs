//! bad_servers
