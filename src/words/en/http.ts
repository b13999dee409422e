import type { HttpFacts } from '../../http/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { dataInEnglish } from './docs-data.ts';

const unitOf = (of: string) => (of === 'string' ? ' characters' : of === 'array' ? ' items' : '');

/** Parts of a report, as its form calls them. */
const parts: Readonly<Record<string, string>> = {
  ...{ 说明: 'Note', 更正原因: 'Reason of the correction', 日期: 'Date' },
  ...{ 各项指标: 'Figures', 各终端: 'Terminals', 这一项: 'This item', 各天: 'Days', 整个请求: 'The whole request' },
};

/** A figure of a terminal (电脑网页独立访客数) is named by both. */
export function fieldInEnglish(text: string): string {
  const [, terminal, figure = text] = /^(电脑网页|手机网页|APP|小程序)(.+)$/.exec(text) ?? [];
  if (parts[text] !== undefined) return parts[text];
  return terminal === undefined ? dataInEnglish(text) : `${dataInEnglish(figure)}, ${dataInEnglish(terminal)}`;
}

export const facts = {
  'http.foreign_origin': ({ origin }) =>
    `The request comes from a page of another site (Origin); an assistant sends none, and a page must be one of ${origin}`,
  'http.assistant_token_missing':
    'Let the assistant sign in (resource_metadata in WWW-Authenticate says where), or send the token made on the page 编程助手 in Authorization: Bearer; it may have expired or been revoked',
  'http.admin_token_missing':
    'Send a token from the page 管理接口 in Authorization: Bearer; this one may have expired or been revoked',
  'http.admin_scope_missing': ({ scope }) => `This call needs ${scope}; create a token that includes it`,
  'http.too_many_calls': ({ limit, seconds }) => `At most ${limit} calls a minute; try again in ${seconds} seconds`,
  'http.token_unproved': ({ why }) =>
    `The access token is bound to a key: send it as Authorization: DPoP, with a new proof for this request in the header DPoP (${why})`,
  'http.token_missing':
    'Send an access token, obtained with your AK and SK and good for 10 minutes, in Authorization: Bearer',
  'http.scope_missing': ({ scope }) => `This call needs the scope ${scope}; apply for it in the back office`,
  'http.not_in_sandbox': 'This call has no sandbox data; use the AK of a production application',
  'http.form_expected': 'Use the form of the page',
  'http.form_or_json_expected':
    'Send a form (application/x-www-form-urlencoded) or JSON (application/json), or nothing at all',
  'http.text_or_list': 'Give a text, or a list of texts',
  'http.twice': ({ name }) => `“${name}” was sent twice; go back to the page and send it again`,
  'http.unreadable_text': 'There are characters that cannot be read; remove them and send it again',
  'http.too_long': ({ kilobytes }) => `The body is too long: at most ${kilobytes} KB`,
  'http.form_not_utf8': 'The body is not UTF-8; use the form of the page',
  'http.form_expired': 'The page was open for too long, or the browser kept no cookie; open it again',
  'http.form_of_another':
    'You changed the institution or the account since the page was opened, and nothing was done; open it again',
  'http.strange_cursor': 'cursor must be the next of the page before, with the same filter',
  'http.method_not_allowed': ({ method, allowed }) => `${method} is not allowed here; use ${allowed}`,
  'http.no_such_address': 'There is nothing at this address',
  'http.incomplete': 'The request is incomplete; send it again',
  'http.internal': 'Something went wrong on our side and was recorded. Try again later, or tell support the trace_id',
  'http.strange_etag': ({ header }) => `${header} must be * or an ETag that was read, for example "3"`,
  'http.too_many_forms': ({ limit, seconds }) =>
    `At most ${limit} forms a minute, and nothing was done; try again in ${seconds} seconds`,
  'http.misdirected': ({ origin }) => `This is ${origin}; check the address that you call`,
  'http.unreadable_address': 'The address has characters that cannot be read',
  'http.broken_off': 'The connection ended before the content; send it again',
  'http.host_twice': 'The request names two hosts (Host); send one',
  'http.authorization_twice': 'The request brings two credentials (Authorization); send one',
  'http.body_on_read': 'A request by GET or HEAD takes no content; send it without',
  'http.encoded_body': 'The content is compressed (Content-Encoding); send it as it is',
  'http.request_under_way':
    'A request with this Idempotency-Key is still being worked on; send the same again in a moment',
  'http.key_reused': 'This Idempotency-Key was used for another request; use a new UUID for a new one',
  'http.key_is_uuid': 'Idempotency-Key must be a UUID, for example 5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55',
  'http.json_expected': 'The body must be a JSON object in UTF-8',
  'http.json_object_expected': 'The body must be one JSON object, and no array, text or number',
  'http.body_missing': 'The request has no body; it must be a JSON object',
  'http.json_type_expected': 'The body must be application/json',
  'http.form_type_expected': 'The body must be application/x-www-form-urlencoded',
  'http.multipart_expected': ({ part }) => `The body must be multipart/form-data, with the file as its part ${part}`,
  'http.json_unreadable_text':
    'The body has characters that cannot be stored (\\u0000, half of a pair such as \\ud800, or many marks on one letter); remove them',
  'http.json_too_deep': ({ most }) => `The body is nested too deeply: at most ${most} levels`,
  'http.limit_form': 'limit must be a whole number from 1 to 200',
  'http.page_size_form': 'page_size must be a whole number from 1 to 200',
  'http.instant_form': ({ name }) => `${name} must be a time such as 2026-11-24T08:00:00+08:00`,
  'http.cursor_form': 'cursor must be the next of the page before',
  'http.query_twice': ({ name }) => `“${name}” was sent twice; send it once`,
  'http.query_unreadable': ({ name }) => `“${name}” has characters that cannot be read`,
  'http.too_many_files': ({ most }) => `At most ${most} files at a time`,
  'http.uploads_busy': 'Many files are being uploaded; try again in a minute',
  'http.file_incomplete': 'The file did not arrive whole; check the network and send it again',
  'http.fields_too_long': ({ kilobytes }) => `The fields are too long: at most ${kilobytes} KB`,
  'http.file_too_large': ({ name, most }) => `“${name}” is larger than ${most}`,
  'http.files_too_large': ({ most }) => `The files together are larger than ${most}`,
  'http.not_all_answered': 'Not all processes answered; ask again',
  'http.no_success': 'It did not succeed',
  'http.unlike_schema': ({ detail }) => `${detail}`,
  'http.value_missing': ({ name }) => `${name} is missing`,
  'http.unknown_parameter': ({ name, known }) =>
    known.length === 0
      ? `There is no parameter ${name}; this call takes none`
      : `There is no parameter ${name}; there are ${known.join(', ')}`,
  'http.unknown_member': ({ name, known }) =>
    known.length === 0
      ? `There is no ${name}; nothing is given here`
      : `There is no ${name}; there are ${known.join(', ')}`,
  'http.value_type': ({ name, type }) => `${name} has to be of type ${type}`,
  'http.value_one_of': ({ name, values }) => `${name} has to be one of ${values.join(', ')}`,
  'http.value_most': ({ name, most, of }) => `${name} may have at most ${most}${unitOf(of)}`,
  'http.value_least': ({ name, least, of }) => `${name} has to have at least ${least}${unitOf(of)}`,
  'http.value_form': ({ name, form }) => `${name} has to have the format ${form}`,
  'http.quota_spent': ({ limits, seconds }) =>
    `This AK calls too often: ${limits.join(', ')}. Try again in ${seconds} seconds`,
  'http.quota': ({ per, limit }) => `at most ${limit} calls in ${per} seconds`,
  'http.to_page_before': 'Back to the page before',
  'http.to_desk': 'Back to the desk',
  'http.to_home': 'Back to the home page',
  'http.field_name': ({ text }) => fieldInEnglish(text),
  'http.text_most': ({ name, most }) => `${name} may have ${most} characters`,
  'http.no_such_state': ({ name }) => `${name} is no state of these`,
  'http.truth_form': ({ name }) => `${name} must be true or false`,
} satisfies Catalogue<HttpFacts>;
