import type { Fact } from '../../fact.ts';

/** The checked sides: the partner's Web page, its page for phones, the target of its App's code, and its link on the Cloud. */
export const sides = ['web', 'h5', 'app', 'cloud'] as const;
export type Side = (typeof sides)[number];
export const isSide = (text: string): text is Side => sides.some((side) => side === text);

/**
 * The result of a check. `slow`: correct, but late. `missing`: the page answers without our link. `unseen`: only a browser's script could show
 * it, so that it proves nothing. `down`: the page does not answer.
 */
export type State = 'found' | 'slow' | 'missing' | 'unseen' | 'down';

export const sideNames: Readonly<Record<Side, string>> = {
  web: '网站首页',
  h5: '手机版首页',
  app: 'APP 下载二维码',
  cloud: '国家云上的贵方链接',
};

/** Of a side that a fact names. */
export const sideName = (side: string): string => (isSide(side) ? sideNames[side] : side);

export const isBad = (state: State): boolean => state === 'missing' || state === 'down';
export const isGood = (state: State): boolean => state === 'found' || state === 'slow';

/** The part of a page, by its markup or its class names. */
export type Region = 'header' | 'nav' | 'main' | 'aside' | 'footer' | 'friends';

/** Where a link stands on a page. */
export type LinkPosition = {
  region: Region;
  /** The heading above it. */
  heading: string;
  /** Which of all the links of the page it is, from 1, and how many there are. */
  link: number;
  of: number;
  /** The words of the links before and after it. */
  before: string;
  after: string;
  /** Where in the page, from 0 at the top to 1 at the end. */
  at: number;
  /** As a picture, or only by name. */
  look: 'picture' | 'words';
};

/** A page as bands one below the other, for a drawing of it. */
export type Band = { region: Region; from: number; to: number; links: number; pictures: number };
export type Outline = { title: string; bands: readonly Band[] };

/** The result of one check of one side. */
export type SideObservation = {
  side: Side;
  state: State;
  /** The cause, or a possible improvement; undefined where all is well. */
  cause: Fact | undefined;
  /** Where it ended, after redirects. */
  address: string;
  milliseconds: number;
  place: LinkPosition | undefined;
  outline: Outline | undefined;
  /** Our picture as it stands there, or why it is not shown. */
  picture: { hash: string; bytes: Buffer } | { cause: Fact } | undefined;
};
