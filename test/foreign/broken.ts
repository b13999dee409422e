import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Change, followPage } from './agent.ts';
import type { Program } from './program.ts';

/** One mistake in a sample: `fails` is the only check that finds it, `cause` says why there; `stops` is why the first login already ends. */
type Break = { changes: readonly Change[] } & ({ fails: string; cause?: RegExp } | { stops: RegExp });

const by = (from: string | RegExp, to: string, fails: string, cause?: RegExp): Break => ({
  changes: [[from, to]],
  fails,
  ...(cause && { cause }),
});
const noPkce = (from: string | RegExp, to: string): Break => ({ changes: [[from, to]], stops: /PKCE/ });

const same = 'always-the-same';
const missing = /404/;
const unheard = /没有程序在这个地址接收/;
const stays = /登记了地址/;
const unsigned = /没有核对通知的签名/;

/**
 * Copies of each sample with one line changed, by the check that is to find it. A check that the language's library makes by itself, whatever is
 * written, has no copy there.
 */
export const breaks: Readonly<Record<string, { tools: readonly string[]; copies: Readonly<Record<string, Break>> }>> = {
  node: {
    tools: ['node', 'npm'],
    copies: {
      'no signature': by('oidc.enableNonRepudiationChecks,', '', 'forged'),
      'same state': by('oidc.randomState()', `'${same}'`, 'state'),
      'state not compared': by('expectedState: state,', 'expectedState: oidc.skipStateCheck,', 'state_checked'),
      'same nonce': by('oidc.randomNonce()', `'${same}'`, 'nonce'),
      'no PKCE': noPkce(/code_challenge: .*\n.*'S256',/, ''),
      'any issuer': by(
        'const tokens =',
        "url.searchParams.set('iss', cloud.serverMetadata().issuer);\n  const tokens =",
        'issuer',
      ),
      'code in the address': by(
        "redirect(req, res, '/', { user:",
        "redirect(req, res, '/' + url.search, { user:",
        'addresses',
      ),
      'known by nickname': by('escaped(sub)', 'escaped(nickname)', 'subject'),
      'no post_logout_redirect_uri': by(/ *post_logout_redirect_uri: .*\n/, '', 'logout', stays),
      'own logout alone': by('redirect(req, res, url.href, {});', "redirect(req, res, '/', {});", 'logout'),
      'any notice': by(/send\(res, 400, ''\);/, "send(res, 200, '');", 'notice', unsigned),
      'notice unheeded': by('if (user?.sub === sub &&', 'if (false &&', 'notice'),
      'no address for notices': by("path === '/backchannel-logout'", "path === '/elsewhere'", 'notice', missing),
      'any POST is 200': by('await endSessions(req, res)', "send(res, 200, '')", 'notice', unheard),
    },
  },
  python: {
    tools: ['python3'],
    copies: {
      'any iss in the id_token': by('claims_options={"iss": {"values": [ISSUER]}}', 'claims_options={}', 'forged'),
      'same state': by('CALLBACK.geturl())', `CALLBACK.geturl(), state="${same}")`, 'state'),
      'same nonce': by('CALLBACK.geturl())', `CALLBACK.geturl(), nonce="${same}")`, 'nonce'),
      'no PKCE': noPkce(', "code_challenge_method": "S256"', ''),
      'any issuer': by('if request.args.get("iss") != ISSUER:', 'if False:', 'issuer'),
      'code in the address': by('redirect("/")', 'redirect("/?" + request.query_string.decode())', 'addresses'),
      'known by nickname': by('data-account="{person["sub"]}"', 'data-account="{person["nickname"]}"', 'subject'),
      'no post_logout_redirect_uri': by(', "post_logout_redirect_uri": HOME}', '}', 'logout', stays),
      'own logout alone': by(/redirect\(f"\{cloud.*\?\{query\}", 303\)/, 'redirect(HOME, 303)', 'logout'),
      'any notice': by(/return "", 400/g, 'return "", 200', 'notice', unsigned),
      'notice unheeded': by('people.pop(key, None)', 'pass', 'notice'),
      'no address for notices': by('@app.post("/backchannel-logout")', '@app.post("/elsewhere")', 'notice', missing),
    },
  },
  php: {
    tools: ['php'],
    copies: {
      'no signature': by(
        'function checkedToken(string $token, array $cloud, string $ak): array\n{',
        "$&\n    if (($_POST['logout_token'] ?? '') === '') return json_decode(fromBase64url(explode('.', $token)[1]), true);",
        'forged',
      ),
      'same state': by("$_SESSION['login'] =", `$state = '${same}';\n        $&`, 'state'),
      'state not compared': by("if (!hash_equals($state, $_GET['state'] ?? ''))", 'if (false)', 'state_checked'),
      'same nonce': by("$_SESSION['login'] =", `$nonce = '${same}';\n        $&`, 'nonce'),
      'nonce not compared': by("if (!hash_equals($nonce, $claims['nonce'] ?? ''))", 'if (false)', 'nonce_checked'),
      'no PKCE': noPkce(/ *'code_challenge' => .*\n/, ''),
      'any issuer': by("if (($_GET['iss'] ?? '') !== $cloud['issuer'])", 'if (false)', 'issuer'),
      'code in the address': by("go('/');", "go('/?' . $_SERVER['QUERY_STRING']);", 'addresses'),
      'known by nickname': by(
        "data-account=\\\"{$e($_SESSION['user']['sub'])}",
        "data-account=\\\"{$e($_SESSION['user']['nickname'])}",
        'subject',
      ),
      'no post_logout_redirect_uri': by(/ *'post_logout_redirect_uri' => .*\n/, '', 'logout', stays),
      'own logout alone': by('session_destroy();', "session_destroy();\n        go('/');", 'logout'),
      'any notice': by('http_response_code(400);', 'http_response_code(200);', 'notice', unsigned),
      'notice unheeded': by('file_put_contents(fileOf("notice', 'file_put_contents(fileOf("other', 'notice'),
      'no address for notices': by("$path === '/backchannel-logout'", "$path === '/elsewhere'", 'notice', missing),
    },
  },
  go: {
    tools: ['go'],
    copies: {
      'any iss in the id_token': by(
        'ClientID: config.ClientID}',
        'ClientID: config.ClientID, SkipIssuerCheck: true}',
        'forged',
      ),
      'same state': by('session{state: rand.Text()', `session{state: "${same}"`, 'state'),
      'state not compared': by('s.state == "" || q.Get("state") != s.state', 's.state == ""', 'state_checked'),
      'same nonce': by('nonce: rand.Text()', `nonce: "${same}"`, 'nonce'),
      'nonce not compared': by('if idToken.Nonce != s.nonce {', 'if false {', 'nonce_checked'),
      'no PKCE': noPkce(', oauth2.S256ChallengeOption(s.verifier)', ''),
      'any issuer': by('case q.Get("iss") != issuer:', 'case false:', 'issuer'),
      'code in the address': by('"/", http.StatusSeeOther', '"/?"+r.URL.RawQuery, http.StatusSeeOther', 'addresses'),
      'known by nickname': by('</p>`, s.sub,', '</p>`, s.nickname,', 'subject'),
      'no post_logout_redirect_uri': by(', "post_logout_redirect_uri": {home}', '', 'logout', stays),
      'own logout alone': by('cloud.EndSession+"?"+query.Encode()', '"/?"+query.Get("none")', 'logout'),
      'any notice': by(
        'http.Error(w, err.Error(), http.StatusBadRequest)',
        'http.Error(w, err.Error(), http.StatusOK)',
        'notice',
        unsigned,
      ),
      'notice unheeded': by('sessions.Delete(id)', '_ = id', 'notice'),
      'no address for notices': by('"POST /backchannel-logout"', '"POST /elsewhere"', 'notice', missing),
    },
  },
  rust: {
    tools: ['cargo'],
    copies: {
      'no signature': {
        changes: [
          ['&cloud.id_token_verifier()', '&cloud.id_token_verifier().insecure_disable_signature_check()'],
          [
            'let Claims { sid, .. } = claims_of(app, &id_token.to_string()).await?;',
            'let sid = claims_of(app, &id_token.to_string()).await.ok().and_then(|claims| claims.sid);',
          ],
        ],
        fails: 'forged',
      },
      'same state': by('CsrfToken::new_random,', `|| CsrfToken::new("${same}".into()),`, 'state'),
      'state not compared': by('if value("state") != state.secret() {', 'if false {', 'state_checked'),
      'same nonce': by('Nonce::new_random,', `|| Nonce::new("${same}".into()),`, 'nonce'),
      'nonce not compared': by('&nonce)?', '|_: Option<&Nonce>| Ok(()))?', 'nonce_checked'),
      'no PKCE': noPkce('.set_pkce_challenge(challenge)', ''),
      'any issuer': by('if value("iss") != app.issuer.as_str() {', 'if false {', 'issuer'),
      'code in the address': by(
        'go(&app, &headers, "/", Some(user))',
        'go(&app, &headers, &format!("/?code={}", query["code"]), Some(user))',
        'addresses',
      ),
      'known by nickname': by('data-account="{sub}"', 'data-account="{name}"', 'subject'),
      'no post_logout_redirect_uri': by(/ *\.set_post_logout_redirect_uri\(home\)\n/, '', 'logout', stays),
      'own logout alone': by('go(&app, &headers, url.as_str(), None)', 'go(&app, &headers, "/", None)', 'logout'),
      'any notice': by(/return StatusCode::BAD_REQUEST;/g, 'return StatusCode::OK;', 'notice', unsigned),
      'notice unheeded': by('*sub != notice.sub ||', 'true || *sub != notice.sub ||', 'notice'),
      'no address for notices': by('"/backchannel-logout", post', '"/elsewhere", post', 'notice', missing),
    },
  },
  java: {
    tools: ['java', 'mvn'],
    copies: {
      'any claims in the id_token': by(
        '  @GetMapping("/login")',
        `  @Bean
  org.springframework.security.oauth2.jwt.JwtDecoderFactory<org.springframework.security.oauth2.client.registration.ClientRegistration> unchecked() {
    return cloud -> {
      var decoder = org.springframework.security.oauth2.jwt.NimbusJwtDecoder.withJwkSetUri(cloud.getProviderDetails().getJwkSetUri()).build();
      decoder.setJwtValidator(token -> org.springframework.security.oauth2.core.OAuth2TokenValidatorResult.success());
      return decoder;
    };
  }

$&`,
        'forged',
      ),
      'any issuer': by('!isCallback || issuer.equals(request.getParameter("iss"))', 'true', 'issuer'),
      'code in the address': by(
        '.defaultSuccessUrl("/", true)',
        '.successHandler((request, response, who) -> response.sendRedirect("/?" + request.getQueryString()))',
        'addresses',
      ),
      'known by nickname': by('formatted(user.getSubject(),', 'formatted(nickname,', 'subject'),
      'no post_logout_redirect_uri': by(/ *logout\.setPostLogoutRedirectUri.*\n/, '', 'logout', stays),
      'own logout alone': by('with.logoutSuccessHandler(logout)', 'with.logoutSuccessUrl("/")', 'logout'),
      'no address for notices': by('"/backchannel-logout"', '"/elsewhere"', 'notice'),
    },
  },
  csharp: {
    tools: ['dotnet'],
    copies: {
      'any issuer': by('if (context.ProtocolMessage.Iss != options.Authority)', 'if (false)', 'issuer'),
      'known by nickname': by('context.User.FindFirst("sub")', 'context.User.FindFirst("nickname")', 'subject'),
      'notice unheeded': by('sessions.End(token.Subject, sid);', '', 'notice'),
      'no address for notices': by('"/backchannel-logout"', '"/elsewhere"', 'notice', missing),
    },
  },
};

/** Undefined where the copy is found by its own check alone. */
async function faultOf(copy: Break, follow: () => ReturnType<typeof followPage>): Promise<string | undefined> {
  if ('stops' in copy) {
    const said = await follow().then(({ text }) => text, String);
    return copy.stops.test(said) ? undefined : `did not stop by ${copy.stops}: ${said.slice(-2000)}`;
  }
  const { run, text } = await follow();
  const failed = run.checks.filter(({ state }) => state === 'failed');
  const codes = failed.map(({ code }) => code).join();
  if (run.state !== 'failed' || codes !== copy.fails)
    return `${run.state}, failed: ${codes}; ${copy.fails} was to fail\n${text.slice(-2000)}`;
  const { seen, cause } = failed[0] ?? {};
  return copy.cause === undefined || copy.cause.test(`${seen} ${cause}`)
    ? undefined
    : `for another cause: ${seen} ${cause}`;
}

/** `broken-<language>`: each copy through the practice, from the keys on. */
export const broken: readonly Program[] = Object.entries(breaks).map(([stack, { tools, copies }]) => ({
  name: `broken-${stack}`,
  tools: ['bash', 'curl', ...tools],
  async run({ product, own }) {
    mkdirSync(own, { recursive: true });
    const faults: string[] = [];
    for (const [name, copy] of Object.entries(copies)) {
      const follow = () => followPage(product.origin, stack, join(own, stack), copy.changes);
      const fault = await faultOf(copy, follow).catch(String);
      if (fault !== undefined) faults.push(`${name}: ${fault}`);
    }
    const all = Object.keys(copies);
    const words = `${all.length - faults.length} of ${all.length} fail at their own check (${all.join('; ')})`;
    if (faults.length > 0) throw new Error(`${words}\n${faults.join('\n')}`);
    return words;
  },
}));
