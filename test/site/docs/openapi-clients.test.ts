import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { z } from 'zod';
import { apiScopes, practiceScopes } from '../../../src/applications/aksk/scopes.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { openApiShape } from './openapi-shape.ts';

const ascii = /^[\x20-\x7E]+$/;
const chinese = /\p{Script=Han}/u;

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object of the document with where it stands. */
function* nodesIn(value: unknown, path = ''): Generator<{ path: string; node: Node }> {
  if (isNode(value)) yield { path, node: value };
  if (isNode(value) || Array.isArray(value))
    for (const [name, part] of Object.entries(value)) yield* nodesIn(part, `${path}/${name.replaceAll('/', '~1')}`);
}

/** The rules without which generated clients do not compile, or do not know the possible answers (npm run foreign compiles them). */
describe('the description of the API, for generators of clients', () => {
  let at: TestApp;
  let text: string;
  let document: z.infer<typeof openApiShape>;
  const nodes = () => [...nodesIn(JSON.parse(text))];
  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) =>
        operation === undefined ? [] : [{ name: `${method} ${path}`, path, method, operation }],
      ),
    );
  const answersOf = (status: string) =>
    operations().map(({ name, operation }) => ({ name, operation, answer: operation.responses[status] }));

  before(async () => {
    at = await startApp(import.meta.filename);
    text = await (await fetch(`${at.origin}/api/v1/openapi.json`)).text();
    document = openApiShape.parse(JSON.parse(text));
  });
  after(() => at.close());

  it('writes choices as enum, with the meaning of each value: not as constants, which Java and Go ignore', () => {
    const odd = nodes().filter(
      ({ path, node }) => !path.endsWith('/properties') && ('const' in node || 'oneOf' in node),
    );
    expect(odd.map(({ path }) => path)).to.deep.equal([]);
    const { audience, language } = Object(document.components.schemas.ContentActivity).properties;
    expect(audience.items.enum).to.include.members(['all', 'child']);
    expect(audience.items.description).to.contain('child 儿童');
    expect(language.anyOf[0].enum).to.include('zh-Hans');
  });

  it('writes each choice where it is used: in Go the values of all named choices share one space', () => {
    for (const [name, schema] of Object.entries(document.components.schemas))
      expect(schema, name).not.to.have.property('enum');
  });

  it('names the constants of choices that are written in Chinese', () => {
    const choices = nodes().flatMap(({ path, node }) =>
      Array.isArray(node.enum) ? [{ path, node, values: node.enum }] : [],
    );
    const inChinese = choices.filter(({ values }) => values.some((value) => chinese.test(String(value))));
    expect(inChinese).to.have.lengthOf.above(0);
    for (const { path, node, values } of inChinese)
      expect(node['x-enum-varnames'], path).to.have.lengthOf(values.length);
  });

  it('gives each value one type, or one and null', () => {
    for (const { path, node } of nodes())
      if (Array.isArray(node.type) && !path.endsWith('/properties'))
        expect(node.type, path).to.have.lengthOf(2).and.include('null');
  });

  it('has no arrays of unlike items, and no null in deliveries: generators know neither there', () => {
    const odd = nodes().filter(
      ({ path, node }) =>
        'prefixItems' in node ||
        (path.startsWith('/components/schemas/Event') && JSON.stringify(node).includes('"type":"null"')),
    );
    expect(odd.map(({ path }) => path)).to.deep.equal([]);
  });

  it('has a title and tags in ASCII, which become names of packages, and Chinese beside each', () => {
    expect(document.info.title).to.match(ascii);
    expect(document.info.summary).to.match(chinese);
    for (const { name, description } of document.tags) {
      expect(name).to.match(/^[A-Za-z]+( [a-z]+)*$/);
      expect(description, name).to.match(chinese);
    }
    const known = document.tags.map(({ name }) => name);
    for (const { name, operation } of operations()) expect(known, name).to.include(operation.tags[0]);
  });

  it('has names of schemas that stay apart as names of types and of their constructors', () => {
    const names = Object.keys(document.components.schemas);
    for (const name of names) expect(name).to.match(/^[A-Z][A-Za-z]+$/);
    const lower = names.map((name) => name.toLowerCase());
    expect(new Set(lower).size).to.equal(names.length);
    for (const name of lower) expect(lower).not.to.include(`new${name}`);
    // Words of Java, Python and TypeScript, which generators would have to rename.
    for (const word of ['file', 'import', 'date', 'error', 'object', 'map', 'set']) expect(lower).not.to.include(word);
  });

  it('names the scopes of client_credentials: those that some operation needs, and no other', () => {
    const flow = Object(document.components.securitySchemes.partner).flows.clientCredentials;
    const needed = operations().flatMap(({ operation }) => operation.security.flatMap(({ partner = [] }) => partner));
    expect(Object.keys(flow.scopes).toSorted()).to.deep.equal([...new Set(needed)].toSorted());
    expect(flow.scopes).to.deep.equal({ ...apiScopes, ...practiceScopes });
  });

  it('declares for every operation that it may refuse unreadable requests (400) and be busy (503), as a problem', () => {
    for (const status of ['400', '503'])
      for (const { name, answer } of answersOf(status)) {
        expect(answer, `${name} ${status}`).not.to.equal(undefined);
        // Of JSON-RPC a body that is no message is answered in its own form.
        const own = name === 'post /api/v1/mcp' && status === '400' ? ['application/json'] : [];
        expect(Object.keys(answer?.content ?? {}), name).to.deep.equal(['application/problem+json', ...own]);
      }
  });

  it('says how long to wait, where a call may be one too many (429) or the service busy (503)', () => {
    for (const status of ['429', '503'])
      for (const { name, answer } of answersOf(status))
        if (answer !== undefined) {
          const { schema, description } = answer.headers?.['Retry-After'] ?? {};
          expect(Object(schema).type, `${name} ${status}`).to.equal('integer');
          expect(description, name).to.match(chinese);
        }
    const limited = answersOf('429').filter(({ answer }) => answer !== undefined);
    const guarded = operations().filter(
      ({ path, operation }) =>
        path.startsWith('/api/v1/open/') || // by address
        Object.entries(operation.security[0] ?? {}).some(
          ([scheme, scopes]) => scheme === 'assistant' || scopes.length > 0,
        ),
    );
    expect(limited.map(({ name }) => name)).to.deep.equal(guarded.map(({ name }) => name));
  });

  it('declares why a credential is required (401)', () => {
    for (const { name, operation, answer } of answersOf('401')) {
      expect(answer !== undefined, name).to.equal(operation.security.length > 0);
      if (answer !== undefined) expect(answer.headers, name).to.have.property('WWW-Authenticate');
    }
  });

  it('gives an Idempotency-Key its format, and describes the answers to a wrong and a used one', () => {
    const repeatable = operations().filter(({ operation }) =>
      operation.parameters?.some(({ name }) => name === 'Idempotency-Key'),
    );
    expect(repeatable).to.have.lengthOf.above(10);
    for (const { name, operation } of repeatable) {
      const parameter = operation.parameters?.find((each) => each.name === 'Idempotency-Key');
      expect(Object(parameter?.schema).format, name).to.equal('uuid');
      expect(Object.keys(operation.responses), name).to.include.members(['400', '409', '422']);
    }
  });

  it('describes the answer to an outdated If-Match (412)', () => {
    for (const { name, operation } of operations())
      if (operation.parameters?.some((each) => each.name === 'If-Match'))
        expect(Object.keys(operation.responses), name).to.include('412');
  });

  it('gives names and days in addresses the form that the server asks for', () => {
    const schemaOf = (part: string) =>
      operations().flatMap(({ operation }) =>
        (operation.parameters ?? []).filter(({ name }) => name === part).map(({ schema }) => Object(schema)),
      );
    expect(schemaOf('external_id')).to.have.lengthOf.above(5);
    for (const { pattern } of schemaOf('external_id')) expect(pattern).to.equal('^[A-Za-z0-9._:-]{1,64}$');
    for (const day of ['date', 'from', 'to'])
      for (const { format } of schemaOf(day)) expect(format, day).to.equal('date');
  });

  it('says of every day and time that it is one, which becomes a type of its own', () => {
    const moment = /(^|_)(at|on|since|until)$|^(date|from|to|valid_from|valid_to)$/;
    const plain = nodes().flatMap(({ path, node }) =>
      Object.entries(isNode(node.properties) ? node.properties : {})
        .filter(([name, part]) => moment.test(name) && !/"format":"date(-time)?"/.test(JSON.stringify(part)))
        .map(([name]) => `${path.split('/').filter(Boolean).slice(0, 4).join('/')} ${name}`),
    );
    // Values are returned as they came; changes from and to are in the words of the form.
    expect([...new Set(plain)]).to.deep.equal([
      'paths/~1api~1v1~1stats~1daily:batch/post/responses date',
      'components/schemas/Submission/properties from',
      'components/schemas/Submission/properties to',
    ]);
  });

  it('explains every parameter, and every header of an answer', () => {
    for (const { name, operation } of operations()) {
      for (const parameter of operation.parameters ?? [])
        expect(parameter.description, `${name} ${parameter.name}`).to.match(/./);
      for (const { headers = {} } of Object.values(operation.responses))
        for (const [header, { description }] of Object.entries(headers))
          expect(description, `${name} ${header}`).to.match(/./);
    }
  });

  it('says of a file that it is one, and of a text that it is text', () => {
    for (const { name, operation } of operations())
      for (const { content = {} } of Object.values(operation.responses))
        for (const [type, { schema }] of Object.entries(content))
          if (!type.endsWith('json')) expect(Object(schema).type, `${name} ${type}`).to.equal('string');
  });
});
