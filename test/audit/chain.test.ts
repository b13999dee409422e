import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { beginning, chain, digestLike, type EventText, follows } from '../../src/audit/chain.ts';
import { personState } from '../../src/audit/person.ts';
import { key } from './setting.ts';

const event: EventText = {
  id: 7,
  at: '1772413200.123000',
  actorKind: 'operator',
  actorId: null,
  verb: 'application.renew',
  subjectKind: 'application',
  subjectId: 'ncc_青',
  details: '{}',
  requestId: '',
  mac: null,
  ...{ person: null, personSalt: null, personHash: null },
};

/** The format, written down a second time: a change breaks every existing chain. */
const bytes = (...parts: (string | Buffer | null)[]) =>
  Buffer.concat(
    parts.flatMap((part) => {
      if (part === null) return [Buffer.from('ffffffff', 'hex')];
      const content = Buffer.from(part);
      return [Buffer.from(content.length.toString(16).padStart(8, '0'), 'hex'), content];
    }),
  );
const mac = (...parts: (string | Buffer | null)[]) =>
  createHmac('sha256', key)
    .update(bytes(...parts))
    .digest();

describe('the audit chain', () => {
  it('keeps its format', () => {
    const digest = mac(
      ...['audit event 1', event.at, 'operator', null, 'application.renew', 'application', 'ncc_青', '{}', ''],
    );
    const first = mac('audit seal 1', Buffer.alloc(32), '1', '7', digest);
    const second = mac('audit seal 1', first, '2', '9', digest);
    expect(chain(key, beginning, [event, { ...event, id: 9 }])).to.deep.equal([
      { position: 1, eventId: 7, digest, hash: first },
      { position: 2, eventId: 9, digest, hash: second },
    ]);
  });

  it('keeps the format of events with a MAC', () => {
    const signed = Buffer.from('a mac');
    const digest = mac(
      ...['audit event 2', event.at, 'operator', null, 'application.renew', 'application', 'ncc_青', '{}', '', signed],
    );
    expect(digestLike(key, digest, { ...event, mac: signed })).to.deep.equal(digest);
  });

  it('keeps the format of events that say something of a person: the hash alone is in it', () => {
    const [signed, salt] = [Buffer.from('a mac'), Buffer.from('a salt')];
    const person = '{"address":"203.0.113.7"}';
    const personHash = createHmac('sha256', salt)
      .update(bytes('audit person 1', salt, person))
      .digest();
    const of = { ...event, mac: signed, person, personSalt: salt, personHash };
    const columns = [event.at, 'operator', null, 'application.renew', 'application', 'ncc_青', '{}', ''];
    const digest = mac('audit event 3', ...columns, personHash.toString('hex'), signed);
    expect(digestLike(key, digest, of)).to.deep.equal(digest);
    expect(digestLike(key, digest, { ...of, person: null, personSalt: null })).to.deep.equal(digest);
    const now = new Date(Number(event.at) * 1000);
    expect(personState(of, now, now)).to.equal('kept');
    expect(personState({ ...of, person: '{"address":"203.0.113.8"}' }, now, now)).to.equal('changed');
  });

  it('continues in a second batch as in one', () => {
    const events = [1, 2, 3, 4, 5].map((id) => ({ ...event, id }));
    const one = chain(key, beginning, events);
    const some = chain(key, beginning, events.slice(0, 2));
    expect([...some, ...chain(key, some[1] ?? beginning, events.slice(2))]).to.deep.equal(one);
  });

  it('tells null from nothing, and one column from the next', () => {
    const digest = (changes: Partial<EventText>) =>
      digestLike(key, Buffer.alloc(32), { ...event, ...changes }).toString('hex');
    expect(digest({ requestId: null })).not.to.equal(digest({ requestId: '' }));
    expect(digest({ actorId: '' })).not.to.equal(digest({ actorId: null }));
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), (subjectKind, subjectId, cut) => {
        const all = subjectKind + subjectId;
        const at = cut % (all.length + 1);
        fc.pre(at !== subjectKind.length);
        return (
          digest({ subjectKind, subjectId }) !== digest({ subjectKind: all.slice(0, at), subjectId: all.slice(at) })
        );
      }),
    );
  });

  it('continues only after its true predecessor, with the same key', () => {
    const [first, second] = chain(key, beginning, [event, { ...event, id: 9 }]);
    if (!first || !second) throw new Error('there are two');
    expect(follows(key, beginning, first)).to.equal(true);
    expect(follows(key, first, second)).to.equal(true);
    expect(follows(key, beginning, second)).to.equal(false);
    expect(follows(key, { ...first, position: 2 }, second)).to.equal(false);
    expect(follows(Buffer.alloc(32, 1), beginning, first)).to.equal(false);
  });
});
