import { type Access, nameOf } from '../../src/http/access.ts';
import type { Operation } from '../../src/http/operation.ts';
import type { TestApp } from '../support/app.ts';

export type Door = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** As its guard has it, and in one line. */
  policy: Access | Operation['access'];
  access: string;
};

const upper = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;

/** Every route of the product and every call of the API, with who may use it. */
export const doorsOf = (at: Pick<TestApp, 'app'>): Door[] => [
  ...at.app.operations.map(({ described: { method, path, access } }) => ({
    ...{ method: upper[method], path: path.replaceAll(/\{(\w+)\}/g, ':$1'), policy: access, access },
  })),
  ...at.app.routes.map(({ method, path, access }) => ({ method, path, policy: access, access: nameOf(access) })),
];

/** A path that a request can have: the name of nothing existing for each parameter. */
export const walkable = (path: string): string =>
  path.replaceAll(/:(\w+)/g, (whole, name) =>
    /^(claim|release|approve|return|reject|disable|enable|renew|submit|recall|withdraw|batch|confirm|test|redeliver|answer|skip|simulate|finish)$/.test(
      name,
    )
      ? whole
      : name === 'ak' || name === 'clientId'
        ? 'ncc_aaaaaaaaaaaaaaaaaaaa'
        : '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55',
  );
