import { readdirSync } from 'node:fs';
import type { Operation } from '../../src/http/operation.ts';

const source = new URL('../../src/', import.meta.url);

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'path' in value && 'method' in value && 'answer' in value;

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => /operations\.ts$/.test(path));
const modules: object[] = await Promise.all(
  files.filter((path) => !path.startsWith('http/')).map((path) => import(new URL(path, source).href)),
);

/** Every call of the API that some room describes. */
export const apiOperations: readonly Operation[] = modules.flatMap((each) => Object.values(each).filter(isOperation));
