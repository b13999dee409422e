import { factsOf, type None } from '../../fact.ts';

export type BrandFacts = {
  'brand.no_picture': None;
  'brand.login_address': None;
};

/** Phrases of back-office pages, which are in Chinese. */
export type BrandPageFacts = {
  'brand.light': None;
  'brand.light_alt': None;
  'brand.dark': None;
  'brand.dark_alt': None;
  'brand.high': None;
  'brand.high_alt': None;
  'brand.low': None;
  'brand.low_alt': None;
  'brand.round': None;
  'brand.round_alt': None;
  'brand.pill': None;
  'brand.pill_alt': None;
  'brand.icon': None;
  'brand.icon_alt': None;
  'brand.icon_dark': None;
  'brand.icon_dark_alt': None;
};

export const fact = factsOf<BrandFacts & BrandPageFacts>();
