import { errors } from 'oidc-provider';
import type { AssistantAccesses } from '../../assistants/accesses.ts';
import { mayWork } from '../../assistants/assistant-token.ts';
import { fact } from '../../assistants/facts.ts';
import { may } from '../../assistants/policies.ts';
import { aboutScopes, askedIn, type SandboxScope } from '../../assistants/scopes.ts';
import { developing } from '../../assistants/workers.ts';
import { newToken } from '../../crypto/secrets.ts';
import { Problem, type Problems } from '../../errors.ts';
import { personOf, worksOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { allowFormTarget } from '../../http/security-headers.ts';
import type { Institutions } from '../../institutions/service.ts';
import { consentPath } from './configuration.ts';
import { localClient } from './local-client.ts';
import type { AssistantProvider } from './provider.ts';

type Needs = {
  pages: Pages;
  assistants: AssistantProvider;
  accesses: Pick<AssistantAccesses, 'give'>;
  institutions: Pick<Institutions, 'membershipsOf'>;
};

/** As long as a name is shown. */
const longestName = 60;

/** The page on which a person of the back office chooses the scopes of an assistant. */
export function createAssistantSignIn({ pages, assistants, accesses, institutions }: Needs): Route[] {
  /** The sign-in that this browser began; its cookie has the path of its page. */
  async function open(ctx: Context) {
    try {
      const { uid, params } = await assistants.provider().interactionDetails(ctx.req, ctx.res);
      const client = await clientOf(params.client_id);
      if (uid === param(ctx, 'uid') && client !== undefined) return { uid, params, client };
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
    }
    throw new Problem('not_found', fact('assistants.sign_in_over'));
  }

  async function clientOf(id: unknown) {
    const client = typeof id === 'string' ? await assistants.provider().Client.find(id) : undefined;
    if (client === undefined) return undefined;
    const { clientId, clientName } = client;
    const hasDocument = localClient(clientId) === undefined;
    return { id: clientId, name: nameOf(clientName), host: new URL(clientId).host, hasDocument };
  }

  type Open = Awaited<ReturnType<typeof open>>;

  async function show(ctx: Context, { uid, params, client }: Open, values?: Form, problems: Problems = {}) {
    const { accountId, label } = personOf(ctx);
    const member = worksOf(ctx).isDisabled === true ? undefined : developing(ctx);
    const memberships = await institutions.membershipsOf(accountId);
    const target = String(params.redirect_uri);
    const asked = askedIn(params.scope);
    allowFormTarget(ctx, target);
    pages.show(
      ctx,
      'assistants/consent',
      {
        ...{ uid, client, user: label },
        target: targetOf(target),
        scopes: asked.map((name) => ({
          field: fieldOf(name),
          ...aboutScopes[name],
          on: values === undefined || values[fieldOf(name)] === '1',
        })),
        institution: memberships.find(({ institutionId }) => institutionId === member?.institutionId)?.institution,
        place: values?.place === 'self' ? 'self' : 'institution',
      },
      { title: '让编程助手登录', layout: 'citizen', problems },
    );
  }

  async function agree(ctx: Context, values: Form): Promise<void> {
    const opened = await open(ctx);
    const { params, client } = opened;
    const asked = askedIn(params.scope);
    const scopes = asked.filter((name) => values[fieldOf(name)] === '1');
    if (scopes.length === 0) return show(ctx, opened, values, { scopes: fact('assistants.nothing_allowed') });
    const { accountId } = personOf(ctx);
    const member = values.place === 'self' ? undefined : developing(ctx);
    const { Grant } = assistants.provider();
    const grant = new Grant({ accountId, clientId: client.id });
    grant.jti = newToken();
    grant.addResourceScope(assistants.resource, scopes.join(' '));
    const refused = asked.filter((name) => !scopes.includes(name));
    if (refused.length > 0) grant.rejectResourceScope(assistants.resource, refused.join(' '));
    const grantId = grant.jti;
    try {
      await accesses.give(accountId, member !== undefined && mayWork(member) ? member : undefined, {
        ...{ grantId, clientId: client.id, name: client.name, scopes },
      });
    } catch (error) {
      if (!(error instanceof Problem) || !['conflict', 'forbidden'].includes(error.code)) throw error;
      return show(ctx, opened, values, { form: error.fact });
    }
    await grant.save();
    await goOn(ctx, { login: { accountId, remember: false }, consent: { grantId } });
  }

  async function refuse(ctx: Context): Promise<void> {
    await open(ctx);
    await goOn(ctx, { error: 'access_denied', error_description: 'the person did not agree' });
  }

  async function goOn(ctx: Context, result: object): Promise<void> {
    const to = await assistants.provider().interactionResult(ctx.req, ctx.res, { ...result });
    seeOther(ctx, to);
  }

  return [
    page(`${consentPath}/:uid`, may('let an assistant sign in'), async (ctx) => show(ctx, await open(ctx))),
    form(`${consentPath}/:uid`, may('let an assistant sign in'), agree),
    form(`${consentPath}/:uid/refuse`, may('let an assistant sign in'), refuse),
  ];
}

const fieldOf = (scope: SandboxScope) => scope.replace(':', '_');

/** As the document says it, in one line and without invisible characters. */
const nameOf = (text: string | undefined): string =>
  (text ?? '')
    .replaceAll(/[\p{C}\p{DI}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, longestName) || '没有名称的助手';

/** Where the browser goes afterwards: to a program on this machine, or to a host. */
function targetOf(uri: string): { isHere: boolean; host: string } {
  const { host, hostname, protocol } = new URL(uri);
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  return { isHere, host: host === '' ? protocol : host };
}
