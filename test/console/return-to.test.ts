import { expect } from 'chai';
import { describe, it } from 'mocha';
import { returnTo } from '../../src/console/return-to.ts';

describe('where a sign-in comes back to', () => {
  it('is a page of the back office, with its query', () => {
    for (const to of [
      '/console',
      '/admin',
      '/console/applications/ncc_2q7k/renew',
      '/admin/review?kind=link&tab=mine',
      '/console?x=%2F%2Fevil.example',
    ])
      expect(returnTo(to), to).to.equal(to);
  });

  it('is nothing else, however it is written', () => {
    for (const to of [
      undefined,
      ['/console'],
      '',
      '/',
      '/account',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      'https://evil.example/console',
      'javascript:alert(1)',
      '/console@evil.example',
      '/console.evil.example',
      '/console//evil.example',
      '/console/..//evil.example',
      '/console/../account',
      '/console/..',
      '/console/./x',
      '/console\\..\\x',
      '/\t/evil.example',
      '/console/\tx',
      '/console/\nx',
      ' /console',
      '/console/文',
      '/CONSOLE',
      `/console/${'x'.repeat(1_000)}`,
    ])
      expect(returnTo(to), String(to)).to.equal(undefined);
  });

  it('is no step of signing in or out, which would lead round in circles', () => {
    for (const step of ['sign-in', 'sign-out', 'callback', 'confirm'])
      for (const more of ['', '?to=/console', '/'])
        expect(returnTo(`/console/${step}${more}`), step + more).to.equal(undefined);
    expect(returnTo('/console/sign-ins')).to.equal('/console/sign-ins');
  });
});
