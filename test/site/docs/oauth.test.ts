import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { loginErrors } from '../../../src/applications/log/login-errors.ts';
import { oauthEntries, oauthTag } from '../../../src/site/docs/reference/oauth.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { plainWords } from '../../support/words.ts';

describe('R55 the endpoints of a login in the reference', () => {
  let at: TestApp;
  let discovery: Record<string, unknown>;
  before(async () => {
    at = await startApp(import.meta.filename);
    const answer = await fetch(`${at.origin}/.well-known/openid-configuration`);
    discovery = z.record(z.string(), z.unknown()).parse(await answer.json());
  });
  after(() => at.close());

  it('are those of the discovery document, at its addresses, and no others', () => {
    const found = Object.entries(discovery).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
    const described = oauthEntries.flatMap(({ inDiscovery, path }) =>
      inDiscovery === undefined ? [] : [[inDiscovery, `${at.origin}${path}`]],
    );
    expect(Object.fromEntries(found)).to.deep.equal(Object.fromEntries(described));
  });

  it('name the scopes, grants and methods that the discovery document names', () => {
    const text = JSON.stringify(oauthTag({}, plainWords('zh', 'institution').say));
    for (const name of [
      'scopes_supported',
      'grant_types_supported',
      'response_types_supported',
      'code_challenge_methods_supported',
    ])
      for (const each of z.array(z.string()).parse(discovery[name])) expect(text, name).to.include(each);
  });

  it('name errors that the page of errors explains', () => {
    const known = new Set<string>(loginErrors);
    for (const { id, errors } of oauthEntries)
      for (const [, ...codes] of errors) for (const code of codes) expect(known, id).to.include(code);
  });

  it('are pages, with their errors and parameters', async () => {
    for (const { id, path, summary } of oauthEntries) {
      const answer = await fetch(`${at.origin}/docs/reference/${id}`, { headers: { accept: 'text/html' } });
      expect([answer.status, await answer.text()][0], id).to.equal(200);
      const markdown = await (await fetch(`${at.origin}/docs/reference/${id}.md`)).text();
      expect(markdown).to.include(path).and.include(summary);
    }
  });
});
