import { nameOf } from '../../src/http/access.ts';
import { accessOf } from '../../src/http/guard.ts';
import type { TestApp } from '../support/app.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof methods)[number];
export type Door = { method: Method; path: string; access: string };

const isMethod = (name: string): name is Method => methods.some((each) => each === name);

/** Every route of the product and every call of the API, with who may use it. */
export function doorsOf(at: TestApp): Door[] {
  const calls = at.app.apis.flatMap(({ stack }) =>
    stack.flatMap((layer) =>
      layer.methods.filter(isMethod).map((method) => {
        const guards = layer.stack.map((middleware) => accessOf(middleware)).filter((name) => name !== undefined);
        return { method, path: String(layer.path).replaceAll('\\', ''), access: guards.join(' > ') };
      }),
    ),
  );
  const routes = at.app.routes.map(({ method, path, access }) => ({ method, path, access: nameOf(access) }));
  return [...calls, ...routes];
}

/** A path that a request can have: what nobody owns stands for each parameter. */
export const walkable = (path: string): string =>
  path.replaceAll(/:(\w+)/g, (whole, name) =>
    /^(claim|release|approve|return|reject|disable|enable|renew|submit|recall|withdraw|batch|test|redeliver)$/.test(
      name,
    )
      ? whole
      : name === 'ak' || name === 'clientId'
        ? 'ncc_aaaaaaaaaaaaaaaaaaaa'
        : '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55',
  );
