import type { Offer } from './offer.ts';
import type { Reservation } from './reservations.ts';

export interface OfSite {
  site: { name: string; logo: string | undefined; home: string };
  cloud: { issuer: string };
  notice: string | undefined;
  user?: { nickname: string | undefined; sub: string; claims: readonly (readonly [string, string])[] };
  /** The page of another institution, which has no site in the demo. */
  isStandIn?: true;
}

/** An entry on the page where it is done. */
export interface OfEntry {
  id: string;
  kind: 'book' | 'watch' | 'listen' | 'learn' | 'read' | 'shop' | 'look';
  title: string;
  summary: string;
  phone: string;
  action: string;
  /** The first part of it. */
  verb: string;
  when: string | undefined;
  where: string | undefined;
  price: string | undefined;
  notice: string | undefined;
  offer: Offer;
  paragraphs: readonly string[];
  /** The login of the Cloud, back to this page. */
  enter: string | undefined;
  reserved: Reservation | undefined;
  isCancelled: boolean;
  player: { kind: 'video' | 'audio'; src: string; captions: string | undefined; isSample: boolean } | undefined;
  lessons: readonly string[];
  onAir: 'before' | 'now' | 'after' | undefined;
}
