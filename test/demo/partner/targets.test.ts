import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ownPage } from '../../../src/demo/partner/targets.ts';

describe('the page that a login at the demo partner leads to', () => {
  const site = 'http://localhost:3001';
  it('is one of its own, whatever the link says', () => {
    expect(ownPage(`${site}/book/3?day=5`, site)).to.equal('/book/3?day=5');
    for (const other of [
      'https://evil.example/',
      'http://localhost:3002/book/3',
      'https://localhost:3001/book/3',
      'http://localhost:3001@evil.example/',
      '//evil.example/book',
      '/book/3',
      'javascript:alert(1)',
      '',
      undefined,
    ])
      expect(ownPage(other, site), other).to.equal('/');
    expect(ownPage(`${site}//evil.example/`, site), 'a path that would be another site').to.equal('/');
  });
});
