//! Answers, turned back into JSON member by member.

use serde_json::{Map, Value};
use spaceone_identity::{common, v2};

use super::values::Read;

macro_rules! enums {
    ($($path:path),* $(,)?) => {
        $(impl Read for $path {
            fn value(&self) -> Option<Value> {
                let shown = format!("{self:?}");
                assert!(!shown.starts_with("Unknown"), "{shown} has no name");
                Some(self.as_str().into())
            }
        })*
    };
}

macro_rules! messages {
    ($($path:path { $($member:ident),* })*) => {
        $(impl Read for $path {
            fn value(&self) -> Option<Value> {
                let mut members = Map::new();
                $(if let Some(value) = self.$member.value() {
                    members.insert(stringify!($member).to_owned(), value);
                })*
                Some(members.into())
            }
        })*
    };
}

enums! {
    common::identity::AuthType,
    common::identity::ResourceGroup,
    common::identity::RoleType,
    common::plugin::UpgradeMode,
    v2::agent::RoleType,
    v2::agent::State,
    v2::app::ResourceGroup,
    v2::app::RoleType,
    v2::app::State,
    v2::domain::ExternalAuthState,
    v2::domain::State,
    v2::endpoint::EndpointState,
    v2::external_auth::State,
    v2::job::ResourceGroup,
    v2::job::Status,
    v2::project::ProjectType,
    v2::provider::UpgradeMode,
    v2::role::RoleType,
    v2::role::State,
    v2::schema::SchemaType,
    v2::service_account::State,
    v2::token::RoleType,
    v2::trusted_account::ResourceGroup,
    v2::trusted_account::ScheduledState,
    v2::user::MfaState,
    v2::user::RoleType,
    v2::user::State,
    v2::user::UserRequiredAction,
    v2::user_profile::RoleType,
    v2::user_profile::State,
    v2::workspace::State,
    v2::workspace_group_user::State,
    v2::workspace_user::RoleType,
    v2::workspace_user::State
}

messages! {
    v2::agent::AgentInfo { agent_id, options, client_secret, state, is_managed, role_type, domain_id, workspace_id, project_id, service_account_id, app_id, role_id, client_id, created_at, expired_at, last_accessed_at }
    v2::agent::AgentsInfo { results, total_count }
    v2::app::AppInfo { app_id, client_secret, name, state, is_managed, tags, role_type, resource_group, domain_id, workspace_id, role_id, client_id, project_group_id, project_id, created_at, expired_at, last_accessed_at }
    v2::app::AppsInfo { results, total_count }
    v2::domain::DomainInfo { domain_id, name, state, tags, created_at, deleted_at }
    v2::domain::DomainAuthInfo { domain_id, name, external_auth_state, metadata, config }
    v2::domain::DomainsInfo { results, total_count }
    v2::endpoint::EndpointsInfo { results, total_count }
    v2::endpoint::EndpointInfo { name, service, endpoint, internal_endpoint, state, version }
    v2::external_auth::ExternalAuthInfo { domain_id, state, plugin_info, updated_at }
    common::plugin::PluginInfo { plugin_id, version, upgrade_mode, options, metadata, schema_id, secret_id }
    v2::job::JobInfo { job_id, status, options, resource_group, error_message, domain_id, workspace_id, trusted_account_id, plugin_id, created_at, updated_at, finished_at }
    v2::job::JobsInfo { results, total_count }
    v2::package::PackageInfo { package_id, name, description, order, is_default, tags, domain_id, workspace_id, created_at, updated_at }
    v2::package::PackagesInfo { results, total_count }
    v2::project::ProjectInfo { project_id, name, project_type, tags, users, created_by, reference_id, is_managed, domain_id, workspace_id, project_group_id, trusted_account_id, created_at, last_synced_at }
    v2::project::ProjectsInfo { results, total_count }
    v2::project_group::ProjectGroupInfo { project_group_id, name, tags, users, reference_id, is_managed, domain_id, workspace_id, parent_group_id, trusted_account_id, created_at, last_synced_at }
    v2::project_group::ProjectGroupsInfo { results, total_count }
    v2::provider::ProviderInfo { provider, name, alias, plugin_info, color, icon, order, options, tags, is_managed, domain_id, created_at, updated_at }
    v2::provider::PluginInfo { plugin_id, version, upgrade_mode, options, metadata }
    v2::provider::ProvidersInfo { results, total_count }
    v2::role::RoleInfo { role_id, name, role_type, permissions, page_access, tags, is_managed, state, domain_id, created_at, updated_at }
    v2::role::RolesInfo { results, total_count }
    common::identity::RoleBindingInfo { role_binding_id, role_type, resource_group, domain_id, workspace_group_id, workspace_id, role_id, user_id, created_at }
    v2::role_binding::RoleBindingsInfo { results, total_count }
    v2::schema::SchemaInfo { schema_id, name, schema_type, schema, provider, related_schemas, options, tags, is_managed, domain_id, created_at, updated_at }
    v2::schema::SchemasInfo { results, total_count }
    v2::service_account::ServiceAccountInfo { service_account_id, name, state, data, provider, tags, reference_id, is_managed, domain_id, workspace_id, project_id, trusted_account_id, secret_schema_id, secret_id, service_account_mgr_id, created_at, last_synced_at, deleted_at, inactivated_at }
    v2::service_account::ServiceAccountsInfo { results, total_count }
    v2::token::TokenInfo { access_token, refresh_token }
    v2::token::GrantTokenInfo { access_token, role_type, domain_id, workspace_id, role_id }
    v2::trusted_account::TrustedAccountInfo { trusted_account_id, name, data, provider, schedule, sync_options, plugin_options, tags, resource_group, domain_id, workspace_id, secret_schema_id, trusted_secret_id, created_at }
    v2::trusted_account::Scheduled { state, hours }
    v2::trusted_account::TrustedAccountsInfo { results, total_count }
    v2::user::UserInfo { user_id, name, state, email, email_verified, auth_type, role_id, role_type, mfa, language, timezone, required_actions, refresh_timeout, tags, domain_id, created_at, last_accessed_at }
    v2::user::Mfa { state, mfa_type, options }
    v2::user::UsersInfo { results, total_count }
    v2::user_group::UserGroupInfo { user_group_id, name, description, users, tags, domain_id, workspace_id, created_at }
    v2::user_group::UserGroupsInfo { results, total_count }
    v2::user_profile::MyWorkspacesInfo { results, total_count }
    v2::user_profile::MyWorkspaceInfo { workspace_id, name, state, role_name, role_type, tags, created_by, reference_id, is_managed, is_dormant, domain_id, role_id, created_at, last_synced_at, dormant_updated_at }
    v2::user_profile::MyWorkspaceGroupsInfo { results, total_count }
    v2::user_profile::MyWorkspaceGroupInfo { workspace_group_id, name, users, tags, role_binding_info, created_by, updated_by, domain_id, created_at, updated_at }
    common::identity::UserWorkspaceGroup { user_id, role_id, role_type, user_name, state }
    v2::workspace::WorkspaceInfo { workspace_id, name, state, tags, created_by, references, is_managed, packages, is_dormant, dormant_ttl, service_account_count, user_count, cost_info, workspace_group_id, domain_id, trusted_account_id, created_at, last_synced_at, dormant_updated_at, changed_at }
    v2::workspace::WorkspaceCostInfo { day, month }
    v2::workspace::WorkspacesInfo { results, total_count }
    v2::workspace_group::WorkspaceGroupInfo { workspace_group_id, name, workspace_count, users, tags, created_by, updated_by, domain_id, created_at, updated_at }
    v2::workspace_group::WorkspaceGroupsInfo { results, total_count }
    v2::workspace_group_user::WorkspaceGroupUsersSummaryInfo { results, total_count }
    v2::workspace_group_user::WorkspaceGroupUserSummaryInfo { user_id, name, state }
    v2::workspace_user::WorkspaceUserInfo { user_id, name, state, email, auth_type, role_type, language, timezone, api_key_count, tags, role_binding_info, email_verified, domain_id, created_at, last_accessed_at }
    v2::workspace_user::UsersSummaryInfo { results, total_count }
    v2::workspace_user::UserSummaryInfo { user_id, name, state, auth_type }
    v2::workspace_user::WorkspaceUsersInfo { results, total_count }
}
