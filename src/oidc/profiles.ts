import { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { frameworkOf, isFramework } from '../applications/aksk/frameworks.ts';
import { type Clock, epoch, systemClock } from '../clock.ts';
import { clockTolerance } from './lifetimes.ts';
import { leaveTrace } from './requests/trace.ts';
import { fapiProfile, isFapiAlgorithm, needsPkce } from './rules.ts';

type Claims = Readonly<Record<string, unknown>>;

/** FAPI 2.0 Message Signing 5.3.1: a request object is valid for an hour at most. */
const longestRequestObject = 3600;

/** FAPI 2.0 5.3.2.1: a clock may be ten seconds ahead and not a minute. The library looks at nbf and exp alone, in real time. */
const isOfLater = (iat: unknown): boolean => typeof iat === 'number' && iat > epoch(systemClock.now()) + clockTolerance;

/** The stricter profiles of an application: PKCE or a nonce, FAPI 2.0, signed requests. */
export function createProfiles({ clock }: { clock: Clock }) {
  return {
    needsPkce({ oidc: { params } }: KoaContextWithOIDC, client: Client): boolean {
      const nonce = params?.nonce;
      const isPublic = client.clientAuthMethod === 'none';
      const isNeeded = needsPkce(client, { isPublic, nonce, now: epoch(clock.now()) });
      if (isNeeded && params?.code_challenge === undefined) {
        // The library's message is the same for every framework; the developer needs the line to add in theirs.
        const redirectUri = typeof params?.redirect_uri === 'string' ? params.redirect_uri : undefined;
        const framework = isFramework(client.framework) ? client.framework : frameworkOf(redirectUri);
        const detail = client.login_proof === 'pkce_or_nonce' ? 'PKCE and nonce missing' : 'PKCE missing';
        leaveTrace({ detail, received: framework ?? '', registered: typeof nonce === 'string' ? ['nonce'] : [] });
      }
      return isNeeded;
    },

    /** FAPI 2.0 5.3.2.1: the issuer alone, as a string; 5.4.1: its algorithms. */
    assertClientAssertion(ctx: KoaContextWithOIDC, { aud, iat }: Claims, { alg }: Claims, client: Client): void {
      if (fapiProfile(client) === undefined) return;
      if (aud !== ctx.oidc.issuer)
        throw new errors.InvalidClientAuth('audience (aud) must equal the issuer identifier url');
      if (!isFapiAlgorithm(alg)) throw new errors.InvalidClientAuth('alg must be PS256, ES256 or EdDSA');
      if (isOfLater(iat)) throw new errors.InvalidClientAuth('iat is in the future');
    },

    assertRequestObject(
      _ctx: KoaContextWithOIDC,
      { exp, nbf, aud, iat }: Claims,
      { alg }: Claims,
      client: Client,
    ): void {
      if (fapiProfile(client) === undefined) return;
      // Read again from the pushed request: the library stores an unsigned one with the algorithm none.
      if (alg === 'none') return;
      if (!isFapiAlgorithm(alg)) throw new errors.InvalidRequestObject('alg must be PS256, ES256 or EdDSA');
      if (typeof exp !== 'number' || typeof nbf !== 'number' || aud === undefined)
        throw new errors.InvalidRequestObject('the claims exp, nbf and aud must be there');
      if (isOfLater(iat)) throw new errors.InvalidRequestObject('iat is in the future');
      if (exp <= nbf || exp - nbf > longestRequestObject)
        throw new errors.InvalidRequestObject('exp must be at most an hour after nbf');
    },
  };
}
