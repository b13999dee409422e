import type {
  ArtGalleryLeaf,
  CivicStructureLeaf,
  GovernmentOrganizationLeaf,
  LibraryLeaf,
  MuseumLeaf,
  NGOLeaf,
  OrganizationLeaf,
  PerformingArtsTheaterLeaf,
  PerformingGroupLeaf,
} from 'schema-dts';
import type { InstitutionKind } from '../../institutions/institution/institution.ts';
import { isInstitutionKind } from '../../institutions/institution/institution.ts';
import type { Host } from './facts-store.ts';
import type { InstitutionHome } from './institution-home.ts';
import { fill, openingHours, placeAt, shutUntil } from './schema-org.ts';

/** The types of a house, which has opening hours, and those of an organisation, which has an address. */
const houses = {
  culture_hall: 'CivicStructure',
  station: 'CivicStructure',
  service_center: 'CivicStructure',
  library: 'Library',
  museum: 'Museum',
  gallery: 'ArtGallery',
  theatre: 'PerformingArtsTheater',
} as const satisfies Partial<Record<InstitutionKind, HouseLeaf['@type']>>;
const organizations = {
  troupe: 'PerformingGroup',
  department: 'GovernmentOrganization',
  association: 'NGO',
} as const satisfies Partial<Record<InstitutionKind, BodyLeaf['@type']>>;
type HouseLeaf = CivicStructureLeaf | LibraryLeaf | MuseumLeaf | ArtGalleryLeaf | PerformingArtsTheaterLeaf;
type BodyLeaf = OrganizationLeaf | PerformingGroupLeaf | GovernmentOrganizationLeaf | NGOLeaf;

const typeIn = <Of extends object>(of: Of, kind: string): Of[keyof Of] | undefined => {
  for (const name in of) if (name === kind) return of[name];
  return undefined;
};

/** An institution as search engines read it, by the type of its kind. */
export function institutionLd(
  { kind, regionCode }: Pick<Host, 'kind' | 'regionCode'>,
  home: InstitutionHome,
  { href, absolute }: { href: string; absolute: (path: string) => string },
): object {
  const values = home.house?.values ?? { address: home.address };
  const { address, geo } = placeAt(regionCode ?? '', values);
  const { web, h5, app } = home.doors;
  const sites = [web, h5, app].filter((each) => each !== undefined);
  const common = {
    '@id': href,
    url: href,
    name: home.host.name,
    description: home.intro,
    image: home.picture && absolute(home.picture.large),
    telephone: home.phone?.words,
    address,
    sameAs: sites.length === 0 ? undefined : sites,
  };
  const named = isInstitutionKind(kind) ? kind : 'other';
  const house = typeIn(houses, named);
  const about =
    house === undefined
      ? fill<BodyLeaf>({ '@type': typeIn(organizations, named) ?? 'Organization' }, common)
      : fill<HouseLeaf>(
          { '@type': house },
          {
            ...{ ...common, geo },
            openingHoursSpecification: openingHours(values.opening_hours),
            specialOpeningHoursSpecification: shutUntil(values),
          },
        );
  return { '@context': 'https://schema.org', ...about };
}
