//! The `x-` extensions, as `specs/README.md` describes them.

use super::super::openapi::*;
use super::*;

pub(super) const GRANT: &str = "
operationId: issue
x-token-grant:
  accessToken: access_token
  tokenType: token_type
  expiresIn: expires_in
  expiresAt: expiration
  scope: scope
  refreshToken: refresh_token
  noRefreshToken: [not_supported]
  extra: [id_token]
  defaultLife: 3600
  sameTokenUntilExpiry: true
  refusalPause: 900
  renewal: {operation: renew, token: refresh_token, with: [client_id]}
x-error:
  code: [/errorCode, /code]
  message: [/errorMessage]
  requestId: [/context/requestId]
  requestIdHeader: Transaction-Id
  kinds:
    refused: [BXNIM0415E, 400]
    throttled: [BXNIM0434E]
x-retry: {never: [500], also: [409], repeat: unsent}
x-paths: {deployed: /b}";

pub(super) fn document(operation: &str) -> String {
    let styles = "x-service: Token\nx-path-styles:\n  documented: d\n  deployed: d\n  x-unserved: {status: 404, string: /detail}\n";
    with_operation("/a", operation) + styles
}

#[test]
fn every_extension_is_read() {
    let documents = loaded(&[("a.yaml", &document(GRANT))]);
    let document = &documents[0];
    assert_eq!(
        document.service.as_ref().map(|name| name.as_str()),
        Some("Token")
    );
    let styles = document.path_styles.as_ref().expect("styles");
    let names: Vec<&str> = styles
        .styles
        .iter()
        .map(|style| style.key.as_str())
        .collect();
    assert_eq!(names, ["documented", "deployed"]);
    assert_eq!(
        (
            styles.unserved.status.value,
            styles.unserved.string.as_str()
        ),
        (404, "/detail")
    );

    let operation = &document.paths[0].operations[0];
    let grant = operation.token_grant.as_ref().expect("a grant");
    let text = |text: &Option<crate::diagnostic::Spanned<String>>| {
        text.as_ref().map(|text| text.value.clone())
    };
    assert_eq!(grant.access_token.value, "access_token");
    assert_eq!(text(&grant.expires_at).as_deref(), Some("expiration"));
    assert_eq!(grant.no_refresh_token[0].value, "not_supported");
    assert_eq!(
        grant.default_life.as_ref().map(|life| life.value),
        Some(3600)
    );
    assert_eq!(
        grant.refusal_pause.as_ref().map(|pause| pause.value),
        Some(900)
    );
    assert!(grant.same_token_until_expiry);
    let renewal = grant.renewal.as_ref().expect("a renewal");
    assert_eq!(
        (renewal.operation.as_str(), renewal.with[0].as_str()),
        ("renew", "client_id")
    );

    let error = operation.error.as_ref().expect("an error");
    assert_eq!(error.code[1].value, "/code");
    let kinds: Vec<(ErrorKind, Vec<&str>)> = error
        .kinds
        .iter()
        .map(|(kind, codes)| (kind.value, codes.iter().map(|code| code.as_str()).collect()))
        .collect();
    assert_eq!(
        kinds,
        [
            (ErrorKind::Refused, vec!["BXNIM0415E", "400"]),
            (ErrorKind::Throttled, vec!["BXNIM0434E"])
        ]
    );

    let retry = operation.retry.as_ref().expect("a policy");
    assert_eq!((retry.never[0].value, retry.also[0].value), (500, 409));
    assert_eq!(
        retry.repeat.as_ref().map(|repeat| repeat.value),
        Some(Repeat::Unsent)
    );
    let paths: Vec<(&str, &str)> = operation
        .paths
        .iter()
        .map(|path| (path.key.as_str(), path.value.as_str()))
        .collect();
    assert_eq!(paths, [("deployed", "/b")]);
}

#[test]
fn mistakes_in_extensions_are_reported() {
    let at = "#/paths/~1a/post";
    for (line, instead, expected) in [
        (
            "  accessToken: access_token\n",
            "",
            "[missing-key]: `accessToken` is missing in `x-token-grant` @ {}/x-token-grant",
        ),
        (
            "expiresIn: expires_in",
            "expires: expires_in",
            "[unknown-key]: `expires` is not a member of `x-token-grant` @ {}/x-token-grant/expires",
        ),
        (
            "defaultLife: 3600",
            "defaultLife: 1h",
            "[type]: expected a whole number that is not negative, found a text @ {}/x-token-grant/defaultLife",
        ),
        (
            "  refreshToken: refresh_token\n",
            "",
            "[missing-key]: `renewal` needs `refreshToken` @ {}/x-token-grant/renewal",
        ),
        (
            "operation: renew, ",
            "",
            "[missing-key]: `operation` is missing in `x-token-grant.renewal` @ {}/x-token-grant/renewal",
        ),
        (
            "[/errorMessage]",
            "[errorMessage]",
            "[value]: `errorMessage` is no JSON pointer @ {}/x-error/message/0",
        ),
        (
            "[BXNIM0434E]",
            "[BXNIM0415E]",
            "[code-twice]: the code `BXNIM0415E` has two meanings @ {}/x-error/kinds/throttled/0",
        ),
        (
            "throttled:",
            "throtled:",
            "[unknown-key]: `throtled` is not a member of `x-error.kinds` @ {}/x-error/kinds/throtled",
        ),
        (
            "[500]",
            "[5000]",
            "[status]: `5000` is no HTTP status @ {}/x-retry/never/0",
        ),
        (
            "[500]",
            "[409]",
            "[value]: the status 409 is both in `also` and in `never` @ {}/x-retry/also/0",
        ),
        (
            "repeat: unsent",
            "repeat: always",
            "[value]: `always` is not a kind of repetition that is understood @ {}/x-retry/repeat",
        ),
        (
            "deployed: /b",
            "deployd: /b",
            "[path-style]: `deployd` is no style whose path is given here @ {}/x-paths/deployd",
        ),
        (
            "deployed: /b",
            "documented: /b, deployed: /b",
            "[path-style]: `documented` is no style whose path is given here @ {}/x-paths/documented",
        ),
        (
            "x-paths: {deployed: /b}",
            "",
            "[path-style]: the path of the style `deployed` is missing @ {}",
        ),
        (
            "deployed: /b",
            "deployed: b",
            "[path]: `b` is no path @ {}/x-paths/deployed",
        ),
        (
            "deployed: /b",
            "deployed: '/b/{c}'",
            "[path-parameter]: the path has other parameters than that of `paths` @ {}/x-paths/deployed",
        ),
    ] {
        assert!(GRANT.contains(line), "{line}");
        let found = summary(&problems(&document(&GRANT.replacen(line, instead, 1))));
        assert!(
            found.contains(&expected.replace("{}", at)),
            "{expected}: {found:?}"
        );
    }
}

#[test]
fn styles_and_credentials_are_checked() {
    let text = document("x-paths: {deployed: /b}").replace("  deployed: d\n", "");
    assert!(problems(&text).contains("`x-path-styles` names fewer than two styles"));
    let schemes = |scheme: &str| {
        problems(&with_components(
            "3.1.0",
            &format!("securitySchemes:\n  s: {scheme}"),
        ))
    };
    for good in [
        "{type: http, scheme: bearer, x-argument: token}",
        "{type: apiKey, in: cookie, name: k}",
        "{type: http, scheme: digest}",
        "{type: mutualTLS}",
    ] {
        assert_eq!(schemes(good), "", "{good}");
    }
    for (scheme, expected) in [
        (
            "{type: http, scheme: basic}",
            "`x-basic-encoding` is missing",
        ),
        (
            "{type: http, scheme: basic, x-basic-encoding: base64}",
            "`base64` is not an encoding",
        ),
        (
            "{type: http, scheme: bearer, x-basic-encoding: raw}",
            "`x-basic-encoding` is not understood",
        ),
        (
            "{type: apiKey, in: header, name: k, x-argument: a}",
            "`x-argument` is not understood",
        ),
        (
            "{type: apiKey, in: path, name: k}",
            "`path` is not a place of a key",
        ),
        ("{type: tls}", "`tls` is not a type of security scheme"),
        (
            "{type: oauth2, flows: {clientCredentials: {scopes: {}}}}",
            "`tokenUrl` is missing",
        ),
        (
            "{type: oauth2, flows: {application: {}}}",
            "`application` is not a member of `flows`",
        ),
        ("{type: openIdConnect}", "`openIdConnectUrl` is missing"),
    ] {
        let found = schemes(scheme);
        assert!(found.contains(expected), "{scheme}: {found}");
    }
}

#[test]
fn what_documents_share_is_written_once() {
    let rest = "openapi: 3.1.0\ninfo: {title: R, version: 1.0}\nx-error: {$ref: '#/x-real'}\nx-retry: {never: [500]}\nx-path-styles:\n  documented: d\n  deployed: d\n  x-unserved: {status: 404, string: /detail}\n";
    let shared = rest.replace("{$ref: '#/x-real'}", "{code: [/code]}");
    let text = with_operation("/a", "operationId: a\nx-paths: {deployed: /b}")
        + "x-error: {$ref: 'core/rest.yaml#/x-error'}\nx-retry: {$ref: 'core/rest.yaml#/x-retry'}\nx-path-styles: {$ref: 'core/rest.yaml#/x-path-styles'}\n";
    let documents = loaded(&[("a.yaml", &text), ("core/rest.yaml", &shared)]);
    let error = documents[0].error.as_ref().expect("errors");
    assert_eq!(error.code[0].as_str(), "/code");
    assert_eq!(
        documents[0].retry.as_ref().expect("retries").never[0].value,
        500
    );
    assert_eq!(
        documents[0]
            .path_styles
            .as_ref()
            .expect("styles")
            .styles
            .len(),
        2
    );

    let problems = load(&[("a.yaml", &text), ("core/rest.yaml", rest)]).1;
    assert!(problems.contains("`#/x-real` leads nowhere"), "{problems}");
    let cycle = rest.replace("#/x-real", "#/x-error");
    let problems = load(&[("a.yaml", &text), ("core/rest.yaml", &cycle)]).1;
    assert!(
        problems.contains("the reference leads back to itself"),
        "{problems}"
    );
}
