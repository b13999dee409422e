import type { HelpFacts } from '../../site/help/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'help.no_page': 'There is no such page of help; begin at /help',
  'help.no_picture': 'There is no such picture',
} satisfies Catalogue<HelpFacts>;
