import type { FieldFacts } from '../../fields/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const fields = {
  'fields.username_digits': ({ label }) => `“${label}” must not be digits only`,
  'fields.password_short': ({ label, min }) => `“${label}” needs at least ${min} characters`,
  'fields.password_long': ({ label, max, now }) => `“${label}” has ${now} characters; at most ${max}`,
  'fields.password_own_name': ({ label }) => `“${label}” must not be the user name or the phone number`,
  'fields.password_common': ({ label }) => `This “${label}” is too common`,
  'fields.password_long_entered': ({ label, max }) => `“${label}” may have ${max} characters`,
  'fields.code_form': ({ label }) => `“${label}” has 6 digits`,
  'fields.book_number_form': ({ label, length }) =>
    `“${label}” must have ${length} and match its last character; compare it with the book`,
  'fields.upload': ({ label }) => `Upload “${label}”`,
  'fields.name_digits': ({ label }) => `“${label}” must not have digits`,
  'fields.outside_province': ({ lng, lat, province, west, east, south, north }) =>
    `The position (${lng}, ${lat}) is not in ${province} (longitude ${west} to ${east}, latitude ${south} to ${north})`,
  'fields.one_text': ({ label }) => `“${label}” must be one text`,
  'fields.region_unknown': ({ code }) => `There is no region with the code ${code}`,
  'fields.region_needs_name': ({ code }) => `There is no region with the code ${code}; a new one needs a name`,
  'fields.region_missing': ({ code }) => `There is no region with the code ${code}; add it first`,
  'fields.too_long_raw': ({ label, max, now }) => `“${label}” has ${now} characters; at most ${max}`,
  'fields.too_long_formatted': ({ label, max, now }) =>
    `“${label}” has ${now} characters with its format; at most ${max}`,
  'fields.credit_code_signs': ({ label, signs }) => `“${label}” has digits and capital letters only; remove ${signs}`,
  'fields.credit_code_length': ({ label, now }) => `“${label}” must have 18 characters; it has ${now}`,
  'fields.credit_code_last': ({ label }) =>
    `The 18th character of “${label}” does not match; compare it with the certificate`,
  'fields.credit_code_17': ({ label }) =>
    `The 17th character of “${label}” does not match; compare characters 9 to 17 with the certificate`,
  'fields.mobile_form': ({ label }) => `“${label}” must have 11 digits`,
  'fields.organization_code_last': ({ label }) =>
    `The last character of “${label}” does not match; compare it with the certificate`,
  'fields.resident_id_form': ({ label }) => `“${label}” must have 18 digits; the last may be X`,
  'fields.resident_id_last': ({ label }) => `The 18th digit of “${label}” does not match`,
  'fields.missing': ({ label }) => `“${label}” is missing`,
  'fields.choose': ({ label }) => `Choose “${label}”`,
  'fields.invalid': ({ label }) => `“${label}” is not well formed`,
  'fields.too_long': ({ label, max, now }) => `“${label}” has ${now} characters; at most ${max}`,
  'fields.too_short': ({ label, min, now }) => `“${label}” has ${now} characters; at least ${min}`,
  'fields.unreadable': ({ label }) => `“${label}” has characters that cannot be seen or stored; remove them`,
  'fields.username_form': ({ label }) => `“${label}” must have 4 to 32 letters, digits, Chinese characters or . _ -`,
  'fields.email_form': ({ label }) => `“${label}” must be an address such as name@example.cn`,
  'fields.phone_form': ({ label }) =>
    `“${label}” must be a mobile number, a landline with area code (0571-88880000) or a 400 number`,
  'fields.organization_code_form': ({ label }) =>
    `“${label}” must have 9 digits or capital letters, for example 71526726-X`,
  'fields.region_form': ({ label }) => `“${label}” must have 6 digits, for example 330106`,
  'fields.whole_number': ({ label, min, max }) => `“${label}” must be a whole number from ${min} to ${max}`,
  'fields.number': ({ label, min, max }) => `“${label}” must be a number from ${min} to ${max}`,
  'fields.one_of': ({ label, choices }) => `“${label}” must be one of ${choices.join(', ')}`,
  'fields.decimals': ({ label, digits, example }) => `“${label}” may have ${digits} decimals, as in ${example}`,
  'fields.not_an_option': ({ label, typed, options }) =>
    `“${label}” has no “${typed}”; choose from ${options.join(', ')}`,
  'fields.yes_or_no': ({ label }) => `“${label}” must be true or false`,
  'fields.word_long': ({ label, typed, max }) => `“${typed}” in “${label}” is too long: at most ${max} characters each`,
  'fields.too_many': ({ label, most, now }) => `“${label}” holds ${now}; at most ${most}`,
  'fields.day_form': ({ label }) => `“${label}” must be a date, for example 2026-12-05`,
  'fields.no_such_day': ({ label, none }) => `There is no ${none}; “${label}” must be a date, for example 2026-12-05`,
  'fields.moment_form': ({ label }) => `“${label}” must be a date and time, for example 2026-12-05 14:00`,
  'fields.no_such_moment': ({ label, none }) =>
    `There is no ${none}; “${label}” must be a date and time, for example 2026-12-05 14:00`,
  'fields.time_missing': ({ label }) => `“${label}” has a date and no time; write it as 2026-12-05 14:00`,
  'fields.range': ({ label }) =>
    `“${label}” holds a beginning and an end; write one time, for example 2026-12-05 14:00`,
  'fields.range_of_days': ({ label }) =>
    `“${label}” holds a beginning and an end; write one day, for example 2026-12-05`,
  'fields.none_offset': ({ offset }) => `time zone ${offset}`,
  'fields.none_day': ({ day }) => `${day}`,
  'fields.none_time': ({ part, hour, minute, second }) =>
    `${part}${hour}:${minute}${second === undefined ? '' : `:${second}`}`,
  'fields.odd_year': ({ label, year, from, to }) =>
    `“${label}” is in the year ${year}; it must be from ${from} to ${to}`,
  'fields.members': ({ members, now }) => `must be ${members}; there are ${now} members`,
  'fields.in_line': ({ line, problem }) => `Line ${line}: ${problem}`,
  'fields.format_much': ({ label, most }) => `“${label}” has too much format: at most ${most} elements`,
  'fields.format_deep': ({ label, most }) => `The format of “${label}” is nested too deeply: at most ${most} levels`,
  'fields.id_document_form': ({ document }) => `The number of the document (${document}) is not well formed`,
  'fields.credit_code_letters': ({ label, letters, meant }) =>
    `“${label}” has the letters ${letters.join(', ')}, which it never uses${meant === undefined ? '' : `; do you mean ${meant}?`}`,
  'fields.birth_missing': ({ label, date }) => `There is no such birthday in “${label}” (${date})`,
  'fields.birth_future': ({ label, date }) => `The birthday in “${label}” is yet to come (${date})`,
  'fields.birth_early': ({ label, date }) => `The birthday in “${label}” is too long ago (${date})`,
  'fields.region_ended': ({ code, name, validTo, next }) =>
    `${code} (${name}) ended on ${validTo}; ${next ?? 'choose a region of today'}`,
  'fields.region_next': ({ code, name }) => `use ${code} (${name})`,
} satisfies Catalogue<FieldFacts>;
