import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createSeal } from '../../../src/crypto/seal.ts';
import { createCursors } from '../../../src/http/requests/cursors.ts';

const withKey = (index: Buffer) => createCursors({ seal: createSeal(() => ({ sealing: [], index })) });
const key = randomBytes(32);
const at = new Date('2026-11-24T01:00:00.123Z');
const place = { at, id: '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55' };
const asked = { kind: 'link' };

describe('a cursor', () => {
  const list = withKey(key).byTime('links');
  const genuine = list.write(asked, place);
  const refusal = (text: string, filter: object = asked, of = list) => {
    try {
      of.read(filter, text);
      return 'read';
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };

  it('comes back as it was written, at every node with the same keys', () => {
    expect(list.read(asked, genuine)).to.eql(place);
    expect(withKey(key).byTime('links').read(asked, genuine)).to.eql(place);
    expect(list.read(asked, undefined)).to.equal(undefined);
    expect(withKey(key).byNumber('audit').read({}, withKey(key).byNumber('audit').write({}, 42))).to.equal(42);
  });

  it('leads nowhere in another list, for another filter, or with another key: 400 for programs, the first page for people', () => {
    for (const [name, of, filter] of [
      ['another list', withKey(key).byTime('licences'), asked],
      ['another filter', list, { kind: 'news' }],
      ['another key', withKey(randomBytes(32)).byTime('links'), asked],
    ] as const) {
      expect(refusal(genuine, filter, of), name).to.equal('bad_request');
      expect(of.find(filter, genuine), name).to.equal(undefined);
    }
  });

  it('is refused where a single character is another', () => {
    const changed = [...genuine].map(
      (letter, index) => genuine.slice(0, index) + (letter === 'A' ? 'B' : 'A') + genuine.slice(index + 1),
    );
    // The last letter of either part holds bits that are not part of a byte.
    const wrong = changed.filter((text) => refusal(text) !== 'bad_request');
    expect(wrong.map((text) => list.read(asked, text))).to.eql(wrong.map(() => place));
    expect(wrong.length).to.be.at.most(2);
  });

  it('is refused in any other shape', () => {
    for (const text of [
      '',
      '.',
      'x',
      `${genuine}.`,
      `.${genuine}`,
      `${genuine} `,
      'a'.repeat(10_000),
      genuine.slice(0, -1),
    ])
      expect(refusal(text), text.slice(0, 40)).to.equal('bad_request');
    for (const value of [undefined, ['a', genuine], 1, null]) expect(list.find(asked, value)).to.equal(undefined);
  });
});
