import type { DataCatalogLeaf } from 'schema-dts';
import type { Fact, Speech } from '../../fact.ts';
import type { Channels } from '../channels/channels.ts';
import { channelHref } from '../invitations/shown.ts';
import type { Export } from './export-store.ts';
import { fact } from './facts.ts';
import { cataloguePath, exportPath, root } from './operations.ts';
import { termsOf } from './resource.ts';

/** Where one form of a data set is had. `packed`: gzip around the media type. */
type Distribution = {
  title: Fact;
  href: string;
  media: keyof typeof formats;
  modified?: Date;
  packed?: { size: number; sha256: string };
};

export type Dataset = {
  id: string;
  title: Fact;
  about: Fact;
  /** Where people read it. */
  page: string;
  modified: Date | undefined;
  frequency: 'CONT' | 'DAILY';
  distributions: readonly Distribution[];
};

/** By media type: the code in the table of file types of the Publications Office, which DCAT-AP asks for. */
const formats = {
  'application/json': 'JSON',
  'application/ld+json': 'JSON_LD',
  'application/rss+xml': 'RSS',
  'application/x-ndjson': 'JSON',
  'text/html': 'HTML',
} as const;

const euTable = 'http://publications.europa.eu/resource/authority';
const mediaType = (name: string) => ({ '@id': `https://www.iana.org/assignments/media-types/${name}` });

type Contents = { channels: Channels; changed: ReadonlyMap<string, Date>; exports: readonly Export[] };

/** The data for download: a data set for each channel, all of them together, the publisher, and the public figures. */
export function datasetsOf({ channels, changed, exports }: Contents): Dataset[] {
  const [json, linked] = [fact('open.as_json'), fact('open.as_linked')];
  const ofChannels = Object.values(channels).map(({ code, name, lead }): Dataset => {
    const query = `channel=${encodeURIComponent(code)}`;
    return {
      ...{ id: `channel-${code}`, page: channelHref(code), frequency: 'CONT', modified: changed.get(code) },
      ...{ title: fact('open.of_channel', { name }), about: fact('open.of_channel_about', { name, lead }) },
      distributions: [
        { title: json, href: `${root}/resources?${query}`, media: 'application/json' },
        { title: linked, href: `${root}/resources.jsonld?${query}`, media: 'application/ld+json' },
        { title: fact('open.as_feed'), href: `${channelHref(code)}/feed.xml`, media: 'application/rss+xml' },
      ],
    };
  });
  const last = [...changed.values()].toSorted((one, other) => other.getTime() - one.getTime())[0];
  return [
    {
      ...{ id: 'resources', page: '/docs/open', frequency: 'DAILY', modified: last },
      ...{ title: fact('open.all'), about: fact('open.all_about') },
      distributions: [
        ...exports.map(
          ({ day, madeAt, size, sha256 }): Distribution => ({
            ...{ title: fact('open.file_of', { day }), href: exportPath(day), media: 'application/x-ndjson' },
            ...{ modified: madeAt, packed: { size, sha256 } },
          }),
        ),
        { title: json, href: `${root}/resources`, media: 'application/json' },
        { title: linked, href: `${root}/resources.jsonld`, media: 'application/ld+json' },
        { title: fact('open.as_changes'), href: `${root}/changes`, media: 'application/json' },
      ],
    },
    ...ofChannels,
    {
      ...{ id: 'institutions', page: '/docs/open', frequency: 'CONT', modified: undefined },
      ...{ title: fact('open.hosts'), about: fact('open.hosts_about') },
      distributions: [{ title: json, href: `${root}/institutions`, media: 'application/json' }],
    },
    {
      ...{ id: 'figures', page: '/transparency', frequency: 'CONT', modified: undefined },
      ...{ title: fact('open.figures'), about: fact('open.figures_about') },
      distributions: [{ title: fact('open.as_log'), href: '/transparency', media: 'text/html' }],
    },
  ];
}

type Telling = { origin: string; say: Speech['say']; language: string };

/** The catalogue by DCAT-AP 3: for portals of open data, which harvest it. */
export function dcatCatalogue(datasets: readonly Dataset[], { origin, say, language }: Telling): object {
  const at = (path: string) => ({ '@id': `${origin}${path}` });
  const texts = (told: Fact) => ({ '@language': language, '@value': say(told) });
  const time = (moment: Date) => ({ '@type': 'xsd:dateTime', '@value': moment.toISOString() });
  const catalogue = `${origin}${cataloguePath}`;
  const publisher = {
    ...{ '@id': `${origin}/#publisher`, '@type': 'foaf:Agent' },
    ...{ 'foaf:name': texts(fact('open.publisher')), 'foaf:homepage': at('/') },
  };
  const service = `${catalogue}#api`;
  const licence = { '@id': termsOf(origin) };

  const distribution = (each: Distribution) => ({
    ...{ '@type': 'dcat:Distribution', 'dct:title': texts(each.title), 'dct:license': licence },
    ...{ 'dcat:accessURL': at(each.href), 'dcat:mediaType': mediaType(each.media) },
    'dct:format': { '@id': `${euTable}/file-type/${formats[each.media]}` },
    ...(each.modified && { 'dct:modified': time(each.modified) }),
    ...(each.packed && {
      ...{ 'dcat:downloadURL': at(each.href), 'dcat:compressFormat': mediaType('application/gzip') },
      'dcat:byteSize': { '@type': 'xsd:nonNegativeInteger', '@value': String(each.packed.size) },
      'spdx:checksum': {
        ...{ '@type': 'spdx:Checksum', 'spdx:algorithm': { '@id': 'spdx:checksumAlgorithm_sha256' } },
        'spdx:checksumValue': { '@type': 'xsd:hexBinary', '@value': each.packed.sha256 },
      },
    }),
    ...(each.href.startsWith(root) && { 'dcat:accessService': { '@id': service } }),
  });

  const common = {
    'dct:publisher': { '@id': publisher['@id'] },
    'dct:language': { '@id': `${euTable}/language/ZHO` },
    'dct:spatial': { '@id': `${euTable}/country/CHN` },
    'dcat:contactPoint': {
      '@type': 'vcard:Organization',
      'vcard:fn': texts(fact('open.publisher')),
      'vcard:hasURL': at('/help/contact'),
    },
  };
  const last = datasets.find(({ id }) => id === 'resources')?.modified;
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      foaf: 'http://xmlns.com/foaf/0.1/',
      spdx: 'http://spdx.org/rdf/terms#',
      vcard: 'http://www.w3.org/2006/vcard/ns#',
      xsd: 'http://www.w3.org/2001/XMLSchema#',
    },
    ...{ '@id': catalogue, '@type': 'dcat:Catalog' },
    ...{ 'dct:title': texts(fact('open.catalogue')), 'dct:description': texts(fact('open.catalogue_about')) },
    ...{ ...common, 'dct:publisher': publisher, 'dct:license': licence, 'foaf:homepage': at('/docs/open') },
    ...(last && { 'dct:modified': time(last) }),
    'dcat:themeTaxonomy': { '@id': `${euTable}/data-theme` },
    'dcat:service': {
      ...{ '@id': service, '@type': 'dcat:DataService', 'dct:title': texts(fact('open.service')) },
      ...{ 'dcat:endpointURL': at(root), 'dcat:endpointDescription': at('/api/v1/openapi.json') },
      ...{ 'dct:license': licence, 'foaf:page': at('/docs/open') },
    },
    'dcat:dataset': datasets.map(({ id, title, about, page, modified, frequency, distributions }) => ({
      ...{ '@id': `${catalogue}#${id}`, '@type': 'dcat:Dataset', 'dct:identifier': id },
      ...{ 'dct:title': texts(title), 'dct:description': texts(about), 'dcat:landingPage': at(page) },
      ...{ ...common, 'dcat:theme': { '@id': `${euTable}/data-theme/EDUC` } },
      ...(modified && { 'dct:modified': time(modified) }),
      'dct:accrualPeriodicity': { '@id': `${euTable}/frequency/${frequency}` },
      'dcat:distribution': distributions.map(distribution),
    })),
  };
}

/** The same by schema.org, as search engines for data sets read it from the page. */
export function schemaCatalogue(
  datasets: readonly Dataset[],
  { origin, say, language }: Telling,
): DataCatalogLeaf & { '@context': string } {
  const publisher = { '@type': 'Organization', name: say(fact('open.publisher')), url: `${origin}/` } as const;
  return {
    '@context': 'https://schema.org',
    '@type': 'DataCatalog',
    '@id': `${origin}${cataloguePath}`,
    ...{ name: say(fact('open.catalogue')), description: say(fact('open.catalogue_about')) },
    ...{ url: `${origin}/docs/open`, license: termsOf(origin), publisher, inLanguage: language },
    dataset: datasets.map(({ id, title, about, page, modified, distributions }) => ({
      '@type': 'Dataset',
      '@id': `${origin}${cataloguePath}#${id}`,
      ...{ name: say(title), description: say(about), url: `${origin}${page}`, identifier: id },
      ...{ license: termsOf(origin), creator: publisher, isAccessibleForFree: true },
      ...(modified && { dateModified: modified.toISOString() }),
      distribution: distributions.map(({ href, media, packed }) => ({
        '@type': 'DataDownload',
        contentUrl: `${origin}${href}`,
        encodingFormat: packed === undefined ? media : 'application/gzip',
        ...(packed && { contentSize: String(packed.size), sha256: packed.sha256 }),
      })),
    })),
  };
}
