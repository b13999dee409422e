package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// 一个浏览器的会话：登录开始时是 state、nonce、verifier，登录以后是这个人。
type session struct{ state, nonce, verifier, sub, sid, nickname, idToken string }

const cookieName = "login_sid" // 本机上几个程序共用 localhost，名字不要相同

var (
	issuer   = os.Getenv("NCC_ISSUER")
	callback = os.Getenv("NCC_CALLBACK")
	sessions sync.Map // 正式环境放进 Redis 或数据库，并设有效期
)

func main() {
	back, err := url.Parse(callback)
	if err != nil {
		log.Fatal(err)
	}
	home := back.Scheme + "://" + back.Host + "/"
	provider, err := oidc.NewProvider(context.Background(), issuer)
	if err != nil {
		log.Fatal(err)
	}
	var cloud struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&cloud); err != nil {
		log.Fatal(err)
	}
	config := oauth2.Config{
		ClientID: os.Getenv("NCC_AK"), ClientSecret: os.Getenv("NCC_SK"),
		Endpoint: provider.Endpoint(), RedirectURL: callback, Scopes: []string{oidc.ScopeOpenID, "profile"},
	}
	config.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	verifier := provider.Verifier(&oidc.Config{ClientID: config.ClientID})

	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if s := sessionOf(r); s.sub != "" {
			fmt.Fprintf(w, `<p data-account="%s">您好，%s</p>`, s.sub, html.EscapeString(s.nickname))
			fmt.Fprint(w, `<form method="post" action="/logout"><button>退出</button></form>`)
			return
		}
		fmt.Fprint(w, `<p><a href="/login">使用国家公共文化云登录</a></p>`)
	})

	// 跳转：state、nonce 和 PKCE 每次登录都是新的
	http.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		s := session{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
		begin(w, r, s)
		to := config.AuthCodeURL(s.state, oidc.Nonce(s.nonce), oauth2.S256ChallengeOption(s.verifier))
		http.Redirect(w, r, to, http.StatusSeeOther)
	})

	http.HandleFunc("GET "+back.Path, func(w http.ResponseWriter, r *http.Request) {
		s, err := finish(r, config, provider, verifier)
		if err != nil {
			log.Print(err)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `<p>登录没有完成：%s</p>`, html.EscapeString(err.Error()))
			fmt.Fprint(w, `<p><a href="/login">再试一次</a></p>`)
			return
		}
		begin(w, r, s)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})

	// 退出：先结束自己的会话，再到国家公共文化云退出
	http.HandleFunc("POST /logout", func(w http.ResponseWriter, r *http.Request) {
		query := url.Values{"id_token_hint": {sessionOf(r).idToken}, "post_logout_redirect_uri": {home}}
		begin(w, r, session{})
		http.Redirect(w, r, cloud.EndSession+"?"+query.Encode(), http.StatusSeeOther)
	})

	// 退出通知：市民在别处退出、取消授权时发来签名的 logout_token。地址在应用的安全设置里登记。回答 200，不对的回答 400
	http.HandleFunc("POST /backchannel-logout", func(w http.ResponseWriter, r *http.Request) {
		if err := endSessions(r, verifier); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})

	log.Print(home + "login")
	log.Fatal(http.ListenAndServe(back.Host, nil))
}

// 换令牌，校验 id_token（签名、iss、aud、exp 由库核对，nonce 由我们核对），再取用户信息。
func finish(
	r *http.Request, config oauth2.Config, provider *oidc.Provider, verifier *oidc.IDTokenVerifier,
) (session, error) {
	s, q := sessionOf(r), r.URL.Query()
	switch {
	case s.state == "" || q.Get("state") != s.state:
		return session{}, errors.New("state 不对")
	case q.Get("iss") != issuer:
		return session{}, errors.New("iss 不对")
	case q.Has("error"): // 市民点了“不同意”时是 access_denied
		return session{}, errors.New(q.Get("error"))
	}
	token, err := config.Exchange(r.Context(), q.Get("code"), oauth2.VerifierOption(s.verifier))
	if err != nil {
		return session{}, err
	}
	raw, _ := token.Extra("id_token").(string)
	idToken, err := verifier.Verify(r.Context(), raw)
	if err != nil {
		return session{}, err
	}
	if idToken.Nonce != s.nonce {
		return session{}, errors.New("nonce 不对")
	}
	user, err := provider.UserInfo(r.Context(), config.TokenSource(r.Context(), token))
	if err != nil {
		return session{}, err
	}
	if user.Subject != idToken.Subject {
		return session{}, errors.New("用户信息不是同一个人")
	}
	known := struct{ Nickname, SID string }{Nickname: "文化用户"}
	if err := errors.Join(idToken.Claims(&known), user.Claims(&known)); err != nil {
		return session{}, err
	}
	return session{sub: user.Subject, sid: known.SID, nickname: known.Nickname, idToken: raw}, nil
}

// 签名、iss、aud、exp 由库核对，events 和没有 nonce 由我们核对；有 sid 时只结束那一次登录。
func endSessions(r *http.Request, verifier *oidc.IDTokenVerifier) error {
	token, err := verifier.Verify(r.Context(), r.PostFormValue("logout_token"))
	if err != nil {
		return err
	}
	var claims struct {
		SID    string
		Nonce  *string
		Events map[string]any
	}
	if err := token.Claims(&claims); err != nil {
		return err
	}
	_, isLogout := claims.Events["http://schemas.openid.net/event/backchannel-logout"]
	if !isLogout || claims.Nonce != nil || token.Subject == "" {
		return errors.New("不是 logout_token")
	}
	sessions.Range(func(id, found any) bool {
		s := found.(session)
		if s.sub == token.Subject && (claims.SID == "" || claims.SID == s.sid) {
			sessions.Delete(id)
		}
		return true
	})
	return nil
}

func sessionOf(r *http.Request) session {
	if cookie, err := r.Cookie(cookieName); err == nil {
		if found, ok := sessions.Load(cookie.Value); ok {
			return found.(session)
		}
	}
	return session{}
}

// 每次登录换一个新的会话编号。
func begin(w http.ResponseWriter, r *http.Request, s session) {
	if cookie, err := r.Cookie(cookieName); err == nil {
		sessions.Delete(cookie.Value)
	}
	id := rand.Text()
	sessions.Store(id, s)
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: id, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(callback, "https:"),
	})
}
