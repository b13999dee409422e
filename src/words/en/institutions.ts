import type { InstitutionFacts } from '../../institutions/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'institutions.document_sides': 'Upload both sides of the document; there is only one file',
  'institutions.not_found': 'There is no such institution',
  'institutions.disabled': 'Your institution is disabled and can do nothing of this; contact the operators',
  'institutions.already_certified': 'Your institution is certified; to change it, use 变更 on its page',
  'institutions.not_certified': 'Your institution is not certified yet',
  'institutions.certified_by_other': ({ head, since }) =>
    `${head} certified this institution on ${since}; ask an owner to invite you`,
  'institutions.cloud_stays': 'The institution of the Cloud itself cannot be disabled',
  'institutions.state_changed': 'The state of the institution changed just now; read it again',
  'institutions.reason_missing': 'Say why it is disabled; the institution will read it',
  'institutions.reason_long': ({ now }) => `The reason has ${now} characters; at most 500`,
  'institutions.code_missing': 'The unified social credit code, or an organization code, is missing',
  'institutions.codes_differ': ({ code }) =>
    `The organization code differs from characters 9 to 17 of the credit code (${code})`,
  'institutions.disabled_no_members': 'The institution is disabled; nobody can be invited',
  'institutions.cloud_no_members': 'The institution of the Cloud itself has no members',
  'institutions.operators_invite_owners': 'Operators invite owners only; the others are invited by an owner',
  'institutions.owners_invite': 'Only owners invite members',
  'institutions.certified_first':
    'Members can be invited by phone once the institution is certified; by a link at once',
  'institutions.link_without_owner': 'An owner is invited by phone only',
  'institutions.many_links': ({ most }) => `At most ${most} invitation links may be open; revoke one first`,
  'institutions.phone_to_join': 'Sign in with a phone number to accept the invitation',
  'institutions.already_member': ({ phone }) => `${phone} is a member already`,
  'institutions.already_invited': ({ phone }) => `${phone} was invited; wait, or revoke that invitation`,
  'institutions.many_invitations': 'Many invitations were sent today; go on tomorrow',
  'institutions.not_oneself': 'Nobody invites themselves',
  'institutions.operators_agree': 'Only operators may agree to this invitation',
  'institutions.no_waiting_invitation':
    'There is no invitation that waits; it may have been agreed to, revoked or expired',
  'institutions.another_agrees': 'You proposed or are the invited; leave it to a colleague',
  'institutions.invitation_changed': 'The invitation changed just now; read it again',
  'institutions.owners_revoke': 'Only owners revoke invitations',
  'institutions.log_in_as_invited': 'Sign in with the phone number that was invited',
  'institutions.has_an_owner': 'The institution has an owner; ask them to invite you',
  'institutions.you_are_member': 'You are a member already',
  'institutions.invitation_over': 'The invitation was accepted, revoked or has expired, or is for another phone number',
  'institutions.no_mail': 'There is no such letter',
  'institutions.no_member': 'There is no such member',
  'institutions.last_owner': 'At least one owner must stay',
  'institutions.owners_manage': 'Only owners manage members',
  'institutions.end_missing': 'The end of the engagement is missing',
  'institutions.end_past': 'The end must be today or later',
  'institutions.end_far': 'The end must be within a year',
  'institutions.certified_elsewhere': ({ head, day }) =>
    `${head} certified this institution on ${day}; ask an owner to invite you`,
  'institutions.registered_elsewhere': ({ head }) =>
    `This institution is registered (owner ${head}); ask to be invited`,
  'institutions.register_as_yourself': 'Sign in with an account of your own to register an institution',
  'institutions.registered_already': 'You registered this institution already',
  'institutions.too_many_uncertified': ({ most }) =>
    `You registered ${most} institutions that are not certified; certify them first`,
  'institutions.no_such_id': ({ id }) => `There is no institution with the id ${id}`,
  'institutions.name_taken': 'This institution is registered; find it in the list',
  'institutions.you_belong': 'You belong to this institution; leave it to a colleague',
  'institutions.code_taken': 'Another institution was certified with this code just now',
  'institutions.only_old_code': 'There is an organization code only; check that the certificate is still valid',
  'institutions.code_of_other': ({ name }) => `“${name}” is certified with the same code`,
  'institutions.no_namesake': 'No institution has the same name',
  'institutions.namesakes': ({ count, standing }) => `${count} other institutions have the same name (${standing})`,
  'institutions.other_document': 'No identity card; compare it with the pictures',
  'institutions.document_right': 'The check digit is right and there is such a birthday',
  'institutions.under_18': 'By the number, the agent is under 18',
  'institutions.no_upload': 'Nothing was uploaded',
  'institutions.upload_gone': 'A file is not there any more; return it so that it is uploaded again',
  'institutions.scans_clear': ({ count }) => `${count} files, large enough to be read`,
  'institutions.scan_small': ({ width, height }) =>
    `A picture is ${width}×${height} and may not be readable (a scan needs 200 dpi)`,
  'institutions.check_digit_right': 'The check digits are right',
  'institutions.code_goes': ({ code, type }) =>
    `${code} is ${type ?? 'a rare kind'} and goes with the kind of institution`,
  'institutions.region_same_city': ({ region }) => `The credit code is of ${region}, in the same city`,
  'institutions.code_unusual': ({ code, type, kind }) =>
    `${code} is ${type ?? 'a rare kind'}, which “${kind}” mostly is not; compare it with the certificate`,
  'institutions.code_of_other_kind': ({ type, is, kind }) =>
    `A credit code that begins with ${type}${is === undefined ? '' : ` (${is})`} does not go with “${kind}”`,
  'institutions.region_same': 'The same region as in the credit code',
  'institutions.region_near': ({ region }) => `The credit code is of ${region}; check the county`,
  'institutions.page_certified_first':
    'The page can be written once the institution is certified; please finish the certification first',
  'institutions.page_role': 'An owner or agent of the institution changes its page; please ask one of them',
  'institutions.no_page_version': 'There is no such version; please choose one of those listed',
  'institutions.region_far': ({ region }) => `The credit code is of ${region}, in another province; check it`,
} satisfies Catalogue<InstitutionFacts>;
