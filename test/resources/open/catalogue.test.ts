import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { channels } from '../../../src/resources/channels/channels.ts';
import { createApi } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createBrowser } from '../../support/citizen.ts';
import { createHost, shelve } from '../../support/published.ts';
import { foreign } from '../../support/schema-org.ts';

const path = '/api/v1/open/catalog.jsonld';
const named = z.object({ '@id': z.url() });
const time = z.object({ '@type': z.literal('xsd:dateTime'), '@value': z.iso.datetime() });
const text = z.object({ '@language': z.string(), '@value': z.string().min(4) });
/** Mandatory and recommended properties of DCAT-AP 3, as far as a catalogue of this kind has them. */
const catalogue = z.object({
  '@context': z.object({ dcat: z.literal('http://www.w3.org/ns/dcat#'), dct: z.literal('http://purl.org/dc/terms/') }),
  '@type': z.literal('dcat:Catalog'),
  'dct:title': text,
  'dct:description': text,
  'dct:publisher': z.object({ '@type': z.literal('foaf:Agent'), 'foaf:name': text }),
  'dct:license': named,
  'dct:modified': time,
  'dcat:service': z.object({ '@type': z.literal('dcat:DataService'), 'dcat:endpointURL': named }),
  'dcat:dataset': z.array(
    z.object({
      '@id': z.url(),
      '@type': z.literal('dcat:Dataset'),
      'dct:identifier': z.string(),
      'dct:title': text,
      'dct:description': text,
      'dct:publisher': named,
      'dcat:theme': named,
      'dcat:landingPage': named,
      'dcat:contactPoint': z.object({ '@type': z.literal('vcard:Organization'), 'vcard:hasURL': named }),
      'dct:modified': time.optional(),
      'dcat:distribution': z
        .array(
          z.object({
            '@type': z.literal('dcat:Distribution'),
            'dct:title': text,
            'dct:license': named,
            'dct:format': named,
            'dcat:mediaType': named,
            'dcat:accessURL': named,
            'dcat:downloadURL': named.optional(),
            'dcat:compressFormat': named.optional(),
            'dcat:byteSize': z.object({ '@value': z.string() }).optional(),
          }),
        )
        .min(1),
    }),
  ),
});

describe('R44 the catalogue of the open data (DCAT)', function () {
  this.timeout(60_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
    const host = await createHost(at, '青溪县文化馆');
    await shelve(at, host, [{ channel: 'book', data: { title: '剪纸入门' } }]);
    const reading = at.app.openReading;
    await reading.orderChanges();
    await reading.exportToday();
  });
  after(() => at.close());

  const read = async () => catalogue.parse((await createApi(at)('get', '/open/catalog.jsonld')).body);

  it('has a data set for each channel, for all together, for institutions and for published figures', async () => {
    const { 'dcat:dataset': datasets, ...whole } = await read();
    const ids = datasets.map((each) => each['dct:identifier']);
    expect(ids).to.have.members([
      ...['resources', 'institutions', 'figures'],
      ...Object.keys(channels).map((code) => `channel-${code}`),
    ]);
    const modified = (id: string) =>
      datasets.find((each) => each['dct:identifier'] === id)?.['dct:modified']?.['@value'];
    expect(modified('channel-book')).to.equal(whole['dct:modified']['@value']);
    expect(modified('channel-venue'), 'nothing was published there').to.equal(undefined);
  });

  it('names distributions that answer, in the declared format', async () => {
    const { 'dcat:dataset': datasets } = await read();
    for (const dataset of datasets) {
      expect((await fetch(dataset['dcat:landingPage']['@id'])).status, dataset['@id']).to.equal(200);
      for (const { 'dcat:accessURL': address, 'dcat:mediaType': media, ...more } of dataset['dcat:distribution']) {
        const response = await fetch(address['@id']);
        expect(response.status, address['@id']).to.equal(200);
        const bytes = Buffer.from(await response.arrayBuffer());
        const type = (more['dcat:compressFormat'] ?? media)['@id'].replace(/^.*\/media-types\//, '');
        expect(response.headers.get('content-type'), address['@id']).to.include(type);
        if (more['dcat:byteSize'] !== undefined) expect(bytes.length).to.equal(Number(more['dcat:byteSize']['@value']));
        expect((await fetch(more['dct:license']['@id'])).status).to.equal(200);
      }
    }
  });

  it('is found by rel from the home page, 开放数据, the channels and every list', async () => {
    const link = `<link rel="describedby" type="application/ld+json" href="${path}">`;
    const browser = createBrowser(at.origin);
    for (const page of ['/', '/docs/open', '/channels/book', '/zones/330000'])
      expect((await browser.walk(page)).text, page).to.include(link);
    for (const list of ['resources', 'resources.jsonld', 'changes', 'institutions', 'exports'])
      expect((await fetch(`${at.origin}/api/v1/open/${list}`)).headers.get('link'), list)
        .to.include(`<${at.origin}${path}>; rel="describedby"`)
        .and.include('rel="license"');
    expect((await browser.walk('/robots.txt')).text).to.include('Allow: /api/v1/open');
  });

  it('stands on 开放数据 by schema.org too', async () => {
    const { text: page } = await createBrowser(at.origin).walk('/docs/open');
    const [, script = ''] = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(page) ?? [];
    const said = z
      .object({ '@type': z.literal('DataCatalog'), dataset: z.array(z.object({ '@type': z.literal('Dataset') })) })
      .parse(JSON.parse(script));
    expect(said.dataset).to.have.lengthOf(Object.keys(channels).length + 3);
    expect(foreign(JSON.parse(script))).to.deep.equal([]);
  });

  it('speaks English to English readers', async () => {
    const response = await fetch(at.origin + path, { headers: { 'accept-language': 'en' } });
    const { 'dct:title': title } = catalogue.parse(await response.json());
    expect(title).to.deep.equal({ '@language': 'en', '@value': 'Open data of the National Public Culture Cloud' });
    expect(response.headers.get('vary')).to.match(/accept-language/i);
  });
});
