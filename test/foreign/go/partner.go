// Signs a citizen in with golang.org/x/oauth2 and coreos/go-oidc. The citizen is played by a second client: pages are read, forms posted.
package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

var redirectURI = os.Getenv("REDIRECT_URI")

func main() {
	ctx := context.Background()
	provider, err := oidc.NewProvider(ctx, os.Getenv("ISSUER"))
	must(err)
	config := oauth2.Config{
		ClientID: os.Getenv("CLIENT_ID"), ClientSecret: os.Getenv("CLIENT_SECRET"),
		Endpoint: provider.Endpoint(), RedirectURL: redirectURI, Scopes: []string{oidc.ScopeOpenID, "profile"},
	}
	verifier := oauth2.GenerateVerifier()
	address := config.AuthCodeURL("a state", oauth2.S256ChallengeOption(verifier), oidc.Nonce("a nonce"))

	callback := asCitizen(address).Query()
	if callback.Get("state") != "a state" || callback.Get("iss") != os.Getenv("ISSUER") {
		log.Fatalf("came back with %v", callback)
	}
	token, err := config.Exchange(ctx, callback.Get("code"), oauth2.VerifierOption(verifier))
	must(err)
	raw, _ := token.Extra("id_token").(string)
	idToken, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID}).Verify(ctx, raw)
	must(err)
	if idToken.Nonce != "a nonce" {
		log.Fatal("the nonce is another")
	}
	person, err := provider.UserInfo(ctx, config.TokenSource(ctx, token))
	must(err)
	var told struct {
		Nickname string `json:"nickname"`
	}
	must(person.Claims(&told))
	if person.Subject != idToken.Subject {
		log.Fatal("userinfo tells of somebody else")
	}
	fmt.Printf("signed in: %s\n", told.Nickname)
}

/* What a citizen does in a browser, until it goes back to the partner. */
func asCitizen(address string) *url.URL {
	jar, err := cookiejar.New(nil)
	must(err)
	browser := &http.Client{Jar: jar, CheckRedirect: func(request *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(request.URL.String(), redirectURI) {
			return http.ErrUseLastResponse // nobody has to serve the partner's address
		}
		return nil
	}}
	request, err := http.NewRequest(http.MethodGet, address, nil)
	must(err)
	typed := []url.Values{
		{"username": {os.Getenv("USERNAME")}, "password": {os.Getenv("PASSWORD")}, "agree": {"1"}},
		{"scope_profile": {"1"}},
	}
	for {
		request.Header.Set("Accept", "text/html")
		answer, err := browser.Do(request)
		must(err)
		page, err := io.ReadAll(answer.Body)
		must(err)
		if back, err := answer.Location(); err == nil && strings.HasPrefix(back.String(), redirectURI) {
			return back
		}
		if len(typed) == 0 {
			log.Fatalf("not back at the partner: %s", page)
		}
		action, fields := formOf(string(page))
		for name, values := range typed[0] {
			fields[name] = values
		}
		typed = typed[1:]
		target, err := answer.Request.URL.Parse(action)
		must(err)
		request, err = http.NewRequest(http.MethodPost, target.String(), strings.NewReader(fields.Encode()))
		must(err)
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
}

/* The first form of a page: where it goes, and what it holds unseen. */
func formOf(page string) (string, url.Values) {
	form := regexp.MustCompile(`(?s)<form\b.*?</form>`).FindString(page)
	fields := url.Values{}
	for _, tag := range regexp.MustCompile(`<input\b[^>]*>`).FindAllString(form, -1) {
		if attribute(tag, "type") == "hidden" {
			fields.Set(attribute(tag, "name"), attribute(tag, "value"))
		}
	}
	return attribute(regexp.MustCompile(`<form\b[^>]*>`).FindString(form), "action"), fields
}

func attribute(tag, name string) string {
	found := regexp.MustCompile(`\s` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if found == nil {
		return ""
	}
	return html.UnescapeString(found[1])
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
