import { factsOf, type None } from '../../fact.ts';

export type HelpFacts = { 'help.no_page': None; 'help.no_picture': None };

export const fact = factsOf<HelpFacts>();
