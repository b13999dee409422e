import { expect } from 'chai';
import { z } from 'zod';
import type { Role, Staff } from '../../src/actor.ts';
import { problemAnswer } from '../../src/http/answer.ts';
import type { Operation } from '../../src/http/operation.ts';
import { promisedOf } from './answers.ts';
import { createClient, type TestApp } from './app.ts';
import { post } from './citizen.ts';
import { type Colleague, createStaff, enrol } from './console.ts';
import { apiOperations as operations } from './operations.ts';
import { noteAnswer, remember } from './record.ts';

const pattern = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/:]+')}$`);

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export type ApiAnswer = { status: number; body: Record<string, unknown>; headers: Headers };

/** Calls the API; every answer is compared with the document. */
export function createApi({ origin, send = fetch }: { origin: string; send?: typeof fetch }, value?: string) {
  return async (
    method: Method,
    target: string,
    /** A text is sent as it is, under the type that the headers say. */
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> => {
    const response = await send(new URL(`/api/v1${target}`, origin), {
      method: method.toUpperCase(),
      headers: {
        ...(value !== undefined && { authorization: `Bearer ${value}` }),
        ...(isJson(body) && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body),
      }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const answer: Record<string, unknown> = type.includes('json') ? JSON.parse(text) : { text };
    mustKeepPromise(method, new URL(`/api/v1${target}`, origin).pathname, response, answer);
    return { status: response.status, body: answer, headers: response.headers };
  };
}

const isJson = (body: object | string | undefined) => typeof body === 'object' && !(body instanceof FormData);

const called = new Set<string>();
/** The calls that went well nowhere yet in this process, by method and path. */
export const uncalled = () => operations.filter(({ method, path }) => !called.has(`${method} ${path}`));

function mustKeepPromise(method: Method, path: string, response: Response, answer: object): void {
  const fitting = operations.filter((each) => each.method === method && pattern(each.path).test(path));
  const operation = fitting.find((each) => each.path.endsWith(`:${path.split(':').at(-1)}`)) ?? fitting[0];
  if (operation === undefined) throw new Error(`no operation ${method} ${path}`);
  const promised = promisedOf(operation);
  expect(Object.keys(promised), `${method} ${path}`).to.include(String(response.status));
  noteAnswer(`${method} ${operation.path} ${response.status}`);
  mustSayHeaders(operation, promised[String(response.status)], response, answer);
  if (response.ok) called.add(`${method} ${operation.path}`);
  if (response.status === 204 || response.status === 304) return;
  const [type] = (response.headers.get('content-type') ?? '').split(';');
  expect(type).to.equal(response.ok ? (operation.file ?? 'application/json') : 'application/problem+json');
  if (response.ok && operation.file !== undefined) return;
  // Parsing strips keys unknown to the schema: an answer with more than the document is found too.
  expect((response.ok ? operation.answer : problemAnswer).parse(answer)).to.deep.equal(answer);
}

const described = z.looseObject({
  'x-codes': z.array(z.string()).optional(),
  headers: z.record(z.string(), z.looseObject({ required: z.boolean().optional() })).optional(),
});
/** Headers that depend on the single answer: optional, but described where they come. */
const telling = ['ETag', 'Location', 'Retry-After', 'WWW-Authenticate', 'RateLimit', 'RateLimit-Policy'];

/** The headers that the document names, and no other of those that tell something; of a refusal a code that it names for this status. */
function mustSayHeaders(operation: Operation, promised: unknown, response: Response, answer: object): void {
  const { headers = {}, 'x-codes': codes } = described.parse(promised);
  const where = `${operation.method} ${operation.path} ${response.status}`;
  const must = Object.keys(headers).filter(
    (name) => headers[name]?.required || (response.status < 300 && response.status !== 204 && name !== 'Location'),
  );
  for (const name of must) expect(response.headers.get(name), `${where}: ${name}`).not.to.equal(null);
  const isRefused = response.status >= 400;
  for (const name of telling.filter(
    (each) => response.headers.has(each) && !(isRefused && each.startsWith('RateLimit')),
  ))
    expect(Object.keys(headers), `${where}: says ${name}`).to.include(name);
  if (isRefused)
    expect(codes, `${where} ${JSON.stringify(answer)}`).to.include('code' in answer ? answer.code : undefined);
}

/** The credentials of an institution's application: a token with these scopes. */
export async function createPartnerProgram(
  at: TestApp,
  scope = 'resource:read resource:write file:write webhook:manage',
  terms: { institutionId?: string; sandbox?: boolean } = {},
) {
  const client = await createClient(at, { scope: `openid ${scope}` }, terms);
  const { clientId, institutionId } = client;
  const { body } = await post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials' });
  const actor = { kind: 'application' as const, clientId, institutionId, scopes: scope.split(' ') };
  const value = remember(String(body.access_token));
  return { ...client, actor, value, call: createApi(at, value) };
}

/** A member of staff and the token of a program of theirs. */
export async function createProgram(
  at: TestApp,
  roles: readonly Role[],
  scopes: readonly string[],
  { regions = [], colleague }: { regions?: readonly string[]; colleague?: Colleague } = {},
) {
  const person = colleague ?? (await createStaff(at, roles, { regions }));
  await enrol(at, person);
  const actor: Staff = { kind: 'staff', accountId: person.accountId, roles };
  const { value } = await at.app.adminTokens.mint(actor, { name: '夜间核对', scopes: scopes.join('\n'), life: '8' });
  return { person, actor, value: remember(value), call: createApi(at, value) };
}

/** The operation that a call means: `get /api/v1/resources/{channel}/{external_id}`. */
export function operationOf(method: string, target: string): string {
  const path = new URL(`/api/v1${target}`, 'http://x').pathname;
  const fitting = operations.filter(
    (each) =>
      each.method === method &&
      new RegExp(`^${each.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/:]+')}$`).test(path),
  );
  const found = fitting.find((each) => each.path.endsWith(`:${path.split(':').at(-1)}`)) ?? fitting[0];
  return `${found?.method} ${found?.path}`;
}
