import { accessOf } from '../../src/http/access.ts';
import type { TestApp } from '../support/app.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof methods)[number];
export type Door = { method: Method; path: string; access: string };

const isMethod = (name: string): name is Method => methods.some((each) => each === name);

/** Every route of the product with the names of its guards; middleware that belongs to no route is not one. */
export function doorsOf(at: TestApp): Door[] {
  return at.app.routers.flatMap(({ stack }) =>
    stack.flatMap((layer) =>
      layer.methods.filter(isMethod).map((method) => {
        const guards = layer.stack.map((middleware) => accessOf(middleware)).filter((name) => name !== undefined);
        const path = String(layer.path)
          .replaceAll('\\', '')
          .replace(/(?<=.)\/$/, '');
        return { method, path, access: guards.join(' > ') };
      }),
    ),
  );
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
