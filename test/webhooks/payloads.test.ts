import { expect } from 'chai';
import { describe, it } from 'mocha';
import { eventOf, eventOfImport } from '../../src/resources/api/events.ts';
import { eventTypes, type NewEvent } from '../../src/webhooks/event.ts';
import { presented } from '../../src/webhooks/ordering.ts';
import { payloads } from '../../src/webhooks/payloads.ts';

const at = new Date('2026-11-24T02:30:00Z');
const institutionId = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const id = '8ee89711-330c-4ccf-99a2-e65ad12bbd7d';
const entry = { id, institutionId, channel: 'activity', externalId: 'qx-1', title: '剪纸', clientId: 'ncc_a' };
const whose = { institutionId, at, subject: { kind: 'application', id: 'ncc_a' }, clientId: 'ncc_a' };

/** Events as their rooms make them. */
const made: readonly NewEvent[] = [
  eventOf({ type: 'resource.published', entry, at } as Parameters<typeof eventOf>[0]),
  eventOf({ type: 'resource.returned', entry, at, reason: '封面太小' } as Parameters<typeof eventOf>[0]),
  eventOfImport({
    ...{ id, institutionId, clientId: 'ncc_a', channel: 'activity', state: 'done', bad: 2 },
    ...{ counts: { created: 3 }, updatedAt: at },
  } as Parameters<typeof eventOfImport>[0]),
  { ...whose, type: 'credential.renewed', data: { application: '青溪', expires_at: at.toISOString() } },
  { ...whose, type: 'stats.missing', data: { application: '青溪', date: '2026-11-23', days: 1 } },
];

const payloadOf = (type: string) => payloads.find((each) => each.type === type)?.payload;

describe('payloads of events, as OpenAPI describes them', () => {
  it('are there for every type', () => {
    expect(payloads.map(({ type }) => type)).to.eql(Object.keys(eventTypes));
  });

  for (const event of made)
    it(`fit ${event.type} as it is sent`, () => {
      const sent = presented({ ...event, clientId: event.clientId });
      expect(payloadOf(event.type)?.safeParse(sent).error).to.equal(undefined);
      const { data, ...rest } = sent;
      const { subject: _left, ...fewer } = data;
      expect(payloadOf(event.type)?.safeParse({ ...rest, data: fewer }).success).to.equal(false);
    });
});
