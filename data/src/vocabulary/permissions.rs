//! The permissions of the backend and the roles that have them when it is set up.
//!
//! *Source*: section 5.2 of the backend's data model.

/// A group of permissions on one resource.
#[derive(Debug, Clone, Copy)]
struct Group {
    category: &'static str,
    resource: &'static str,
    verbs: &'static [&'static str],
    /// The verbs that each of [`ROLES`] has.
    granted: [&'static [&'static str]; 7],
}

/// One permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PermissionKind {
    pub(crate) category: &'static str,
    pub(crate) resource: &'static str,
    pub(crate) verb: &'static str,
    pub(crate) is_system_level: bool,
}

const ROLES: [&str; 7] = ["owner", "admin", "manager", "senior_cpa", "cpa", "staff", "intern"];

const NONE: &[&str] = &[];
const READ: &[&str] = &["read"];
const READ_UPDATE: &[&str] = &["read", "update"];
const ACCESS: &[&str] = &["access"];
const ALL_OF_USERS: &[&str] = &["create", "read", "update", "delete", "invite"];
const ALL_OF_CLIENTS: &[&str] = &["create", "read", "update", "delete", "export"];
const ALL_OF_DOCUMENTS: &[&str] = &["create", "read", "update", "delete", "download", "share"];
const ALL_OF_FINANCIAL: &[&str] = &["read", "update", "export"];
const ALL_OF_BILLING: &[&str] = &["create", "read", "update", "delete"];
const ALL_OF_REPORTS: &[&str] = &["create", "read", "export", "schedule"];
const ALL_OF_WORKFLOWS: &[&str] = &["create", "read", "update", "delete", "execute"];
const ALL_OF_API: &[&str] = &["access", "keys"];

const GROUPS: &[Group] = &[
    Group {
        category: "users",
        resource: "users",
        verbs: ALL_OF_USERS,
        granted: [
            ALL_OF_USERS,
            &["create", "read", "update", "invite"],
            READ,
            NONE,
            NONE,
            NONE,
            NONE,
        ],
    },
    Group {
        category: "clients",
        resource: "clients",
        verbs: ALL_OF_CLIENTS,
        granted: [
            ALL_OF_CLIENTS,
            ALL_OF_CLIENTS,
            &["create", "read", "update", "export"],
            READ_UPDATE,
            READ,
            READ,
            NONE,
        ],
    },
    Group {
        category: "documents",
        resource: "documents",
        verbs: ALL_OF_DOCUMENTS,
        granted: [
            ALL_OF_DOCUMENTS,
            ALL_OF_DOCUMENTS,
            &["create", "read", "update", "download", "share"],
            &["create", "read", "update", "download"],
            &["create", "read", "download"],
            &["create", "read", "download"],
            READ,
        ],
    },
    Group {
        category: "financial",
        resource: "financial_data",
        verbs: ALL_OF_FINANCIAL,
        granted: [ALL_OF_FINANCIAL, ALL_OF_FINANCIAL, READ_UPDATE, READ_UPDATE, READ, READ, NONE],
    },
    Group {
        category: "billing",
        resource: "invoices",
        verbs: ALL_OF_BILLING,
        granted: [
            ALL_OF_BILLING,
            ALL_OF_BILLING,
            &["create", "read", "update"],
            READ_UPDATE,
            READ,
            NONE,
            NONE,
        ],
    },
    Group {
        category: "reports",
        resource: "reports",
        verbs: ALL_OF_REPORTS,
        granted: [
            ALL_OF_REPORTS,
            ALL_OF_REPORTS,
            ALL_OF_REPORTS,
            &["create", "read", "export"],
            READ,
            READ,
            READ,
        ],
    },
    Group {
        category: "workflows",
        resource: "workflows",
        verbs: ALL_OF_WORKFLOWS,
        granted: [
            ALL_OF_WORKFLOWS,
            ALL_OF_WORKFLOWS,
            &["read", "execute"],
            &["read", "execute"],
            READ,
            READ,
            NONE,
        ],
    },
    // Each of these verbs is about a resource of its own.
    Group {
        category: "system",
        resource: "system",
        verbs: &["admin"],
        granted: [&["admin"], NONE, NONE, NONE, NONE, NONE, NONE],
    },
    Group {
        category: "system",
        resource: "audit_logs",
        verbs: &["audit"],
        granted: [&["audit"], &["audit"], NONE, NONE, NONE, NONE, NONE],
    },
    Group {
        category: "system",
        resource: "settings",
        verbs: &["settings"],
        granted: [&["settings"], NONE, NONE, NONE, NONE, NONE, NONE],
    },
    Group {
        category: "api",
        resource: "api",
        verbs: ALL_OF_API,
        granted: [ALL_OF_API, ACCESS, ACCESS, ACCESS, ACCESS, NONE, NONE],
    },
];

/// The permissions, in a fixed order.
pub(crate) fn permissions() -> Vec<PermissionKind> {
    let of_group = |group: &Group| {
        let Group { category, resource, .. } = *group;
        group.verbs.iter().map(move |verb| PermissionKind {
            category,
            resource: if *verb == "keys" { "api_keys" } else { resource },
            verb,
            is_system_level: category == "system",
        })
    };
    GROUPS.iter().flat_map(of_group).collect()
}

/// Roles with the positions of their permissions in [`permissions`].
pub(crate) fn grants() -> Vec<(&'static str, u64)> {
    let mut grants = Vec::new();
    for (place, role) in ROLES.iter().enumerate() {
        let mut position = 0;
        for group in GROUPS {
            for verb in group.verbs {
                if group.granted[place].contains(verb) {
                    grants.push((*role, position));
                }
                position += 1;
            }
        }
    }
    grants
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_as_many_permissions_as_at_the_source() {
        assert_eq!(permissions().len(), 37);
        let counts =
            ROLES.map(|role| grants().iter().filter(|(granted, _)| *granted == role).count());
        assert_eq!(counts, [37, 33, 22, 16, 9, 7, 2]);
    }
}
