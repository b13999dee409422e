import type { CheckCode } from '../../checks/checks.ts';

/** Lines of the Rust sample, with those around them; a test compares them. */
export const rust: Partial<Record<CheckCode, string>> = {
  redirect_uri: `          let client = CoreClient::from_provider_metadata(self.metadata().await?, ak, Some(sk));
+         Ok(client.set_redirect_uri(self.callback.clone()))
      }`,
  scope: `          )
+         .add_scope(Scope::new("profile".into()))
          .set_pkce_challenge(challenge)`,
  state: `              CoreAuthenticationFlow::AuthorizationCode,
+             CsrfToken::new_random,
              Nonce::new_random,`,
  nonce: `              CsrfToken::new_random,
+             Nonce::new_random,
          )`,
  pkce: `          .add_scope(Scope::new("profile".into()))
+         .set_pkce_challenge(challenge)
          .url();`,
  issuer: `          return Err("state 不对".into());
      }
+     if value("iss") != app.issuer.as_str() {
+         return Err("iss 不对".into());
+     }
      if let Some(error) = query.get("error") {`,
  state_checked: `          return Err("请重新登录".into());
      };
+     if value("state") != state.secret() {
+         return Err("state 不对".into());
+     }
      if value("iss") != app.issuer.as_str() {`,
  code_once: `      let value = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
+     let started = id_of(headers).and_then(|id| app.sessions.lock().unwrap().remove(id));
      let Some(Session::Started {`,
  forged: `      let sub = id_token
+         .claims(&cloud.id_token_verifier(), &nonce)?
          .subject()
  …
          .map_or("文化用户".into(), |name| name.to_string());
+     let Claims { sid, .. } = claims_of(app, &id_token.to_string()).await?;
      Ok(Session::User {`,
  nonce_checked: `      let sub = id_token
+         .claims(&cloud.id_token_verifier(), &nonce)?
          .subject()`,
  addresses: `      match finish(&app, &headers, &query).await {
+         Ok(user) => go(&app, &headers, "/", Some(user)),
          Err(error) => not_done(&error),`,
  subject: `              format!(
+                 r#"<p data-account="{sub}">您好，{name}</p><form method="post" action="/logout"><button>退出</button></form>"#
              )`,
  denied: `          return Err("iss 不对".into());
      }
+     if let Some(error) = query.get("error") {
+         return Err(error.as_str().into()); // 市民点了“不同意”时是 access_denied
+     }
      let cloud = app.cloud().await?;`,
  retry: `          Err(error) => not_done(&error),
      }
  }

+ fn not_done(error: &AnyError) -> Response {
+     let words = escaped(&error.to_string());
+     let page = format!(r#"<p>登录没有完成：{words}</p><p><a href="/login">再试一次</a></p>"#);
+     (StatusCode::BAD_REQUEST, Html(page)).into_response()
+ }

  /// 换令牌，校验 id_token（签名、iss、aud、exp、nonce），再取用户信息。`,
  logout: `      let home = PostLogoutRedirectUrl::new(app.home.clone()).expect("由回调地址得来");
+     let url = LogoutRequest::from(end_session)
+         .set_id_token_hint(&id_token)
+         .set_post_logout_redirect_uri(home)
+         .http_get_url();
+     go(&app, &headers, url.as_str(), None)
  }`,
  notice: `          .route("/logout", post(logout))
+         .route("/backchannel-logout", post(backchannel_logout))
          .route(&path, get(callback_page))
  …
  /// 有 sid 时只结束那一次登录。回答 200，不对的回答 400。
+ async fn backchannel_logout(
+     State(app): State<Arc<App>>,
+     Form(form): Form<HashMap<String, String>>,
+ ) -> StatusCode {
+     let token = form.get("logout_token").map_or("", String::as_str);
+     let Ok(notice) = claims_of(&app, token).await else {
+         return StatusCode::BAD_REQUEST;
+     };
+     let is_logout = notice
+         .events
+         .contains_key("http://schemas.openid.net/event/backchannel-logout");
+     if !is_logout || notice.nonce.is_some() {
+         return StatusCode::BAD_REQUEST;
+     }
+     app.sessions
+         .lock()
+         .unwrap()
+         .retain(|_, session| match session {
+             Session::User { sub, sid, .. } => {
+                 *sub != notice.sub || (notice.sid.is_some() && *sid != notice.sid)
+             }
+             Session::Started { .. } => true,
+         });
+     StatusCode::OK
+ }

  /// 每次登录换一个新的会话编号。`,
};
