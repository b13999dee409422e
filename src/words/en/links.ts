import type { LinkFacts } from '../../links/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const links = {
  'links.certified_first': 'Links can be added once the institution is certified',
  'links.not_found': 'There is no such link',
  'links.crop_form': 'The part must be left,top,width,height, for example 0,0,460,120',
  'links.address_missing': 'At least one of the PC and the app address is needed',
  'links.no_preview': 'The picture or the part will not do; there is no preview',
  'links.no_picture': 'There is no such picture',
  'links.role_may_not': 'Your role may not change links; ask the owners of your institution',
  'links.changed': 'The link changed just now; read it again',
  'links.reason_missing': 'Say why it is taken off',
  'links.reason_long': 'The reason may have 200 characters',
  'links.operators_restore': 'Operators took the link off; contact them',
  'links.not_https': 'The link is not https; browsers will warn',
  'links.https': 'The link is https',
} satisfies Catalogue<LinkFacts>;
