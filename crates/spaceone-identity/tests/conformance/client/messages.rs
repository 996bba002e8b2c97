//! Messages inside requests, with all their members.

use serde_json::Value;
use spaceone_identity::{common, v2};

use super::values::{each, get, object, text, texts};

pub(super) fn query(body: &Value) -> common::query::Query {
    common::query::Query::new()
        .filters(each(body, "filter", filter))
        .filter_or(each(body, "filter_or", filter))
        .sort(each(body, "sort", sort))
        .range(page(&body["page"]))
        .minimal(get(body, "minimal"))
        .count_only(get(body, "count_only"))
        .only(texts(body, "only"))
        .keyword(text(body, "keyword"))
        .unwind(unwind(&body["unwind"]))
        .lookup(get::<Vec<Value>>(body, "lookup"))
        .add_fields(object(body, "add_fields"))
}

pub(super) fn filter(body: &Value) -> common::query::Filter {
    common::query::Filter::new(text(body, "k"))
        .v(get(body, "v"))
        .o(text(body, "o"))
}

pub(super) fn sort(body: &Value) -> common::query::Sort {
    common::query::Sort::new(text(body, "key")).desc(get(body, "desc"))
}

pub(super) fn page(body: &Value) -> common::query::Page {
    common::query::Page::new()
        .start(get(body, "start"))
        .limit(get(body, "limit"))
}

pub(super) fn unwind(body: &Value) -> common::query::Unwind {
    common::query::Unwind::new()
        .path(text(body, "path"))
        .filters(each(body, "filter", filter))
}

pub(super) fn statistics_query(body: &Value) -> common::query::StatisticsQuery {
    common::query::StatisticsQuery::new()
        .filters(each(body, "filter", filter))
        .filter_or(each(body, "filter_or", filter))
        .aggregate(each(body, "aggregate", statistics_aggregate))
        .range(page(&body["page"]))
        .distinct(text(body, "distinct"))
        .keyword(text(body, "keyword"))
}

fn statistics_aggregate(body: &Value) -> common::query::StatisticsAggregate {
    let members = body.as_object().expect("an object");
    let (name, _) = members.iter().next().expect("a member");
    match name.as_str() {
        "unwind" => common::query::StatisticsAggregate::Unwind(Box::new(
            common::query::StatisticsAggregateUnwind::new(unwind(&body["unwind"])),
        )),
        "group" => common::query::StatisticsAggregate::Group(Box::new(
            common::query::StatisticsAggregateGroup::new(aggregate_group(&body["group"])),
        )),
        "count" => common::query::StatisticsAggregate::Count(Box::new(
            common::query::StatisticsAggregateCount::new(aggregate_count(&body["count"])),
        )),
        "sort" => common::query::StatisticsAggregate::Sort(Box::new(
            common::query::StatisticsAggregateSort::new(get::<Vec<Value>>(body, "sort")),
        )),
        "project" => common::query::StatisticsAggregate::Project(Box::new(
            common::query::StatisticsAggregateProject::new(aggregate_project(&body["project"])),
        )),
        "limit" => common::query::StatisticsAggregate::Limit(Box::new(
            common::query::StatisticsAggregateLimit::new(get(body, "limit")),
        )),
        "skip" => common::query::StatisticsAggregate::Skip(Box::new(
            common::query::StatisticsAggregateSkip::new(get(body, "skip")),
        )),
        other => panic!("no step {other}"),
    }
}

pub(super) fn aggregate_group(body: &Value) -> common::query::AggregateGroup {
    common::query::AggregateGroup::new()
        .keys(each(body, "keys", aggregate_group_key))
        .fields(each(body, "fields", aggregate_group_field))
}

pub(super) fn aggregate_group_key(body: &Value) -> common::query::AggregateGroupKey {
    common::query::AggregateGroupKey::new()
        .key(text(body, "key"))
        .name(text(body, "name"))
        .date_format(text(body, "date_format"))
}

pub(super) fn aggregate_group_field(body: &Value) -> common::query::AggregateGroupField {
    common::query::AggregateGroupField::new()
        .key(text(body, "key"))
        .name(text(body, "name"))
        .operator(text(body, "operator"))
        .fields(each(body, "fields", aggregate_group_sub_field))
        .conditions(each(body, "conditions", aggregate_sub_condition))
}

pub(super) fn aggregate_group_sub_field(body: &Value) -> common::query::AggregateGroupSubField {
    common::query::AggregateGroupSubField::new()
        .key(text(body, "key"))
        .name(text(body, "name"))
}

pub(super) fn aggregate_sub_condition(body: &Value) -> common::query::AggregateSubCondition {
    common::query::AggregateSubCondition::new()
        .key(text(body, "key"))
        .value(get(body, "value"))
        .operator(text(body, "operator"))
}

pub(super) fn aggregate_count(body: &Value) -> common::query::AggregateCount {
    common::query::AggregateCount::new().name(text(body, "name"))
}

pub(super) fn aggregate_project(body: &Value) -> common::query::AggregateProject {
    common::query::AggregateProject::new()
        .fields(each(body, "fields", aggregate_project_field))
        .exclude_keys(get(body, "exclude_keys"))
}

pub(super) fn aggregate_project_field(body: &Value) -> common::query::AggregateProjectField {
    common::query::AggregateProjectField::new()
        .key(text(body, "key"))
        .name(text(body, "name"))
        .operator(text(body, "operator"))
}

pub(super) fn admin(body: &Value) -> v2::domain::Admin {
    v2::domain::Admin::new(
        text(body, "user_id"),
        text(body, "name"),
        text(body, "password"),
    )
    .email(text(body, "email"))
    .language(text(body, "language"))
    .timezone(text(body, "timezone"))
    .tags(object(body, "tags"))
    .reset_password(get(body, "reset_password"))
}

pub(super) fn plugin_request(body: &Value) -> common::plugin::PluginRequest {
    common::plugin::PluginRequest::new(text(body, "plugin_id"))
        .version(text(body, "version"))
        .upgrade_mode(text(body, "upgrade_mode"))
        .options(object(body, "options"))
        .schema_id(text(body, "schema_id"))
        .secret_data(object(body, "secret_data"))
}

pub(super) fn plugin_info(body: &Value) -> v2::provider::PluginInfo {
    v2::provider::PluginInfo::new()
        .plugin_id(text(body, "plugin_id"))
        .version(text(body, "version"))
        .upgrade_mode(text(body, "upgrade_mode"))
        .options(object(body, "options"))
        .metadata(object(body, "metadata"))
}

pub(super) fn analyze_query(body: &Value) -> common::query::AnalyzeQuery {
    common::query::AnalyzeQuery::new()
        .group_by(get::<Vec<Value>>(body, "group_by"))
        .field_group(texts(body, "field_group"))
        .filters(each(body, "filter", filter))
        .filter_or(each(body, "filter_or", filter))
        .range(page(&body["page"]))
        .sort(each(body, "sort", sort))
        .fields(object(body, "fields"))
        .select(object(body, "select"))
        .keyword(text(body, "keyword"))
        .unwind(unwind(&body["unwind"]))
        .lookup(get::<Vec<Value>>(body, "lookup"))
        .add_fields(object(body, "add_fields"))
}

pub(super) fn scheduled(body: &Value) -> v2::trusted_account::Scheduled {
    v2::trusted_account::Scheduled::new()
        .state(text(body, "state"))
        .hours(get::<Vec<_>>(body, "hours"))
}

pub(super) fn user_workspace_group(body: &Value) -> common::identity::UserWorkspaceGroup {
    common::identity::UserWorkspaceGroup::new()
        .user_id(text(body, "user_id"))
        .role_id(text(body, "role_id"))
        .role_type(text(body, "role_type"))
        .user_name(text(body, "user_name"))
        .state(text(body, "state"))
}
