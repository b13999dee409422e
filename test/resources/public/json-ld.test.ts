import { expect } from 'chai';
import { describe, it } from 'mocha';
import { demoEntries } from '../../../src/demo/entries/entries.ts';
import type { Data } from '../../../src/fields/form.ts';
import { canonical } from '../../../src/resources/channels/canonical.ts';
import { type ChannelCode, channels, isChannelCode } from '../../../src/resources/channels/channels.ts';
import { examplesOf } from '../../../src/resources/imports/workbook/examples.ts';
import { jsonLd } from '../../../src/resources/public/json-ld.ts';
import { foreign } from '../../support/schema-org.ts';

const address = { href: 'https://cloud.example.cn/resources/1', picture: 'https://cloud.example.cn/pictures/1.jpg' };

function ofEntry(code: ChannelCode, data: Data, live: Record<string, unknown> = {}, known = {}) {
  const read = canonical(channels[code], data);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const opened = {
    ...{ entryId: '1', publicationId: '2', channel: code, institutionId: '3', institution: '青溪县文化馆' },
    ...{ regionCode: '330106', title: data.title ?? '', summary: data.summary ?? '', cover: undefined, facts: {} },
    ...{ startsAt: undefined, endsAt: undefined, live, pictures: {}, version: 1, values: { ...read.values } },
    ...{ publishedAt: new Date('2036-11-24T02:00:00Z'), changedAt: new Date('2036-11-24T02:00:00Z') },
  };
  return jsonLd(opened, channels[code].schemaType, { ...address, ...known });
}

describe('an entry as search engines read it', () => {
  const codes = Object.keys(channels).filter(isChannelCode);
  for (const code of codes)
    it(`says of ${channels[code].name} nothing that schema.org does not have for its type`, () => {
      const { example } = channels[code];
      const spoken =
        channels[code].live === undefined
          ? {}
          : { event_status: 'postponed', live_status: 'live', remaining: 3, stock: 0 };
      for (const data of [example, ...everyChoice(code)]) {
        const thing = ofEntry(code, data, spoken);
        expect(foreign(thing), JSON.stringify(thing)).to.deep.equal([]);
      }
    });

  /** The example with each of the choices of each of its lists, and with everything filled in that the template shows. */
  function everyChoice(code: ChannelCode): Data[] {
    const { example, groups } = channels[code];
    const chosen = groups
      .flatMap(({ fields }) => Object.entries(fields))
      .flatMap(([name, schema]) => {
        const { options = {} } = schema.meta() ?? {};
        return Object.keys(options).map((choice): Data => ({ ...example, [name]: choice }));
      });
    return [
      ...chosen,
      ...examplesOf(channels[code]).map((row) => ({ ...example, ...row, cover: example.cover ?? '' })),
    ].filter((data) => 'values' in canonical(channels[code], data));
  }

  it('R46 follows the state: nothing is offered of past or cancelled events, and a closed house has its reopening', () => {
    const { example } = channels.activity;
    expect(ofEntry('activity', example)).to.have.nested.property('offers.price', 0);
    const off = ofEntry('activity', example, { event_status: 'cancelled' }, { isOver: true });
    expect(off).to.include({ eventStatus: 'https://schema.org/EventCancelled' });
    expect(off).not.to.have.any.keys('offers', 'potentialAction');
    const closing = { temp_closed: true, until: '2036-12-01T09:00:00+08:00' };
    const shut = ofEntry('venue', channels.venue.example, closing, { isShut: true });
    expect(shut).to.have.nested.property('specialOpeningHoursSpecification.validThrough', '2036-12-01T09:00:00+08:00');
    expect(shut).not.to.have.property('potentialAction');
    expect([...foreign(off), ...foreign(shut)]).to.deep.equal([]);
  });

  it('says so of all two thousand of the demo', () => {
    const all = demoEntries(new Date('2036-11-24T02:00:00Z'));
    expect(all.length).to.be.greaterThan(2_000);
    const found = all.flatMap(({ channel, data, live }) =>
      foreign(ofEntry(channel, { ...data, cover: channels[channel].example.cover ?? '' }, { ...live })),
    );
    expect([...new Set(found)]).to.deep.equal([]);
  });

  it('is checked: a property that does not exist is found', () => {
    expect(foreign({ '@type': 'Nonsense', name: 'x' })).to.deep.equal([': type Nonsense']);
    expect(foreign({ '@type': 'Place', name: 'x', isbn: '1', geo: { '@type': 'Book', latitude: 3 } })).to.deep.equal([
      '.isbn is none of Place',
      '.geo.latitude is none of Book',
    ]);
  });
});
