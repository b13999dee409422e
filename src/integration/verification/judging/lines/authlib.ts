import type { CheckCode } from '../../checks/checks.ts';

/** Lines of the Python sample, with those around them; a test compares them. */
export const authlib: Partial<Record<CheckCode, string>> = {
  state: `  def login():
+     return cloud.authorize_redirect(CALLBACK.geturl())


  # 换令牌：Authlib 核对 state、PKCE 和 id_token 的签名、aud、exp、nonce；`,
  nonce: `  def login():
+     return cloud.authorize_redirect(CALLBACK.geturl())


  # 换令牌：Authlib 核对 state、PKCE 和 id_token 的签名、aud、exp、nonce；`,
  pkce: `      server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
+     client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
  )`,
  issuer: `  def callback():
+     if request.args.get("iss") != ISSUER:
+         return f"<p>登录没有完成：iss 不对</p>{LOGIN}", 400
      try:`,
  forged: `          return f"<p>登录没有完成：iss 不对</p>{LOGIN}", 400
      try:
+         token = cloud.authorize_access_token(claims_options={"iss": {"values": [ISSUER]}})
          user = cloud.userinfo(token=token)`,
  nonce_checked: `          return f"<p>登录没有完成：iss 不对</p>{LOGIN}", 400
      try:
+         token = cloud.authorize_access_token(claims_options={"iss": {"values": [ISSUER]}})
          user = cloud.userinfo(token=token)`,
  addresses: `      }
+     return redirect("/")


  # 退出：先结束自己的会话，再到国家公共文化云退出`,
  subject: `          return LOGIN
+     return f'<p data-account="{person["sub"]}">您好，{escape(person["nickname"])}</p>{LOGOUT}'


  # 跳转：Authlib 生成 state、nonce 和 PKCE，记在会话里`,
  denied: `          user = cloud.userinfo(token=token)
+     except OAuthError as error:  # 市民点了“不同意”时是 access_denied
+         return f"<p>登录没有完成：{escape(error.error)}</p>{LOGIN}", 400
      except (JoseError, ValueError, KeyError, RequestException) as error:  # 令牌不对，或者没有连上`,
  retry: `          token = cloud.authorize_access_token(claims_options={"iss": {"values": [ISSUER]}})
          user = cloud.userinfo(token=token)
+     except OAuthError as error:  # 市民点了“不同意”时是 access_denied
+         return f"<p>登录没有完成：{escape(error.error)}</p>{LOGIN}", 400
+     except (JoseError, ValueError, KeyError, RequestException) as error:  # 令牌不对，或者没有连上
+         app.logger.warning("登录没有完成：%s", error)
+         return f"<p>登录没有完成：没有通过核对</p>{LOGIN}", 400
      if user["sub"] != token["userinfo"]["sub"]:`,
  logout: `      person = people.pop(session.get("id"), {})
      session.clear()
+     query = urlencode(
+         {"id_token_hint": person.get("id_token", ""), "post_logout_redirect_uri": HOME}
+     )
+     return redirect(f"{cloud.load_server_metadata()['end_session_endpoint']}?{query}", 303)


  LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"`,
  notice: `      return redirect(f"{cloud.load_server_metadata()['end_session_endpoint']}?{query}", 303)


+ LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
+
+
+ # 退出通知：市民在别处退出、取消授权时发来签名的 logout_token。地址在应用的安全设置里登记。
+ # 核对签名、iss、aud、时间、events，并且没有 nonce；再结束这个人的会话，有 sid 时只结束那一次。
+ # 回答 200，不对的回答 400
+ @app.post("/backchannel-logout")
+ def backchannel_logout():
+     algorithms = cloud.load_server_metadata()["id_token_signing_alg_values_supported"]
+     try:
+         claims = JsonWebToken(algorithms).decode(
+             request.form.get("logout_token", ""),
+             cloud.create_load_key(),
+             claims_options={
+                 "iss": {"essential": True, "value": ISSUER},
+                 "aud": {"essential": True, "value": AK},
+                 "exp": {"essential": True},
+                 "sub": {"essential": True},
+             },
+         )
+         claims.validate(leeway=60)
+     except (JoseError, ValueError):
+         return "", 400
+     if LOGOUT_EVENT not in claims.get("events", {}) or "nonce" in claims:
+         return "", 400
+     for key, person in list(people.items()):
+         if person["sub"] == claims["sub"] and claims.get("sid", person["sid"]) == person["sid"]:
+             people.pop(key, None)
+     return "", 200


  app.run(CALLBACK.hostname, CALLBACK.port)`,
};
