import type { LinkFacts } from '../../links/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { text } from './views/text.ts';

export const facts = {
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
  'links.qr_unreadable': 'There is no QR code in the picture that can be read',
  'links.qr_no_address': ({ says }) => `The QR code says “${says}”, which is no web address`,
  'links.no_answer_in': ({ seconds }) => `No answer within ${seconds} seconds`,
  'links.not_public': 'The address is not on the public internet',
  'links.bad_certificate': 'The certificate is out of date, of another host, or incomplete',
  'links.host_unknown': 'The name of the host is not known',
  'links.encoded': 'The server compresses although Accept-Encoding: identity was asked for',
  'links.unreachable': 'The server cannot be reached',
  'links.answers': ({ status }) => `The server answers ${status}`,
  'links.many_redirects': ({ most }) => `More than ${most} redirects`,
  'links.too_large': ({ kilobytes }) => `More than ${kilobytes} KB`,
  'links.other_type': ({ type }) => `The answer is “${type}”, which is not what was asked for`,
  'links.slow': ({ seconds }) => `It took ${seconds} seconds`,
  'links.no_link': ({ links }) => `None of the ${links} links of the page leads to the Cloud`,
  'links.hidden_link': 'The link to the Cloud is hidden',
  'links.empty_link': 'The link to the Cloud has neither a picture nor words',
  'links.words_only': ({ words }) => `Only the words “${words}”, no mark`,
  'links.page_by_script': 'The page is made by a script in the browser; its source has no links',
  'links.stands_in': ({ region, heading, link, of }) =>
    `In the ${region}${heading === '' ? '' : ` under “${heading}”`}, link ${link} of ${of}`,
  'links.likely_template': 'The link is still there; what shows it was lost',
  'links.likely_never': 'The link to the Cloud was never there',
  'links.likely_redesign': ({ day, region }) => `The page was made anew after ${day}; its ${region} is gone`,
  'links.likely_removed': ({ day, region, links }) =>
    `The ${region} still has ${links} links; that to the Cloud was removed after ${day}`,
  'links.checked_often': ({ most }) => `At most ${most} checks an hour; try again later`,
  'links.only_online': 'The link is off; only links that are on are checked',
  'links.no_evidence': 'There is no such picture',
  'links.side_bad': ({ side, state, since }) =>
    `Since ${text.day(new Date(since))} the link on “${side}” ${state === 'missing' ? 'is not to be found' : 'does not answer'}`,
} satisfies Catalogue<LinkFacts>;
