import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { frameworks } from '../../../src/applications/aksk/frameworks.ts';
import { furtherOf } from '../../../src/applications/log/presented.ts';

const text = readFileSync(fileURLToPath(new URL('../../../docs/portal/frameworks.md', import.meta.url)), 'utf8');

describe('/docs/frameworks', () => {
  it('has a part for each framework that a form, the log or an error names', () => {
    for (const id of Object.keys(frameworks).filter((name) => name !== 'other'))
      expect(text, id).to.include(`{#${id}}`);
  });

  it('names the settings of each, by the words of its first lines', () => {
    const parts = text.split(/^### /m).slice(1);
    const known = /(不用设|设[一两三四]?[行处]|PKCE 或 nonce|放行|不能用|它自己只有密码登录)/;
    for (const part of parts)
      expect(part.split('\n').slice(1).join('\n').slice(0, 200), part.split('\n')[0]).to.match(known);
    expect(parts.length).to.be.greaterThan(25);
  });

  it('is where a refusal for want of PKCE leads, and others lead to their error', () => {
    const error = 'invalid_request';
    expect(furtherOf({ error, code: 'pkce_missing', framework: 'goth' })).to.include({
      page: 'frameworks',
      part: 'goth',
    });
    expect(furtherOf({ error, code: 'pkce_missing', framework: 'other' })).to.include({ page: 'frameworks', part: '' });
    expect(furtherOf({ error })).to.include({ page: 'errors', part: error });
    expect(furtherOf({ error: 'not_found' }), 'of a call').to.include({ page: 'problems/not_found', part: '' });
    expect(furtherOf({ error: 'simulated' })).to.include({ page: 'sandbox' });
    expect(furtherOf({ error: 'of_no_page' })).to.equal(undefined);
    expect(furtherOf({ error: undefined })).to.equal(undefined);
  });
});
