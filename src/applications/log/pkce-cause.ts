import { frameworks, isFramework } from '../aksk/frameworks.ts';
import type { Reason } from './call.ts';
import type { Cause } from './cause.ts';

/** In general; where the framework is known, its own line stands instead. */
export const makePkce =
  '生成 43 至 128 个字符的 code_verifier，取 SHA-256 的 base64url 作 code_challenge，与 code_challenge_method=S256 一起发送；多数 OIDC 库打开 PKCE 选项即可。' +
  'Spring Security：给 DefaultOAuth2AuthorizationRequestResolver 设 OAuth2AuthorizationRequestCustomizers.withPkce()；' +
  'CXF：给 OidcClientCodeRequestFilter 设 codeVerifierTransformer = new DigestCodeVerifier()；pac4j：OidcConfiguration 不要 setDisablePkce(true)。';

/** The same for the page of errors, framework by framework. */
export const pkceLines = Object.values(frameworks)
  .flatMap(({ name, pkce }) => (pkce === undefined ? [] : [`${name}：${pkce}`]))
  .join('　')
  .concat('　不能发送 PKCE 而发送 nonce 的，把应用设为“PKCE 或 nonce”。');

const byNonce =
  '这个请求带了 nonce：也可以在应用的“安全”页把登录的防护改成“PKCE 或 nonce”，立即生效；程序必须核对 id_token 里的 nonce。';
const byWaiver =
  '这个请求也没有 nonce。确实都不能发送时，在“变更设置”里写明框架，申请限期放行；沙箱应用在“安全”页选“两者都不发送”，立即放行。';

/** The line to add in the framework at hand: `received` is the framework, `registered` says whether a nonce came. */
export function pkceAdvice({ received, registered = [] }: Pick<Reason, 'received' | 'registered'>): string {
  const hasNonce = registered.includes('nonce');
  if (!isFramework(received) || received === 'other') return hasNonce ? `${makePkce}${byNonce}` : makePkce;
  const { name, pkce } = frameworks[received];
  if (pkce === undefined) return `${name} 不能发送 PKCE。${hasNonce ? byNonce : byWaiver}`;
  return `${name}：加上 ${pkce}${/[;；。]$/.test(pkce) ? '' : '。'} ${hasNonce ? byNonce : ''}`.trim();
}

/** A login that nothing binds to whoever began it. */
export const pkceCauses: readonly Cause[] = [
  {
    error: 'invalid_request',
    code: 'pkce_and_nonce_missing',
    when: /^PKCE and nonce missing$/,
    cause: '授权请求既没有 PKCE（code_challenge），也没有 nonce：这个应用登记的是“PKCE 或 nonce”，两者至少要有一项。',
    cure: '{pkce}',
  },
  {
    error: 'invalid_request',
    code: 'pkce_missing',
    when: /^PKCE missing$/,
    cause: '授权请求没有使用 PKCE：缺少 code_challenge。',
    cure: '{pkce}',
  },
];
