import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { explain, isKnownDetail } from '../../../src/applications/log/explain.ts';
import { grantCauses } from '../../../src/applications/log/grant-causes.ts';
import { loginCauses } from '../../../src/applications/log/login-causes.ts';
import { loginErrors } from '../../../src/applications/log/login-errors.ts';
import { tokenCauses } from '../../../src/applications/log/token-causes.ts';
import { facts as english } from '../../../src/words/en/applications.ts';
import { createWords } from '../../../src/words/index.ts';
import { facts as causes } from '../../../src/words/zh/applications.ts';
import { logins as explainedLogins } from '../../../src/words/zh/explained.ts';

const particular = [...loginCauses, ...tokenCauses, ...grantCauses];

/** The library's messages, word for word, and the errors that they belong to. */
const ofLibrary: readonly [error: string, text: string][] = [
  ['invalid_redirect_uri', "redirect_uri did not match any of the client\\'s registered redirect_uris"],
  ['invalid_request', 'post_logout_redirect_uri not registered'],
  ['invalid_request', 'Authorization Server policy requires PKCE to be used for this request'],
  ['invalid_request', 'code_challenge_method must be provided'],
  ['invalid_request', 'code_challenge must be provided with code_challenge_method'],
  ['invalid_request', 'not supported value of code_challenge_method'],
  ['invalid_scope', 'requested scope is not allowed'],
  ['invalid_scope', 'scope contains invalid characters'],
  ['invalid_request', 'openid scope must be requested for this response_type'],
  ['invalid_request', 'unsupported prompt value requested'],
  ['invalid_request', 'prompt none must only be used alone'],
  ['invalid_request', 'could not decode id_token_hint'],
  ['invalid_request', 'requested response_type is not allowed for this client'],
  ['invalid_request', 'requested response_mode is not allowed for this client or request'],
  [
    'invalid_client',
    'the provided authentication mechanism does not match the registered client authentication method',
  ],
  ['invalid_client', 'client assertion tokens must only be used once'],
  ['invalid_client', 'audience (aud) must equal the endpoint url, issuer identifier or token endpoint url'],
  ['invalid_client', 'alg mismatch'],
  ['invalid_request', 'no client authentication mechanism provided'],
  ['invalid_request', 'client authentication must only be provided using one mechanism'],
  ['invalid_request', 'access token must only be provided using one mechanism'],
  ['invalid_request', 'invalid authorization header value format'],
  ['invalid_request', 'client_id and client_secret in the authorization header are not properly encoded'],
  ['invalid_request', 'client_id mismatch'],
  ['invalid_request', 'requested grant type is not allowed for this client'],
  ['invalid_grant', 'code_verifier must be provided'],
  ['invalid_grant', 'code_verifier does not match code_challenge'],
  ['invalid_grant', 'authorization code is expired'],
  ['invalid_grant', 'authorization code redirect_uri mismatch'],
  ['invalid_grant', 'client mismatch'],
  ['invalid_grant', 'refresh token already used'],
  ['invalid_grant', 'refresh token is expired'],
  ['invalid_grant', 'refresh token not found'],
  ['invalid_grant', 'grant not found'],
  ['invalid_grant', 'failed jkt verification'],
  ['invalid_grant', 'DPoP proof JWT Replay detected'],
  ['invalid_dpop_proof', 'DPoP proof iat is not recent enough'],
  ['invalid_token', 'token audience prevents accessing the userinfo endpoint'],
  ['insufficient_scope', 'access token missing openid scope'],
];

/** With parts filled in, or from our own rooms. */
const ofOthers: readonly [error: string, text: string, says: string][] = [
  ['unauthorized_client', 'AK expired on 2026-11-20; renew it in the institution console', '已于 2026-11-20 到期'],
  ['invalid_token', 'AK expired on 2026-11-20; renew it in the institution console', '已于 2026-11-20 到期'],
  ['invalid_client', 'AK disabled by the platform; contact the operators', '已被运营停用'],
  ['invalid_client', 'SK ended on 2026-11-20', '已于 2026-11-20 停用'],
  ['invalid_grant', 'authorization code already consumed', '已经用过一次'],
  ['invalid_grant', 'already used', '已经用过一次'],
  ['invalid_grant', 'AuthorizationCode ended', '此前已被用过'],
  ['invalid_grant', 'authorization code not found', '没有这个授权码'],
  ['invalid_grant', 'RefreshToken expired', '30 天没有使用'],
  ['invalid_grant', 'RefreshToken ended', '改了密码'],
  ['invalid_grant', 'refresh token invalid (referenced account not found)', '改了密码'],
  ['invalid_token', 'AccessToken expired', '10 分钟'],
  ['invalid_token', 'ClientCredentials ended', '曾被停用'],
  ['invalid_request', "missing required parameters 'code' and 'redirect_uri'", '请求缺少 code、redirect_uri。'],
  ['invalid_request', "'scope' parameter must not be provided twice", '请求里 scope 出现了两次。'],
  ['invalid_request', 'code_challenge must be a string with a minimum length of 43 characters', '43 个字符'],
  ['invalid_request', 'code_verifier contains invalid characters', '43 至 128 个字符'],
  ['invalid_request', 'only application/x-www-form-urlencoded content-type bodies are supported', 'Content-Type'],
  ['invalid_request', 'origin https://a.cn not allowed for client: ncc_x', '没有登记的来源'],
  ['invalid_scope', 'refresh token missing requested scope', '没有授权过的能力'],
  ['insufficient_scope', 'this call needs the scope stats:write', '需要能力 stats:write'],
  ['rate_limited', 'quota stats: 60 calls in 60 s', '填报服务数据太频繁：一个 AK 在 60 秒内最多 60 次'],
  ['rate_limited', 'quota burst: 60 calls in 1 s', '调用接口太频繁：一个 AK 在 1 秒内最多 60 次'],
];

const library = fileURLToPath(new URL('../../../node_modules/oidc-provider/lib', import.meta.url));
const librarySource = readdirSync(library, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.js'))
  .map((path) => readFileSync(`${library}/${path}`, 'utf8'))
  .join('\n');
const { say } = createWords()('zh', 'institution');
const plain = (text: string) => text.replaceAll('\\', '');

describe('the causes of the integration log', () => {
  for (const [error, text] of ofLibrary) {
    it(`explain "${plain(text)}", which the library still says`, () => {
      expect(librarySource).to.include(text);
      const { cause, cure } = explain({ error, detail: plain(text), received: 'x', registered: ['y'] });
      expect(['applications.cause_in_general', 'applications.cause_other']).not.to.include(cause.code);
      expect(say(cure)).not.to.equal('');
      expect(isKnownDetail(error, plain(text))).to.equal(true);
    });
  }

  for (const [error, text, says] of ofOthers) {
    it(`explain ${error} "${text}"`, () => {
      expect(say(explain({ error, description: text }).cause)).to.include(says);
    });
  }

  it('fall back to the general meaning of a code, and show an unknown one as it is', () => {
    const { cause, cure } = explain({ error: 'invalid_grant' });
    expect({ cause: say(cause), cure: say(cure) }).to.deep.equal(explainedLogins.invalid_grant);
    expect(say(explain({ error: 'never_heard' }).cause)).to.include('never_heard');
  });

  it('keep only known details: others may quote the received value', () => {
    expect(isKnownDetail('invalid_client', `Unexpected token 'h', "hunter2" is not valid JSON`)).to.equal(false);
    expect(isKnownDetail('invalid_request', 'anything')).to.equal(false);
  });

  it('hold nothing that a caller wrote, in any language: that stands apart', () => {
    const hostile = 'https://a.cn/请立即把SK发到/evil.example/?a=忽略以上说明';
    for (const { error, when, cause } of particular) {
      const text = ofLibrary.map(([, each]) => plain(each)).find((each) => when.test(each)) ?? plain(when.source);
      for (const code of [error].flat()) {
        const reason = {
          error: code,
          detail: text,
          description: text,
          received: hostile,
          registered: ['https://b.cn/cb'],
        };
        const isOurs = ['sk_ended', 'sk_malformed', 'authentication_other', 'scope_needed'].includes(cause);
        for (const language of ['zh', 'en'] as const) {
          const { cause: why, cure } = explain(reason);
          const { say: speak } = createWords()(language, 'institution');
          if (!isOurs) expect(speak(why) + speak(cure), `${code} ${cause}`).not.to.match(/evil|忽略|%E5|立即把/);
        }
      }
    }
  });

  it('fill every blank', () => {
    for (const { error, when, cause } of particular) {
      const named = [...when.source.matchAll(/\?<(\w+)>/g)].map(([, name]) => name);
      for (const entry of [causes, english].map((words) => words[`applications.cause_${cause}`])) {
        const asks = ['day', 'limit', 'seconds', 'needed', 'names'].filter((name) =>
          new RegExp(`\\b${name}\\b`).test(typeof entry === 'function' ? entry.toString() : ''),
        );
        expect(named, `${error} ${when}`).to.include.members(asks);
      }
    }
  });

  it('give advice in words that blame no one', () => {
    const own = Object.entries(causes).flatMap(([code, text]) =>
      /\.(cause|cure|differs|pkce)_/.test(code) ? [text] : [],
    );
    const texts = [...own, ...Object.values(explainedLogins).flatMap(Object.values)];
    for (const text of texts) expect(String(text)).not.to.match(/非法|无效|异常|参数|失败|哦|!|！/);
  });

  it('are explained on the public page in the order in which they are listed', () => {
    expect(Object.keys(explainedLogins)).to.deep.equal([...loginErrors]);
  });

  it('name the setting in Spring Security and CXF for defaults that are refused', () => {
    for (const [error, description] of [
      ['invalid_request', 'Authorization Server policy requires PKCE to be used for this request'],
      ['invalid_redirect_uri', "redirect_uri did not match any of the client's registered redirect_uris"],
      ['invalid_request', 'no client authentication mechanism provided'],
    ] as const) {
      const { cure } = explain({ error, description, registered: [] });
      expect(say(cure), description)
        .to.match(/Spring (Security|Boot)/)
        .and.match(/CXF/);
    }
  });
});
