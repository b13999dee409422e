import { createOpenApi } from '../../src/site/docs/reference/openapi.ts';
import { apiOperations as operations } from './operations.ts';

const { document } = createOpenApi({ operations, publicUrl: new URL('https://cloud.example.cn') });

/** The answers of an operation in the document, by status. */
export const promisedOf = ({ path, method }: (typeof operations)[number]) =>
  document.paths?.[path]?.[method]?.responses ?? {};

/** Every answer that the document names: `get /api/v1/me 200`. */
export const answersPromised: readonly string[] = operations.flatMap((operation) =>
  Object.keys(promisedOf(operation)).map((status) => `${operation.method} ${operation.path} ${status}`),
);
