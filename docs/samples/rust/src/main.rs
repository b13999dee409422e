use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header::COOKIE, header::LOCATION, header::SET_COOKIE};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, serve};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreUserInfoClaims};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, LogoutRequest, Nonce,
};
use openidconnect::{
    EndpointMaybeSet, EndpointNotSet, EndpointSet, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier,
};
use openidconnect::{
    PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, Scope, TokenResponse, reqwest,
};
use serde::Deserialize;
use std::collections::HashMap;
use std::env::var;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const COOKIE_NAME: &str = "login_sid"; // 本机上几个程序共用 localhost，名字不要相同

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
        sid: Option<String>,
        nickname: String,
        id_token: CoreIdToken,
    },
}

struct App {
    issuer: IssuerUrl,
    ak: ClientId,
    sk: ClientSecret,
    callback: RedirectUrl,
    home: String,
    http: reqwest::Client,
    metadata: tokio::sync::Mutex<(Instant, ProviderMetadataWithLogout)>,
    sessions: Mutex<HashMap<String, Session>>, // 正式环境放进 Redis 或数据库，并设有效期
}

impl App {
    /// 发现文档和公钥存五分钟：公钥轮换时，新的提前十分钟公布。
    async fn metadata(&self) -> Result<ProviderMetadataWithLogout, AnyError> {
        let mut kept = self.metadata.lock().await;
        if kept.0.elapsed() > Duration::from_secs(300) {
            *kept = (Instant::now(), discovered(&self.issuer, &self.http).await?);
        }
        Ok(kept.1.clone())
    }

    async fn cloud(&self) -> Result<Cloud, AnyError> {
        let (ak, sk) = (self.ak.clone(), self.sk.clone());
        let client = CoreClient::from_provider_metadata(self.metadata().await?, ak, Some(sk));
        Ok(client.set_redirect_uri(self.callback.clone()))
    }
}

async fn discovered(
    issuer: &IssuerUrl,
    http: &reqwest::Client,
) -> Result<ProviderMetadataWithLogout, AnyError> {
    Ok(ProviderMetadataWithLogout::discover_async(issuer.clone(), http).await?)
}

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let issuer = IssuerUrl::new(var("NCC_ISSUER")?)?;
    let callback = RedirectUrl::new(var("NCC_CALLBACK")?)?;
    let port = callback.url().port_or_known_default().unwrap_or(80);
    let path = callback.url().path().to_owned();
    let http = reqwest::ClientBuilder::new()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let metadata = discovered(&issuer, &http).await?;
    let app = App {
        ak: ClientId::new(var("NCC_AK")?),
        sk: ClientSecret::new(var("NCC_SK")?),
        home: callback.url().join("/")?.to_string(),
        metadata: tokio::sync::Mutex::new((Instant::now(), metadata)),
        issuer,
        callback,
        http,
        sessions: Mutex::default(),
    };
    println!("{}login", app.home);
    let router = Router::new()
        .route("/", get(home))
        .route("/login", get(login))
        .route("/logout", post(logout))
        .route("/backchannel-logout", post(backchannel_logout))
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
        Some(Session::User { sub, nickname, .. }) => {
            let name = escaped(nickname);
            format!(
                r#"<p data-account="{sub}">您好，{name}</p><form method="post" action="/logout"><button>退出</button></form>"#
            )
        }
        _ => r#"<p><a href="/login">使用国家公共文化云登录</a></p>"#.into(),
    })
}

/// 跳转：state、nonce 和 PKCE 每次登录都是新的。
async fn login(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let cloud = match app.cloud().await {
        Ok(cloud) => cloud,
        Err(error) => return not_done(&error),
    };
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = cloud
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
        Err(error) => not_done(&error),
    }
}

fn not_done(error: &AnyError) -> Response {
    let words = escaped(&error.to_string());
    let page = format!(r#"<p>登录没有完成：{words}</p><p><a href="/login">再试一次</a></p>"#);
    (StatusCode::BAD_REQUEST, Html(page)).into_response()
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
    if value("iss") != app.issuer.as_str() {
        return Err("iss 不对".into());
    }
    if let Some(error) = query.get("error") {
        return Err(error.as_str().into()); // 市民点了“不同意”时是 access_denied
    }
    let cloud = app.cloud().await?;
    let tokens = cloud
        .exchange_code(AuthorizationCode::new(value("code").into()))?
        .set_pkce_verifier(verifier)
        .request_async(&app.http)
        .await?;
    let id_token = tokens.id_token().ok_or("没有 id_token")?.clone();
    let sub = id_token
        .claims(&cloud.id_token_verifier(), &nonce)?
        .subject()
        .clone();
    // 带上 sub：用户信息里的与 id_token 里的不同就不接受
    let user: CoreUserInfoClaims = cloud
        .user_info(tokens.access_token().clone(), Some(sub.clone()))?
        .request_async(&app.http)
        .await?;
    let nickname = user
        .nickname()
        .and_then(|name| name.get(None))
        .map_or("文化用户".into(), |name| name.to_string());
    let Claims { sid, .. } = claims_of(app, &id_token.to_string()).await?;
    Ok(Session::User {
        sub: sub.to_string(),
        sid,
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
    let Ok(metadata) = app.metadata().await else {
        return go(&app, &headers, "/", None);
    };
    let Some(end_session) = metadata.additional_metadata().end_session_endpoint.clone() else {
        return go(&app, &headers, "/", None);
    };
    let home = PostLogoutRedirectUrl::new(app.home.clone()).expect("由回调地址得来");
    let url = LogoutRequest::from(end_session)
        .set_id_token_hint(&id_token)
        .set_post_logout_redirect_uri(home)
        .http_get_url();
    go(&app, &headers, url.as_str(), None)
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    sid: Option<String>,
    nonce: Option<String>,
    #[serde(default)]
    events: HashMap<String, serde_json::Value>,
}

/// 核对签名、iss、aud、exp，再看令牌的内容。openidconnect 不认识 logout_token。
async fn claims_of(app: &App, token: &str) -> Result<Claims, AnyError> {
    let keys = serde_json::to_value(app.metadata().await?.jwks())?;
    let keys: JwkSet = serde_json::from_value(keys)?;
    let kid = decode_header(token)?.kid.unwrap_or_default();
    let key = keys.find(&kid).ok_or("没有这个 kid 的公钥")?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[app.issuer.as_str()]);
    validation.set_audience(&[app.ak.as_str()]);
    validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
    Ok(decode(token, &DecodingKey::from_jwk(key)?, &validation)?.claims)
}

/// 退出通知：市民在别处退出、取消授权时发来签名的 logout_token。地址在应用的安全设置里登记。
/// 有 sid 时只结束那一次登录。回答 200，不对的回答 400。
async fn backchannel_logout(
    State(app): State<Arc<App>>,
    Form(form): Form<HashMap<String, String>>,
) -> StatusCode {
    let token = form.get("logout_token").map_or("", String::as_str);
    let Ok(notice) = claims_of(&app, token).await else {
        return StatusCode::BAD_REQUEST;
    };
    let is_logout = notice
        .events
        .contains_key("http://schemas.openid.net/event/backchannel-logout");
    if !is_logout || notice.nonce.is_some() {
        return StatusCode::BAD_REQUEST;
    }
    app.sessions
        .lock()
        .unwrap()
        .retain(|_, session| match session {
            Session::User { sub, sid, .. } => {
                *sub != notice.sub || (notice.sid.is_some() && *sid != notice.sid)
            }
            Session::Started { .. } => true,
        });
    StatusCode::OK
}

/// 每次登录换一个新的会话编号。
fn go(app: &App, headers: &HeaderMap, location: &str, session: Option<Session>) -> Response {
    let mut sessions = app.sessions.lock().unwrap();
    if let Some(id) = id_of(headers) {
        sessions.remove(id);
    }
    let id = CsrfToken::new_random().into_secret();
    let secure = if app.home.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{COOKIE_NAME}={id}; Path=/; HttpOnly; SameSite=Lax{secure}");
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
        .find_map(|pair| pair.strip_prefix(COOKIE_NAME)?.strip_prefix('='))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
