import { expect } from 'chai';
import type { Role, Staff } from '../../src/actor.ts';
import { applicationOperations } from '../../src/applications/api-operations.ts';
import { problemAnswer } from '../../src/http/answer.ts';
import type { Operation } from '../../src/http/operation.ts';
import { oversightOperations } from '../../src/oversight/api-operations.ts';
import { reviewOperations } from '../../src/review/api-operations.ts';
import { createOpenApi } from '../../src/site/openapi.ts';
import type { TestApp } from './app.ts';
import { type Colleague, createStaff, enrol } from './console.ts';
import { remember } from './record.ts';

const operations: readonly Operation[] = [...applicationOperations, ...reviewOperations, ...oversightOperations];
const { document } = createOpenApi({ operations, publicUrl: new URL('https://cloud.example.cn') });

const pattern = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/:]+')}$`);

export type ApiAnswer = { status: number; body: Record<string, unknown>; headers: Headers };

/** Calls the API; every answer is held against what the document promises of it. */
export function createApi(at: Pick<TestApp, 'origin'>, value?: string) {
  return async (
    method: 'get' | 'post',
    target: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> => {
    const response = await fetch(new URL(`/api/v1${target}`, at.origin), {
      method,
      headers: {
        ...(value !== undefined && { authorization: `Bearer ${value}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: Record<string, unknown> = JSON.parse(await response.text());
    mustKeepPromise(method, new URL(response.url).pathname, response, answer);
    return { status: response.status, body: answer, headers: response.headers };
  };
}

function mustKeepPromise(method: 'get' | 'post', path: string, response: Response, answer: object): void {
  const operation = operations.find((each) => each.method === method && pattern(each.path).test(path));
  if (operation === undefined) throw new Error(`no operation ${method} ${path}`);
  const promised = document.paths?.[operation.path]?.[method]?.responses ?? {};
  expect(Object.keys(promised), `${method} ${path}`).to.include(String(response.status));
  const [type] = (response.headers.get('content-type') ?? '').split(';');
  expect(type).to.equal(response.ok ? 'application/json' : 'application/problem+json');
  // What the schema does not name is stripped by parsing: an answer that says more than the document is found too.
  expect((response.ok ? operation.answer : problemAnswer).parse(answer)).to.deep.equal(answer);
}

/** A member of staff and what a program of theirs calls with. */
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
