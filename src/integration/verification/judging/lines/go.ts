import type { CheckCode } from '../../checks/checks.ts';

const stateChecked = `  	switch {
+ 	case s.state == "" || q.Get("state") != s.state:
+ 		return session{}, errors.New("state 不对")
  	case q.Get("iss") != issuer:`;

/** Lines of the Go sample, with those around them; a test compares them. */
export const go: Partial<Record<CheckCode, string>> = {
  redirect_uri: `  		ClientID: os.Getenv("NCC_AK"), ClientSecret: os.Getenv("NCC_SK"),
+ 		Endpoint: provider.Endpoint(), RedirectURL: callback, Scopes: []string{oidc.ScopeOpenID, "profile"},
  	}`,
  scope: `  		ClientID: os.Getenv("NCC_AK"), ClientSecret: os.Getenv("NCC_SK"),
+ 		Endpoint: provider.Endpoint(), RedirectURL: callback, Scopes: []string{oidc.ScopeOpenID, "profile"},
  	}`,
  state: `  	http.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
+ 		s := session{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
  		begin(w, r, s)`,
  nonce: `  	http.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
+ 		s := session{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
  		begin(w, r, s)
  …
  		s := session{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
  		begin(w, r, s)
+ 		to := config.AuthCodeURL(s.state, oidc.Nonce(s.nonce), oauth2.S256ChallengeOption(s.verifier))
  		http.Redirect(w, r, to, http.StatusSeeOther)`,
  pkce: `  		s := session{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
  		begin(w, r, s)
+ 		to := config.AuthCodeURL(s.state, oidc.Nonce(s.nonce), oauth2.S256ChallengeOption(s.verifier))
  		http.Redirect(w, r, to, http.StatusSeeOther)`,
  issuer: `  		return session{}, errors.New("state 不对")
+ 	case q.Get("iss") != issuer:
+ 		return session{}, errors.New("iss 不对")
  	case q.Has("error"): // 市民点了“不同意”时是 access_denied`,
  ...{ state_checked: stateChecked, code_once: stateChecked },
  forged: `  	config.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
+ 	verifier := provider.Verifier(&oidc.Config{ClientID: config.ClientID})

  	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {`,
  nonce_checked: `  	idToken, err := verifier.Verify(r.Context(), raw)
  	if err != nil {
  		return session{}, err
  	}
+ 	if idToken.Nonce != s.nonce {
+ 		return session{}, errors.New("nonce 不对")
+ 	}
  	user, err := provider.UserInfo(r.Context(), config.TokenSource(r.Context(), token))`,
  addresses: `  		}
  		begin(w, r, s)
+ 		http.Redirect(w, r, "/", http.StatusSeeOther)
  	})`,
  subject: `  		if s := sessionOf(r); s.sub != "" {
+ 			fmt.Fprintf(w, \`<p data-account="%s">您好，%s</p>\`, s.sub, html.EscapeString(s.nickname))
  			fmt.Fprint(w, \`<form method="post" action="/logout"><button>退出</button></form>\`)`,
  denied: `  		return session{}, errors.New("iss 不对")
+ 	case q.Has("error"): // 市民点了“不同意”时是 access_denied
+ 		return session{}, errors.New(q.Get("error"))
  	}`,
  retry: `  	http.HandleFunc("GET "+back.Path, func(w http.ResponseWriter, r *http.Request) {
+ 		s, err := finish(r, config, provider, verifier)
+ 		if err != nil {
+ 			log.Print(err)
+ 			w.Header().Set("Content-Type", "text/html; charset=utf-8")
+ 			w.WriteHeader(http.StatusBadRequest)
+ 			fmt.Fprintf(w, \`<p>登录没有完成：%s</p>\`, html.EscapeString(err.Error()))
+ 			fmt.Fprint(w, \`<p><a href="/login">再试一次</a></p>\`)
+ 			return
+ 		}
  		begin(w, r, s)`,
  logout: `  	http.HandleFunc("POST /logout", func(w http.ResponseWriter, r *http.Request) {
+ 		query := url.Values{"id_token_hint": {sessionOf(r).idToken}, "post_logout_redirect_uri": {home}}
+ 		begin(w, r, session{})
+ 		http.Redirect(w, r, cloud.EndSession+"?"+query.Encode(), http.StatusSeeOther)
  	})`,
  notice: `  	// 退出通知：市民在别处退出、取消授权时发来签名的 logout_token。地址在应用的安全设置里登记。回答 200，不对的回答 400
+ 	http.HandleFunc("POST /backchannel-logout", func(w http.ResponseWriter, r *http.Request) {
+ 		if err := endSessions(r, verifier); err != nil {
+ 			http.Error(w, err.Error(), http.StatusBadRequest)
+ 		}
+ 	})

  	log.Print(home + "login")
  …
  // 签名、iss、aud、exp 由库核对，events 和没有 nonce 由我们核对；有 sid 时只结束那一次登录。
+ func endSessions(r *http.Request, verifier *oidc.IDTokenVerifier) error {
+ 	token, err := verifier.Verify(r.Context(), r.PostFormValue("logout_token"))
+ 	if err != nil {
+ 		return err
+ 	}
+ 	var claims struct {
+ 		SID    string
+ 		Nonce  *string
+ 		Events map[string]any
+ 	}
+ 	if err := token.Claims(&claims); err != nil {
+ 		return err
+ 	}
+ 	_, isLogout := claims.Events["http://schemas.openid.net/event/backchannel-logout"]
+ 	if !isLogout || claims.Nonce != nil || token.Subject == "" {
+ 		return errors.New("不是 logout_token")
+ 	}
+ 	sessions.Range(func(id, found any) bool {
+ 		s := found.(session)
+ 		if s.sub == token.Subject && (claims.SID == "" || claims.SID == s.sid) {
+ 			sessions.Delete(id)
+ 		}
+ 		return true
+ 	})
+ 	return nil
+ }

  func sessionOf(r *http.Request) session {`,
};
