import { randomUUID } from 'node:crypto';
import type { Operation } from '../../src/http/operation.ts';
import { type ApiAnswer, createApi, createPartnerProgram, createProgram } from './api.ts';
import type { TestApp } from './app.ts';
import { createNewcomer } from './console.ts';
import { remember } from './record.ts';
import { createSandboxProgram, everyScope } from './sandbox.ts';

/** Parameters beside the path; `channel`, `name`: in the path. */
type Asked = {
  query?: string;
  body?: object | string;
  headers?: Record<string, string>;
  channel?: string;
  name?: string;
};

export const nobodys = randomUUID();
const targetOf = ({ path }: Operation, { channel = 'activity', name = 'nothing' }: Asked) =>
  path
    .slice('/api/v1'.length)
    .replaceAll('{ak}', 'ncc_aaaaaaaaaaaaaaaaaaaa')
    .replaceAll('{channel}', channel)
    .replaceAll('{external_id}', encodeURIComponent(name))
    .replaceAll('{date}', '2026-03-01')
    .replaceAll('{id}', nobodys);

export const isJson = ({ media }: Operation) => media === undefined || media === 'application/merge-patch+json';

/** The part of a query that an operation has parameters for. */
export const queryFor = ({ query }: Operation, given: Readonly<Record<string, string>>): string => {
  const known = Object.entries(given).filter(([name]) => name in (query?.shape ?? {}));
  return known.length === 0 ? '' : `?${new URLSearchParams(known)}`;
};

/** Calls of every operation, each with a token that it admits. */
export async function createCallers(at: TestApp) {
  const partner = await createPartnerProgram(at, everyScope);
  /** Tokens by their scopes. */
  const tokens = new Map<string, string>();
  for (const [role, scope] of [
    ['reviewer', 'admin:review'],
    ['operator', 'admin:applications'],
    ['auditor', 'admin:audit'],
  ] as const)
    tokens.set(scope, (await createProgram(at, [role], [scope])).value);
  const { accountId } = await createNewcomer(at);
  const made = await at.app.assistantTokens.mint(accountId, undefined, { name: '编辑器' });
  tokens.set('assistant', remember(made.value));
  tokens.set('bearer:verification:run', await createSandboxProgram(at, 'verification:run'));

  const tokenFor = ({ access }: Operation) =>
    access === 'anyone' ? undefined : (tokens.get(access) ?? (access.startsWith('bearer') ? partner.value : undefined));
  const ask = (
    operation: Operation,
    asked: Asked,
    token = tokenFor(operation),
    origin = at.origin,
  ): Promise<ApiAnswer> =>
    createApi({ origin }, token)(
      operation.method,
      `${targetOf(operation, asked)}${asked.query ?? ''}`,
      asked.body,
      asked.headers,
    );
  return { partner, tokens, ask };
}
