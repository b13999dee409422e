import type { ResourceFacts, Shape } from '../../resources/facts.ts';
import type { Catalogue } from '../catalogue.ts';

const shapes: Readonly<Record<Shape, string>> = {
  text: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  list: 'an array of texts without line breaks',
  rows: 'an array of objects whose members have no line breaks and no ｜',
};

export const resources = {
  'resources.no_file': ({ label, id }) =>
    `“${label}”: there is no file with the id ${id}; upload it first (POST /api/v1/files)`,
  'resources.wrong_file': ({ label }) => `“${label}” does not take such a file`,
  'resources.unknown_field': 'The channel has no such field',
  'resources.external_id_differs': ({ externalId }) =>
    `external_id in the body must be that of the address (${externalId}), or be left out`,
  'resources.in_review_recall': 'The entry is being reviewed; recall it (:recall) or wait for the decision',
  'resources.if_match_missing': 'Read the entry first and send its ETag in If-Match',
  'resources.changed_since_read': 'The entry changed since it was read; read it again',
  'resources.channel_missing': 'channel is missing',
  'resources.external_id_missing': 'external_id is missing',
  'resources.data_form': 'data must be an object of fields and values',
  'resources.twice_in_batch': 'This external_id is in the batch twice',
  'resources.most_items': ({ most, now }) => `At most ${most} items at a time; there are ${now}`,
  'resources.no_channel': ({ channel }) => `There is no channel “${channel}”`,
  'resources.external_id_just_taken': 'Another entry took this external_id just now; use another or try again',
  'resources.external_id_bad': 'external_id must have 1 to 64 letters, digits or . _ : -',
  'resources.no_channel_here': 'There is no such channel',
  'resources.no_zone': 'There is no zone of this region',
  'resources.no_time': 'The entry has no time for a calendar',
  'resources.no_site_map': 'There is no such page of the site map',
  'resources.not_found': 'There is no such entry; it may have been deleted',
  'resources.certified_first': 'Resources can be shared once the institution is certified',
  'resources.referred_missing': ({ externalId }) =>
    `There is no published entry with the external_id “${externalId}”; publish it first`,
  'resources.external_id_stays': ({ externalId }) =>
    `external_id cannot be changed once published; write ${externalId}`,
  'resources.external_id_of_program': ({ externalId }) =>
    `A program updates this entry by its external_id; write ${externalId}`,
  'resources.external_id_used': ({ externalId }) => `Another entry of the channel has the external_id “${externalId}”`,
  'resources.not_published': 'The entry is not published',
  'resources.picture_answered': ({ label, status }) =>
    `The address of “${label}” answers ${status}; check it, or upload the picture`,
  'resources.picture_large': ({ label }) => `“${label}” is larger than 10 MB`,
  'resources.picture_unreachable': ({ label }) =>
    `The address of “${label}” cannot be opened from the public internet; check it, or upload the picture`,
  'resources.picture_not_cut': ({ label }) => `“${label}” cannot be opened; upload it again`,
  'resources.picture_not_fetched': ({ label }) => `“${label}” was not fetched yet; send it again later`,
  'resources.picture_not_done': ({ label }) => `“${label}” is not ready yet; send it again later`,
  'resources.no_preview': 'There is no preview',
  'resources.no_picture': 'There is no such picture',
  'resources.no_captions': 'There are no captions',
  'resources.gone_withdrawn': 'The institution withdrew this entry',
  'resources.gone_expired': 'The time of this entry is over',
  'resources.gone_disabled': 'The institution that published this entry is disabled',
  'resources.no_entry_here': 'There is no such entry; check the address',
  'resources.no_home_here': 'There is no page of this institution; check the address',
  'resources.deleted': 'The entry was deleted; return it',
  'resources.synonyms_just_changed':
    'Somebody has just changed the list. Open its newest version and put your change into it',
  'resources.synonyms_line': ({ line, mostWords, longest }) =>
    `Line ${line}: a group is 2 to ${mostWords} words of 2 to ${longest} characters`,
  'resources.synonyms_most': ({ most, now }) => `At most ${most} groups of synonyms; there are ${now}`,
  'resources.just_changed': 'The entry has just changed; submit it again',
  'resources.term_over': 'The licence or the time of the entry is over; correct it and submit it again',
  'resources.already_over': 'The licence or the time of the entry is over; return it',
  'resources.sandbox_no_review': 'A sandbox approves at once; there is nothing to recall',
  'resources.withdrawal_reason': 'Say why it is withdrawn',
  'resources.no_live': ({ channel }) => `${channel} has no live state`,
  'resources.published_stays':
    'What is published cannot be changed or deleted; send a revision or ask for its withdrawal',
  'resources.role_may_not': 'Your role may not change resources; ask the owners of your institution',
  'resources.no_draft': 'The entry has no draft or revision',
  'resources.edit_draft': 'The entry is not published; change its draft',
  'resources.in_review_recall_first': 'The entry is being reviewed; recall it first',
  'resources.entered_by_other': ({ externalId, way }) =>
    `“${externalId}” was entered by ${way} and cannot be changed from here. Use another external_id, or ask an owner of your institution to let this application take it over`,
  'resources.no_zone_start': 'There is no zone of this region; start at the zones',
  'resources.zone_ended': ({ name, validTo }) => `${name} ended on ${validTo}; find the region of today at the zones`,
  'resources.way_nameless': ({ clientId }) => `the application with the AK ${clientId}`,
  'resources.way_named': ({ name, clientId }) => `the application “${name}” (AK ${clientId})`,
  'resources.way_people': 'people of your institution',
  'resources.external_id_form': ({ label }) => `“${label}” must have 1 to 64 letters, digits or . _ : -`,
  'resources.shape': ({ label, shape }) => `“${label}” must be ${shapes[shape]}`,
  'resources.alike': ({ title, standing, institution, externalId, startsAt }) =>
    `very like “${title}” of ${institution ?? 'your institution'} (${[externalId, startsAt, standing].filter(Boolean).join(', ')})`,
  'resources.check_alike': ({ alike }) => `${alike}; check whether it is the same`,
  'resources.hint_alike': ({ alike }) =>
    `${alike}. The same need not be entered again; what is not the same may be sent`,
  'resources.external_ids_twice': 'external_id must not be there twice',
} satisfies Catalogue<ResourceFacts>;
