use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header::COOKIE, header::LOCATION, header::SET_COOKIE};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, serve};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreUserInfoClaims};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndSessionUrl, IssuerUrl, LogoutRequest,
    Nonce,
};
use openidconnect::{
    EndpointMaybeSet, EndpointNotSet, EndpointSet, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier,
};
use openidconnect::{
    PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, Scope, TokenResponse, reqwest,
};
use std::collections::HashMap;
use std::env::var;
use std::sync::{Arc, Mutex};

type AnyError = Box<dyn std::error::Error + Send + Sync>;
type Cloud = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// 一个浏览器的会话：登录开始时，或登录以后。
enum Session {
    Started {
        state: CsrfToken,
        nonce: Nonce,
        verifier: PkceCodeVerifier,
    },
    User {
        sub: String,
        nickname: String,
        id_token: CoreIdToken,
    },
}

struct App {
    cloud: Cloud,
    http: reqwest::Client,
    issuer: String,
    home: String,
    end_session: EndSessionUrl,
    sessions: Mutex<HashMap<String, Session>>, // 正式环境放进 Redis 或数据库，并设有效期
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let issuer = var("NCC_ISSUER")?;
    let callback = RedirectUrl::new(var("NCC_CALLBACK")?)?;
    let port = callback.url().port_or_known_default().unwrap_or(80);
    let path = callback.url().path().to_owned();
    let http = reqwest::ClientBuilder::new()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let metadata =
        ProviderMetadataWithLogout::discover_async(IssuerUrl::new(issuer.clone())?, &http).await?;
    let app = App {
        home: callback.url().join("/")?.to_string(),
        end_session: metadata
            .additional_metadata()
            .end_session_endpoint
            .clone()
            .ok_or("没有退出地址")?,
        cloud: CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(var("NCC_AK")?),
            Some(ClientSecret::new(var("NCC_SK")?)),
        )
        .set_redirect_uri(callback),
        http,
        issuer,
        sessions: Mutex::default(),
    };
    println!("{}login", app.home);
    let router = Router::new()
        .route("/", get(home))
        .route("/login", get(login))
        .route("/logout", post(logout))
        .route(&path, get(callback_page))
        .with_state(Arc::new(app));
    serve(
        tokio::net::TcpListener::bind(("localhost", port)).await?,
        router,
    )
    .await?;
    Ok(())
}

async fn home(State(app): State<Arc<App>>, headers: HeaderMap) -> Html<String> {
    let sessions = app.sessions.lock().unwrap();
    Html(match id_of(&headers).and_then(|id| sessions.get(id)) {
        Some(Session::User { nickname, .. }) => {
            let name = escaped(nickname);
            format!(
                r#"<p>您好，{name}</p><form method="post" action="/logout"><button>退出</button></form>"#
            )
        }
        _ => r#"<p><a href="/login">使用国家公共文化云登录</a></p>"#.into(),
    })
}

/// 跳转：state、nonce 和 PKCE 每次登录都是新的。
async fn login(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = app
        .cloud
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("profile".into()))
        .set_pkce_challenge(challenge)
        .url();
    go(
        &app,
        &headers,
        url.as_str(),
        Some(Session::Started {
            state,
            nonce,
            verifier,
        }),
    )
}

async fn callback_page(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    match finish(&app, &headers, &query).await {
        Ok(user) => go(&app, &headers, "/", Some(user)),
        Err(error) => {
            let words = format!(
                r#"<p>登录没有完成：{}</p><p><a href="/login">再试一次</a></p>"#,
                escaped(&error.to_string())
            );
            (StatusCode::BAD_REQUEST, Html(words)).into_response()
        }
    }
}

/// 换令牌，校验 id_token（签名、iss、aud、exp、nonce），再取用户信息。
async fn finish(
    app: &App,
    headers: &HeaderMap,
    query: &HashMap<String, String>,
) -> Result<Session, AnyError> {
    let value = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let started = id_of(headers).and_then(|id| app.sessions.lock().unwrap().remove(id));
    let Some(Session::Started {
        state,
        nonce,
        verifier,
    }) = started
    else {
        return Err("请重新登录".into());
    };
    if value("state") != state.secret() {
        return Err("state 不对".into());
    }
    if value("iss") != app.issuer {
        return Err("iss 不对".into());
    }
    if let Some(error) = query.get("error") {
        return Err(error.as_str().into()); // 市民点了“不同意”时是 access_denied
    }
    let tokens = app
        .cloud
        .exchange_code(AuthorizationCode::new(value("code").into()))?
        .set_pkce_verifier(verifier)
        .request_async(&app.http)
        .await?;
    let id_token = tokens.id_token().ok_or("没有 id_token")?.clone();
    let sub = id_token
        .claims(&app.cloud.id_token_verifier(), &nonce)?
        .subject()
        .clone();
    // 带上 sub：用户信息里的与 id_token 里的不同就不接受
    let user: CoreUserInfoClaims = app
        .cloud
        .user_info(tokens.access_token().clone(), Some(sub.clone()))?
        .request_async(&app.http)
        .await?;
    let nickname = user
        .nickname()
        .and_then(|name| name.get(None))
        .map_or("文化用户".into(), |name| name.to_string());
    Ok(Session::User {
        sub: sub.to_string(),
        nickname,
        id_token,
    })
}

/// 退出：先结束自己的会话，再到国家公共文化云退出。
async fn logout(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let session = id_of(&headers).and_then(|id| app.sessions.lock().unwrap().remove(id));
    let Some(Session::User { sub, id_token, .. }) = session else {
        return go(&app, &headers, "/", None);
    };
    println!("{sub} 退出");
    let home = PostLogoutRedirectUrl::new(app.home.clone()).expect("由回调地址得来");
    let url = LogoutRequest::from(app.end_session.clone())
        .set_id_token_hint(&id_token)
        .set_post_logout_redirect_uri(home)
        .http_get_url();
    go(&app, &headers, url.as_str(), None)
}

/// 每次登录换一个新的会话编号。
fn go(app: &App, headers: &HeaderMap, location: &str, session: Option<Session>) -> Response {
    let mut sessions = app.sessions.lock().unwrap();
    if let Some(id) = id_of(headers) {
        sessions.remove(id);
    }
    let id = CsrfToken::new_random().into_secret();
    let cookie = format!("sid={id}; Path=/; HttpOnly; SameSite=Lax");
    if let Some(session) = session {
        sessions.insert(id, session);
    }
    (
        StatusCode::SEE_OTHER,
        [(LOCATION, location.to_owned()), (SET_COOKIE, cookie)],
    )
        .into_response()
}

fn id_of(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(COOKIE)?
        .to_str()
        .ok()?
        .split("; ")
        .find_map(|pair| pair.strip_prefix("sid="))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
