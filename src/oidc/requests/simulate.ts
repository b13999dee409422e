import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { isSimulated, simulatedAnswers } from '../../applications/aksk/simulation.ts';
import type { IntegrationLog } from '../../applications/log/service.ts';
import type { Applications } from '../../applications/service.ts';
import type { Keys } from '../../crypto/keys.ts';
import { isWrongCallback } from '../../integration/verification/rounds/scenario.ts';
import { answerWrongly, isOfLibrary, isOfRun } from './run-watch.ts';

type Needs = {
  provider: Provider;
  applications: Pick<Applications, 'takeSimulated'>;
  integrationLog: Pick<IntegrationLog, 'record'>;
  keys: Pick<Keys, 'jwks'>;
};

/** R27: the next login of a sandbox is answered as wrongly as its developer asked, once, and the log of the AK says so. */
export function simulateAnswers({ provider, applications, integrationLog, keys }: Needs): void {
  provider.use(async (ctx, next) => {
    await next();
    if (!isOfLibrary(ctx)) return;
    const { client, account } = ctx.oidc;
    const asked = client?.simulated;
    if (client?.sandbox !== true || !isSimulated(asked) || isOfRun(account)) return;
    const { wrong } = simulatedAnswers[asked];
    const endpoint = isWrongCallback(wrong) ? 'authorization' : 'token';
    if (!isItsAnswer(ctx, endpoint) || !(await applications.takeSimulated(client.clientId, asked))) return;
    await answerWrongly(ctx, wrong, keys);
    integrationLog.record({
      ...{ endpoint, clientId: client.clientId, requestId: ctx.get('x-request-id') },
      refusal: { error: 'simulated', detail: 'simulated', received: asked },
    });
  });
}

/** The answer that ends a login with a code, or the exchange of that code. */
function isItsAnswer(ctx: KoaContextWithOIDC, endpoint: 'authorization' | 'token'): boolean {
  const { route, params } = ctx.oidc;
  if (endpoint === 'token')
    return route === 'token' && ctx.status === 200 && typeof params?.code === 'string' && hasIdToken(ctx.body);
  const isLogin = route === 'authorization' || route === 'resume';
  return isLogin && URL.parse(ctx.response.get('location'))?.searchParams.has('code') === true;
}

const hasIdToken = (body: unknown): boolean => typeof Reflect.get(Object(body), 'id_token') === 'string';
