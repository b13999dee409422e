import { parse } from 'node:querystring';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plainForm } from '../../../src/oidc/fast/body.ts';

const allowed = new Set(['a', 'b', 'toString']);

/** The result of Node's parser, by which the library reads a body. */
function expected(text: string) {
  const fields = Object.entries(parse(text));
  const isPlain = fields.every(([name, value]) => allowed.has(name) && typeof value === 'string' && value !== '');
  return isPlain ? Object.fromEntries(fields) : undefined;
}

describe('a plain form', () => {
  for (const text of [
    ...[
      'a=1',
      'a=1&b=2',
      'a=1&&b=2',
      '&a=1&',
      'a=b=c',
      'a==',
      'a',
      'a=',
      '=1',
      'a=1&a=2',
      'a=1&a',
      'c=1',
      '',
      '&',
      '=',
    ],
    ...[
      'a=%41',
      'a=1+2',
      'a=1&b=%',
      'a=%E4%B8%AD',
      '%61=1',
      'a=1&%61=2',
      'a=中',
      'toString=1',
      'a=1\u0000&b=2',
      'a=~._-:/;,',
    ],
  ])
    it(`is read as Node reads it: ${JSON.stringify(text)}`, () => {
      expect(plainForm(Buffer.from(text), allowed)).to.eql(expected(text));
    });
});
