import { z } from 'zod';
import type { Member } from '../actor.ts';
import type { Application } from '../applications/aksk/application.ts';
import { simulatedAnswers, simulatedNames } from '../applications/aksk/simulation.ts';
import { endpoints, type Failure } from '../applications/log/call.ts';
import type { IntegrationLog } from '../applications/log/service.ts';
import type { Applications } from '../applications/service.ts';
import { notFound } from '../errors.ts';
import { written } from '../fact.ts';
import type { Worker } from './assistant-token.ts';
import { choicesOf, fact } from './facts.ts';
import { quotedApart } from './foreign.ts';
import { createTestCitizens, type TestCitizenToolNeeds } from './test-citizen-tools.ts';
import { type OwnSandbox, type Tool, tool } from './tool.ts';
import { createVerificationTools, type VerificationToolNeeds } from './verification-tools.ts';

export type ToolNeeds = Pick<VerificationToolNeeds, 'publicUrl' | 'verification'> & {
  applications: TestCitizenToolNeeds['applications'] &
    Pick<
      Applications,
      | 'find'
      | 'sandboxes'
      | 'openSandbox'
      | 'openOwnSandbox'
      | 'changeSandbox'
      | 'deleteSandbox'
      | 'simulate'
      | 'status'
      | 'renew'
    >;
  accounts: TestCitizenToolNeeds['accounts'];
  testConsents: TestCitizenToolNeeds['testConsents'];
  integrationLog: Pick<IntegrationLog, 'read' | 'flush'>;
};

const clientId = z
  .string()
  .max(64)
  .describe(written(fact('assistants.input_ak')));
const name = z
  .string()
  .min(1)
  .max(50)
  .describe(written(fact('assistants.input_name')));
const redirectUris = z
  .array(z.string().max(512))
  .min(1)
  .max(10)
  .describe(written(fact('assistants.input_redirect_uris')));

/** Tools of a developer's assistant: in sandboxes, and nowhere else. A new tool is one entry here. */
export function createTools(needs: ToolNeeds): readonly Tool[] {
  const { publicUrl, applications, integrationLog } = needs;
  const at = (path: string): string => new URL(path, publicUrl).href;

  /** Where the parts of a login are, and the pages that say how. */
  const places = {
    issuer: publicUrl.origin,
    discovery: at('/.well-known/openid-configuration'),
    start: at('/docs/start.md'),
    documentation: at('/llms.txt'),
    openapi: at('/api/v1/openapi.json'),
  };

  const presented = (application: Application) => ({
    client_id: application.clientId,
    name: application.name,
    redirect_uris: application.redirectUris,
    post_logout_redirect_uris: application.postLogoutRedirectUris,
    backchannel_logout_uri: application.backchannelLogoutUri ?? null,
    scope: application.scope,
    token_endpoint_auth_method: application.authMethod,
    status: applications.status(application),
    expires_at: application.expiresAt?.toISOString() ?? null,
    page: at(`/console/applications/${encodeURIComponent(application.clientId)}`),
  });

  /** Of a sandbox that the worker has; of anything else there is nothing to see. */
  const mine: OwnSandbox = async ({ member }, named) => {
    const application = await applications.find(named);
    const isOwn = application?.sandbox === true && application.institutionId === member?.institutionId;
    if (member === undefined || application === undefined || !isOwn)
      throw notFound(fact('assistants.not_a_sandbox', { clientId: named }));
    return { member, application };
  };

  const citizens = createTestCitizens({ ...needs, ownSandbox: mine });

  return [
    tool(
      {
        name: 'list_sandboxes',
        title: fact('assistants.tool_list_sandboxes'),
        description: fact('assistants.tool_list_sandboxes_does'),
        input: z.object({}),
        isReading: true,
      },
      async ({ member }) => ({
        ...places,
        sandboxes:
          member === undefined
            ? []
            : (await applications.sandboxes(member.institutionId, member.applications)).map(presented),
        test_citizens: member === undefined ? [] : await citizens.list(member),
      }),
    ),
    tool(
      {
        name: 'create_sandbox',
        title: fact('assistants.tool_create_sandbox'),
        description: fact('assistants.tool_create_sandbox_does'),
        input: z.object({ name, redirect_uris: redirectUris }),
        isReading: false,
      },
      async (worker, given) => {
        const input = { name: given.name, redirectUris: given.redirect_uris.join('\n') };
        const { member } = worker;
        const { application, secret } =
          member === undefined
            ? await applications.openOwnSandbox(worker.accountId, input)
            : await applications.openSandbox(member, member.institutionId, input);
        const able = opener(worker, application);
        return {
          ...presented(application),
          client_secret: secret ?? null,
          ...places,
          test_citizens: await citizens.list(able),
        };
      },
    ),
    tool(
      {
        name: 'change_sandbox',
        title: fact('assistants.tool_change_sandbox'),
        description: fact('assistants.tool_change_sandbox_does'),
        input: z.object({
          client_id: clientId,
          name: name.optional(),
          redirect_uris: redirectUris.optional(),
          post_logout_redirect_uris: z
            .array(z.string().max(512))
            .max(10)
            .optional()
            .describe(written(fact('assistants.input_post_logout'))),
          backchannel_logout_uri: z
            .string()
            .max(512)
            .optional()
            .describe(written(fact('assistants.input_backchannel'))),
        }),
        isReading: false,
      },
      async (worker, given) => {
        const { member } = await mine(worker, given.client_id);
        const input = {
          ...(given.name !== undefined && { name: given.name }),
          ...(given.redirect_uris && { redirectUris: given.redirect_uris.join('\n') }),
          ...(given.post_logout_redirect_uris && {
            postLogoutRedirectUris: given.post_logout_redirect_uris.join('\n'),
          }),
          ...(given.backchannel_logout_uri !== undefined && { backchannelLogoutUri: given.backchannel_logout_uri }),
        };
        return presented(await applications.changeSandbox(member, given.client_id, input));
      },
    ),
    tool(
      {
        name: 'read_calls',
        title: fact('assistants.tool_read_calls'),
        description: fact('assistants.tool_read_calls_does'),
        input: z.object({
          client_id: clientId,
          failures_only: z
            .boolean()
            .default(true)
            .describe(written(fact('assistants.input_failures_only'))),
          limit: z.int().min(1).max(50).default(20),
          cursor: z
            .string()
            .max(500)
            .optional()
            .describe(written(fact('assistants.input_cursor'))),
        }),
        isReading: true,
      },
      async (worker, given) => {
        const { member } = await mine(worker, given.client_id);
        await integrationLog.flush(); // the call that just failed is the one asked about
        const page = await integrationLog.read(member, given.client_id, {
          ...{ failuresOnly: given.failures_only, limit: given.limit },
          ...(given.cursor !== undefined && { cursor: given.cursor }),
        });
        return {
          calls: page.entries.map(({ at: when, endpoint, error, cause, cure, calls, details }) => ({
            at: when.toISOString(),
            endpoint: endpoints[endpoint],
            error: error ?? null,
            cause: cause ?? null,
            cure: cure ?? null,
            calls,
            ...(details && {
              registered: details.registered ?? null,
              request_id: details.requestId,
              foreign: foreignOf(details),
            }),
          })),
          next: page.cursor ?? null,
        };
      },
    ),
    tool(
      {
        name: 'renew_sandbox',
        title: fact('assistants.tool_renew_sandbox'),
        description: fact('assistants.tool_renew_sandbox_does'),
        input: z.object({ client_id: clientId }),
        isReading: false,
      },
      async (worker, given) => {
        const { member } = await mine(worker, given.client_id);
        return presented(await applications.renew(member, given.client_id));
      },
    ),
    tool(
      {
        name: 'delete_sandbox',
        title: fact('assistants.tool_delete_sandbox'),
        description: fact('assistants.tool_delete_sandbox_does'),
        input: z.object({ client_id: clientId }),
        isReading: false,
      },
      async (worker, given) => {
        const { member } = await mine(worker, given.client_id);
        await applications.deleteSandbox(member, given.client_id);
        return { deleted: given.client_id };
      },
    ),
    tool(
      {
        name: 'simulate_answer',
        title: fact('assistants.tool_simulate_answer'),
        description: fact('assistants.tool_simulate_answer_does'),
        input: z.object({
          client_id: clientId,
          answer: z
            .enum(simulatedNames)
            .nullable()
            .describe(
              written(choicesOf(Object.entries(simulatedAnswers).map(([answer, { title }]) => [answer, title]))),
            ),
        }),
        isReading: false,
      },
      async (worker, given) => {
        const { member } = await mine(worker, given.client_id);
        const { simulated } = await applications.simulate(member, given.client_id, given.answer ?? undefined);
        return { answer: simulated?.answer ?? null, until: simulated?.until.toISOString() ?? null };
      },
    ),
    ...citizens.tools,
    ...createVerificationTools({ ...needs, ownSandbox: mine }),
  ];
}

/** Texts written by callers who know no more than the AK, and answers that may quote them: apart from our own words, and labelled so. */
const foreignOf = ({ received, description }: Pick<Failure, 'received' | 'description'>) =>
  received === undefined && description === undefined ? null : quotedApart({ received, description });

/** Its opener works in it from now on: in the first personal one, and as a member limited to AKs. */
const opener = ({ accountId, member }: Worker, { clientId, institutionId }: Application): Member =>
  member === undefined
    ? { kind: 'member', role: 'developer', accountId, institutionId }
    : { ...member, ...(member.applications && { applications: [...member.applications, clientId] }) };
