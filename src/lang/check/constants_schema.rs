//! The JSON Schema of the constants file that a policy asks for.

use crate::base::json::Json;
use crate::base::quantity::Type;
use crate::lang::syntax::ast::{ConstDecl, ConstValue, DeclKind, RuleFile};

use super::ConstantsFile;
use super::constants::key;
use super::pointer;
use super::scope::const_type;
use super::{constants_reference, words};

/// The JSON Schema dialect of all schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What a number looks like in a literal.
const NUMBER: &str = "[0-9](_?[0-9])*(\\.[0-9](_?[0-9])*)?";

/// The schema of the file that sets the constants of a policy: what each may be, and which must be set. It takes no
/// file that the policy would not; that no key stands twice no schema can say.
#[must_use]
pub fn constants_schema(file: &RuleFile) -> Json<'_> {
    let decls = || {
        file.decls.iter().filter_map(|decl| match &decl.node {
            DeclKind::Const(decl) => const_type(decl).map(|ty| (decl, ty)),
            _ => None,
        })
    };
    let must_be_set = |decl: &ConstDecl| matches!(decl.value, ConstValue::Typed(_));
    let required = decls().filter(|(decl, _)| must_be_set(decl)).map(|(decl, _)| key(decl).to_owned());
    let mut required: Vec<String> = required.collect();
    required.sort_unstable();
    required.dedup();
    let constants = Json::object([
        ("properties", Json::object(decls().map(|(decl, ty)| (key(decl).to_owned(), constant(decl, ty))))),
        ("required", Json::array(required)),
        ("type", "object".into()),
    ]);
    let reference = constants_reference(file).map(|text| ConstantsFile::split(&text.node));
    let pointer = reference.and_then(|(_, pointer)| pointer).unwrap_or_default();
    let nested =
        pointer::steps(pointer).unwrap_or_default().into_iter().rev().fold(constants, |inner, step| {
            Json::object([
                ("properties", Json::object([(step.clone(), inner)])),
                ("required", Json::array([step])),
                ("type", "object".into()),
            ])
        });
    let policy = file.header.as_ref().map(|header| format!("Constants of {}", header.id.node));
    let title = policy.unwrap_or_else(|| "Constants".to_owned());
    nested.with([("$schema", Json::from(DIALECT)), ("title", title.into())])
}

fn constant(decl: &ConstDecl, ty: Type) -> Json<'static> {
    let literal = Json::object([("pattern", pattern(ty).into()), ("type", Json::from("string"))]);
    let number = |most: &[(&'static str, Json<'static>)]| {
        let bounds = [("minimum", Json::from(0_u64)), ("type", "number".into())];
        Json::object(bounds.into_iter().chain(most.iter().cloned()))
    };
    let forms = match ty {
        Type::Rate => vec![literal, number(&[("maximum", 1_u64.into())])],
        Type::Number | Type::Mean => vec![literal, number(&[])],
        Type::Bool | Type::Points | Type::Duration => vec![literal],
    };
    let said = format!("{}: {}, such as \"{}\"", decl.name.node, words::noun(ty), words::example(ty));
    let mut members = vec![("anyOf", Json::Array(forms)), ("description", Json::from(said))];
    if let ConstValue::Default(literal) = &decl.value {
        members.push(("default", ty.literal(&literal.node.value).into()));
    }
    Json::object(members)
}

/// How a literal of a type is written.
fn pattern(ty: Type) -> String {
    let unit = match ty {
        Type::Bool | Type::Number => "",
        Type::Rate => " ?%",
        Type::Points => "pp",
        Type::Mean => " +per +([1-9](_?[0-9])* +)?runs?",
        Type::Duration => " +(minute|hour|day|week)s?",
    };
    format!("^{NUMBER}{unit}$")
}
