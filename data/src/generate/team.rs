//! Generated rows of team members, permissions and who has them.

use super::world::{Dirt, World, dirt};
use crate::calendar::{DAY_MS, SPAN_END_MS};
use crate::random::Purpose;
use crate::rows::{lifetime, texts};
use crate::snapshot::{
    Decimal, Instant, Permission, RolePermission, TeamMember, TeamMemberPermission, Text,
};
use crate::vocabulary::operations::{DEPARTMENT, SPECIALIZATION, TEAM_ROLE};
use crate::vocabulary::permissions::{grants, permissions};

/// Permissions of each member who has some of its own; every other member has.
const PERMISSIONS_OF_A_MEMBER: u64 = 4;

/// Conditions under which a role has a permission: JSON.
const CONDITIONS: &[&str] = &[
    r#"{"timeRestrictions":{"allowedHours":[8,18],"allowedDays":[1,2,3,4,5]}}"#,
    r#"{"resourceOwnership":{"resourceType":"document"}}"#,
    r#"{"resourceOwnership":{"resourceType":"engagement"}}"#,
    r#"{"clientAssignment":true}"#,
];

impl World {
    pub(super) fn team_member(&self, index: u64) -> TeamMember {
        let mut draw = self.streams.draw(Purpose::TeamMember, index);
        let user = self.user(index);
        let (tenant, is_owner) = self.staff_tenant(index);
        let dirt = dirt(&mut draw);
        let role = if is_owner { "owner" } else { draw.weighted(TEAM_ROLE) };
        let created_ms = user.created_at.0;
        let hired_ms = created_ms - created_ms.rem_euclid(DAY_MS);
        let ended_ms = hired_ms + draw.between(30, 900) * DAY_MS;
        let is_active = user.is_active && !draw.chance(300);
        let specializations = texts(&draw.some_of(SPECIALIZATION, 2_500));
        let hourly_cents = draw.between(20, 350) * 100;
        let lifetime = lifetime(&mut draw, created_ms);
        TeamMember {
            id: self.id(Purpose::TeamMember, index),
            user_id: self.parent_id(dirt, Purpose::User, index),
            organization_id: self.tenant_id(dirt, tenant),
            role: Text::Borrowed(role),
            department: draw.chance(8_500).then(|| Text::Borrowed(draw.weighted(DEPARTMENT))),
            title: draw.unless(3_000, Text::Borrowed(title(role))),
            specializations: draw.unless(1_500, specializations),
            hourly_rate: draw.unless(2_500, Decimal::from_hundredths(hourly_cents)),
            is_active,
            hire_date: draw.unless(1_000, Instant(hired_ms)),
            // Some terminations lie ahead, of members who still work.
            termination_date: (!is_active || (ended_ms > SPAN_END_MS && draw.chance(300)))
                .then_some(Instant(ended_ms)),
            deleted_at: lifetime.deleted_at,
            created_at: lifetime.created_at,
            updated_at: lifetime.updated_at,
        }
    }

    pub(super) fn permission(&self, index: u64) -> Permission {
        let position = usize::try_from(index).expect("there are 37 permissions");
        let kind = permissions()[position];
        Permission {
            id: self.id(Purpose::Permission, index),
            name: format!("{}:{}", kind.category, kind.verb),
            category: Text::Borrowed(kind.category),
            action: Text::Borrowed(kind.verb),
            resource: Text::Borrowed(kind.resource),
            is_system_level: kind.is_system_level,
        }
    }

    pub(super) fn role_permission(&self, index: u64) -> RolePermission {
        let mut draw = self.streams.draw(Purpose::RolePermission, index);
        let position = usize::try_from(index).expect("there are fewer than 37 grants per role");
        let (role, permission) = grants()[position];
        let conditions = draw.word(CONDITIONS).to_owned();
        let granted_by = self.id(Purpose::User, draw.below(self.scale.staff_count));
        RolePermission {
            id: self.id(Purpose::RolePermission, index),
            role: Text::Borrowed(role),
            permission_id: self.id(Purpose::Permission, permission),
            granted: true,
            conditions: draw.unless(9_000, conditions),
            granted_by: draw.unless(7_000, granted_by),
        }
    }

    pub(super) fn team_member_permission(&self, index: u64) -> TeamMemberPermission {
        let mut draw = self.streams.draw(Purpose::TeamMemberPermission, index);
        let group = index / PERMISSIONS_OF_A_MEMBER;
        let member = group * 2;
        // A prime number of permissions: whatever the step, the first few places all differ.
        let permission_count = permissions().len() as u64;
        let mut of_group = self.streams.draw(Purpose::PermissionGroup, group);
        let first = of_group.below(permission_count);
        let step = of_group.below(permission_count - 1) + 1;
        let permission = (first + index % PERMISSIONS_OF_A_MEMBER * step) % permission_count;
        let dirt = dirt(&mut draw);
        let (tenant, _) = self.staff_tenant(member);
        let member_tenant = match dirt {
            // There is no tenant column: the grantor is of another tenant instead.
            Dirt::OtherTenant => (tenant + 1) % self.scale.tenant_count,
            Dirt::None | Dirt::MissingParent => tenant,
        };
        let granted_by = self.member_id(&mut draw, member_tenant, 0);
        let granted_ms = draw.between(self.user(member).created_at.0, SPAN_END_MS);
        let revoked_ms = draw.between(granted_ms, SPAN_END_MS.max(granted_ms));
        let is_revoked = draw.chance(1_500);
        let revoked_by = self.member_id(&mut draw, tenant, 0);
        TeamMemberPermission {
            id: self.id(Purpose::TeamMemberPermission, index),
            team_member_id: self.parent_id(dirt, Purpose::TeamMember, member),
            permission_id: self.id(Purpose::Permission, permission),
            // Taking a grant back sets the flag; a few rows were taken from the start.
            granted: !is_revoked && !draw.chance(700),
            granted_by: draw.unless(1_000, granted_by),
            granted_at: draw.unless(100, Instant(granted_ms)),
            revoked_by: is_revoked.then_some(revoked_by),
            revoked_at: is_revoked.then_some(Instant(revoked_ms)),
        }
    }
}

fn title(role: &str) -> &'static str {
    match role {
        "owner" => "Managing Partner",
        "admin" => "Office Manager",
        "manager" => "Tax Manager",
        "senior_cpa" => "Senior Accountant",
        "cpa" => "Accountant",
        "intern" => "Intern",
        _ => "Associate",
    }
}
